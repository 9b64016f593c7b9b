"""Which run the site shows as its answer: a recorded act, never the mere fact that one was computed."""

from functools import partial

from django.db import transaction

from bokal.programme.accounts.models import Account
from bokal.programme.areas.enums import Occasion
from bokal.programme.areas.models import Geography, IndexRun, Showing
from bokal.programme.history.services import kept, record

VERBS = {Occasion.CHOSEN: "run.shown_first", Occasion.PUBLISHED: "run.made_public"}
SHOWN = ("areas.showing", "areas.indexrun", "areas.geography")


@transaction.atomic
def show_run(*, slug: str, actor: Account | None, occasion: Occasion = Occasion.CHOSEN) -> Showing:
    """Show a run to everyone: first of all when it is chosen, or behind a chosen one when it is published.

    Choosing the run that is shown first already changes nothing.
    """
    run = IndexRun.objects.select_for_update(of=("self",)).defer("summary").get(slug=slug)
    last = Showing.objects.filter(occasion=occasion).order_by("-pk").first()
    if last is not None and last.run_id == run.pk:
        return last
    showing = Showing.objects.create(run=run, occasion=occasion, shown_by=actor)
    record(actor=actor, verb=VERBS[occasion], subject=run)
    return showing


def runs_shown() -> list[int]:
    """Return the keys of the runs that are public, the one shown first in front; one query."""
    return list(dict.fromkeys(Showing.objects.by_weight().values_list("run", flat=True)))


def public_runs() -> list[IndexRun]:
    """Return the runs that are public without their answers, the one shown first in front; one query."""
    showings = Showing.objects.by_weight().select_related("run").defer("run__summary", "run__parameters")
    runs: dict[int, IndexRun] = {}
    for showing in showings:
        runs.setdefault(showing.run_id, showing.run)
    return list(runs.values())


def run_shown_first(geography: Geography | None = None) -> IndexRun | None:
    """Return the run that the site shows first, of all or of a geography.

    It is the one chosen last, or else the one published last; none as long as nothing is public. Kept in
    memory between readers.
    """
    find = partial(find_first, geography)
    return kept(("run shown first", geography.pk if geography else None), find, of=SHOWN)


def find_first(geography: Geography | None) -> IndexRun | None:
    """Read which run the site shows first."""
    showings = Showing.objects.by_weight().select_related("run__geography")
    showing = (showings.filter(run__geography=geography) if geography else showings).first()
    return showing.run if showing is not None else None


def showings_of(run: IndexRun) -> list[Showing]:
    """Return who made a run public, when and how, newest first."""
    return list(Showing.objects.filter(run=run).select_related("shown_by").order_by("-pk"))
