"""``bokal verify``: compute a published report again, and follow the chain of the history."""

import argparse
import sys

from bokal.programme.history.services import seal_history, verify_history
from bokal.programme.reports.models import Snapshot
from bokal.programme.reports.services import Change, Difference, Verification, verify_snapshot

HELP = "Compute a report again, or follow the chain of the history."
SHOWN = 50
AGREES, DIFFERS, UNKNOWN = 0, 1, 2


def add_parser(subparsers: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Declare the command and what it takes."""
    parser = subparsers.add_parser("verify", help=HELP, description=HELP)
    parser.set_defaults(run=run)
    parser.add_argument("report", nargs="?", help="Address of the report; all reports when left out.")
    parser.add_argument("--edition", type=int, help="Which edition; the newest when left out.")
    parser.add_argument("--history", action="store_true", help="Follow the chain of the history instead.")
    parser.add_argument("--head", default="", help="A fingerprint kept earlier that must be in the chain.")


def run(options: argparse.Namespace) -> int:
    """Verify what was asked for; 0 when all agrees, 1 when something differs, 2 when there is none."""
    return (
        follow_history(options.head.strip().lower())
        if options.history
        else verify_reports(options.report, options.edition)
    )


def follow_history(head: str) -> int:
    """Follow the chain and say what is wrong with it."""
    seal_history()
    found = verify_history(head=head)
    print(f"{found.entries} entries, {found.sealed} in the chain.")
    for problem in found.problems:
        print(f"  {problem}")
    if not found.intact:
        print("The history was changed or cut. Compare it with a backup.")
        return DIFFERS
    print(f"The chain holds. Keep this fingerprint to prove it later:\n  {found.head}")
    return AGREES


def verify_reports(slug: str | None, edition: int | None) -> int:
    """Verify one edition of a report, or the newest edition of each."""
    snapshots = Snapshot.objects.select_related("report").order_by("report__slug", "-edition")
    if slug is not None:
        snapshots = snapshots.filter(report__slug=slug)
    if edition is not None:
        snapshots = snapshots.filter(edition=edition)
    newest: dict[int, Snapshot] = {}
    for snapshot in snapshots:
        newest.setdefault(snapshot.report_id, snapshot)
    if not newest:
        slugs = Snapshot.objects.order_by("report__slug").values_list("report__slug", flat=True)
        known = ", ".join(slugs.distinct())
        sys.stderr.write(f"There is no such published report. Published: {known or 'none'}.\n")
        return UNKNOWN
    return max(verify_one(snapshot) for snapshot in newest.values())


def verify_one(snapshot: Snapshot) -> int:
    """Verify one edition and print what differs."""
    found = verify_snapshot(snapshot)
    print(f"{snapshot.report.slug}, edition {snapshot.edition}: {found.figures} figures computed again.")
    for damage in found.damages:
        print(f"  {damage}")
    tell_some([sentence(difference) for difference in found.differences])
    tell_some([change_sentence(change) for change in found.changes])
    if found.agrees:
        print("Every figure agrees; sources, definitions, page and PDF are as published.")
        return AGREES
    print(summary(found))
    return DIFFERS


def tell_some(sentences: list[str]) -> None:
    """Print the first of many sentences, and how many there are beside."""
    for text in sentences[:SHOWN]:
        print(f"  {text}")
    if len(sentences) > SHOWN:
        print(f"  … and {len(sentences) - SHOWN} more.")


def summary(found: Verification) -> str:
    """Say how much differs."""
    stored = sum(not difference.computed for difference in found.differences)
    follow = len(found.differences) - stored
    return (
        f"{stored} stored figures no longer agree, and {follow} that are computed of them; "
        f"{len(found.changes)} parts of the text or the sources are others."
    )


def sentence(difference: Difference) -> str:
    """Say in words how a figure differs."""
    then = "nothing" if difference.published is None else repr(difference.published)
    now = "nothing" if difference.recomputed is None else repr(difference.recomputed)
    sources = f" (from {', '.join(difference.sources)})" if difference.sources else ""
    if difference.same_number:
        return f"{difference.address}: {then} as published, but with another source or status{sources}"
    return f"{difference.address}: published {then}, computed again {now}{sources}"


def change_sentence(change: Change) -> str:
    """Say in words which part is not what it was."""
    return f"{change.address}: not as published" + (f" ({', '.join(change.fields)})" if change.fields else "")
