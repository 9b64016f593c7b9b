"""``bokal import ledger``, ``budget-lines`` and ``budget-entries``: money from files."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from bokal.programme.initiatives.services.import_ledger import LedgerLook
    from bokal.programme.initiatives.services.money_tables import Tables


def run_money(options: argparse.Namespace) -> LedgerLook | Tables:
    """Import a file about money, or only look what would come in."""
    from bokal.programme.history.services import acting
    from bokal.programme.initiatives.services.money_tables import import_budget_entries, import_budget_lines

    content, name = options.file.read_bytes(), options.file.name
    with acting(actor=None, origin="command"):
        if options.kind == "ledger":
            return run_ledger(content, name, options)
        bring = import_budget_lines if options.kind == "budget-lines" else import_budget_entries
        return bring(content=content, name=name, actor=None, write=not options.dry_run)


def run_ledger(content: bytes, name: str, options: argparse.Namespace) -> LedgerLook:
    """Read an extract of the ledger in; what is wrong with it is told and not raised."""
    from bokal.programme.initiatives.services.import_ledger import (
        LedgerChoices,
        look_at_ledger,
        read_in_ledger,
    )

    because = {options.language or "sv": options.because} if options.because else {}
    choices = LedgerChoices(releases=options.release, overrun_because=because)
    look = look_at_ledger(content=content, name=name, choices=choices)
    if options.dry_run or look.problems:
        return look
    return read_in_ledger(content=content, name=name, actor=None, choices=choices)


def summary(brought: LedgerLook | Tables, *, dry_run: bool) -> str:
    """Say what came of it."""
    from bokal.programme.initiatives.services.import_ledger import LedgerLook

    lines = [f"{brought.new} new, {brought.known} here already."]
    if isinstance(brought, LedgerLook):
        lines += ledger_lines(brought)
    if dry_run:
        lines.append("Nothing was written (--dry-run).")
    return "\n".join(lines)


def ledger_lines(look: LedgerLook) -> list[str]:
    """Say which lines get what, and which rows wait for somebody who knows their line."""
    from bokal.programme.initiatives.services.ledger import kronor_of

    lines = [f"{look.vouchers} vouchers, {look.rows} rows, {look.elsewhere} of other accounts and objects."]
    for one in look.gets:
        money = f"{one.rows} rows, {kronor_of(one.amount)} kronor"
        short = f", {kronor_of(one.short)} more than it has" if one.short else ""
        lines.append(f"  {one.line.initiative.slug} {one.line.account} {one.line.year}: {money}{short}")
    for other in look.differences:
        money = f"{kronor_of(other.booked.stands)} here, {kronor_of(other.says)} in the ledger"
        lines.append(f"  Booked otherwise: voucher {other.voucher}: {money}. Correct it in the workspace.")
    for group in look.undecided:
        where = " ".join((group.account, *group.codes))
        told = f"{group.lines} rows, {kronor_of(group.amount)} kronor"
        why = "Its line was paid from another company so far" if group.stranger else "No line, or several"
        if group.again or group.back:
            perhaps = "Perhaps here already" if group.again else "Pays back more than was paid from its line"
            why = f"{perhaps}: voucher {group.again or group.back}"
        lines.append(f"  {why}: {where} {group.year}: {told}. Choose one in the workspace.")
    return lines
