"""Whatever a ledger sends of itself, nothing is entered twice unasked, and who answers comes to its sums."""

import re
from collections import Counter

import pytest
from django.db import transaction
from django.db.models import Sum
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bokal.programme.initiatives.enums import EntryKind
from bokal.programme.initiatives.errors import InitiativeRefused
from bokal.programme.initiatives.models import BudgetEntry, BudgetLine
from bokal.programme.initiatives.services.import_ledger import LedgerChoices, look_at_ledger, read_in_ledger
from bokal.programme.initiatives.services.money import correct_payment
from bokal.programme.initiatives.services.recount_money import recount_lines
from tests.factories.initiatives import make_initiative
from tests.factories.money import make_line, today

pytestmark = pytest.mark.django_db
PLACES = ("6:1203", "6:1204")
CALENDAR, BROKEN = "20260101 20261231", "20250701 20260630"
HEAD = "#FLAGGA 0\r\n#FORMAT PC8\r\n#SIETYP 4\r\n#ORGNR 000000-0000\r\n#FNAMN Stad\r\n#RAR 0 %s\r\n"
SPELLINGS = (("A", "{}"), ("", "A{}"), ("A", "00{}"), ("", "{}"))

type Booked = tuple[int, str, int]


def rows_of(*, back: bool) -> st.SearchStrategy[Booked]:
    """Return rows of a ledger: voucher, place and kronor, of which some pay back if that is asked for."""
    amounts = st.integers(-2, 3).filter(bool) if back else st.integers(1, 3)
    return st.tuples(st.integers(1, 3), st.sampled_from(PLACES), amounts)


def standing() -> Counter[Booked]:
    """Return what stands here: voucher, place and kronor as corrected."""
    found: Counter[Booked] = Counter()
    paid = BudgetEntry.objects.filter(kind=EntryKind.PAY).select_related("line")
    for entry in paid.annotate(more=Sum("corrections__amount")).order_by("pk"):
        number = int(re.sub("[^0-9]", "", entry.voucher.split("/")[3]))
        amount = entry.amount + (entry.more or 0)
        if amount:
            found[number, entry.line.object_code, amount // 100] += 1
    return found


def table(rows: list[Booked], spellings: dict[int, tuple[str, str]]) -> bytes:
    text = "company,series,voucher,date,account,object,amount\n"
    for number, place, amount in rows:
        series, written = spellings[number]
        text += f"0000000000,{series},{written.format(number)},2026-01-1{number},4600,{place},{amount}\n"
    return text.encode()


def sie(rows: list[Booked], year: str) -> bytes:
    text = HEAD % year
    for number in sorted({one[0] for one in rows}):
        kept = [one for one in rows if one[0] == number]
        text += f"#VER A {number} 2026011{number}\r\n{{\r\n"
        text += "".join(f"#TRANS 4600 {{{place.replace(':', ' ')}}} {n}\r\n" for _number, place, n in kept)
        text += f"#TRANS 1930 {{}} {-sum(one[2] for one in kept)}\r\n}}\r\n"
    return text.encode()


class Clerk:
    """Somebody who knows the ledger, reads it in, corrects what is told and answers what is asked."""

    def __init__(self) -> None:
        light = make_initiative()
        for place in PLACES:
            for year in (2025, 2026):
                make_line(light, year=year, object_code=place, planned=1_000_00)
        self.failed = False

    def takes(self, content: bytes, ledger: list[Booked]) -> None:
        before = standing()
        read_in_ledger(content=content, name="x", actor=None, choices=LedgerChoices())
        after = standing()
        self.nothing_is_twice(after, ledger, told=after - before)
        for one in look_at_ledger(content=content, name="x").differences:
            try:
                correct_payment(
                    entry_id=one.booked.entry, amount=one.says, because="Fel", on=today(), actor=None
                )
            except InitiativeRefused:
                self.failed = True
        # One answer at a time: the next may be another after it.
        asked = [group.key for group in look_at_ledger(content=content, name="x").undecided]
        for key in asked:
            self.answers(content, ledger, key)

    def nothing_is_twice(self, here: Counter[Booked], ledger: list[Booked], told: Counter[Booked]) -> None:
        """Hold what came in unasked against the ledger: no row was here, and no voucher has one too many."""
        assert not told - Counter(ledger)
        for one in told:
            assert here[one] <= Counter(ledger)[one]
            rows = sum(count for (number, *_rest), count in here.items() if number == one[0])
            assert rows <= sum(number == one[0] for number, *_rest in ledger)

    def answers(self, content: bytes, ledger: list[Booked], key: str) -> None:
        groups = {group.key: group for group in look_at_ledger(content=content, name="x").undecided}
        group = groups.get(key)
        if group is None:
            return
        if not group.again:
            self.failed = True
            return
        (row,) = group.rows
        number = int(re.sub("[^0-9]", "", row.voucher.number))
        (place,), here = group.codes, standing()
        content_here, of_voucher = here[number, place, group.amount // 100], [n for n, *_rest in ledger]
        rows = sum(count for (n, *_rest), count in here.items() if n == number)
        if content_here < Counter(ledger)[number, place, group.amount // 100] and rows < of_voucher.count(
            number
        ):
            line = BudgetLine.objects.get(object_code=place, year=group.year)
            choices = LedgerChoices(lines={key: line.pk})
            read_in_ledger(content=content, name="x", actor=None, choices=choices)

    def is_done(self, content: bytes, ledger: list[Booked]) -> None:
        """Nothing is dropped silently, and the sums are those of the ledger where all could be entered."""
        seen = look_at_ledger(content=content, name="x")
        assert (seen.problems.count, seen.new) == (0, 0)
        assert seen.known + sum(one.lines for one in seen.undecided) == len(ledger)
        assert recount_lines() == []
        if not self.failed:
            assert standing() == Counter(ledger)


HYPOTHESIS = {"deadline": None, "suppress_health_check": [HealthCheck.function_scoped_fixture]}


@settings(max_examples=10, **HYPOTHESIS)
@given(data=st.data(), back=st.booleans(), year=st.sampled_from([CALENDAR, BROKEN]))
def test_however_vouchers_are_written_and_whenever_the_year_begins(
    data: st.DataObject, back: bool, year: str
) -> None:
    with transaction.atomic():
        clerk, ledger = Clerk(), data.draw(st.lists(rows_of(back=back), min_size=1, max_size=6))
        for _file in range(data.draw(st.integers(1, 4))):
            parts = data.draw(st.sets(st.sampled_from(sorted({one[:2] for one in ledger})), min_size=1))
            kept = data.draw(st.permutations([one for one in ledger if one[:2] in parts]))
            spellings = {number: data.draw(st.sampled_from(SPELLINGS)) for number in (1, 2, 3)}
            whole = [one for one in ledger if one[0] in {number for number, _place in parts}]
            form = data.draw(st.sampled_from([table(kept, spellings), sie(whole, year)]))
            clerk.takes(form, ledger)
        clerk.takes(sie(ledger, year), ledger)
        clerk.takes(sie(ledger, year), ledger)
        clerk.is_done(sie(ledger, year), ledger)
        transaction.set_rollback(True)


@settings(max_examples=10, **HYPOTHESIS)
@given(data=st.data(), back=st.booleans())
def test_whatever_the_ledger_changes_moves_or_adds_between_two_files(data: st.DataObject, back: bool) -> None:
    plain = dict.fromkeys((1, 2, 3), SPELLINGS[0])
    with transaction.atomic():
        clerk, ledger = Clerk(), data.draw(st.lists(rows_of(back=back), min_size=1, max_size=5))
        untouched = list(range(len(ledger)))
        for _file in range(data.draw(st.integers(1, 3))):
            parts = data.draw(st.sets(st.sampled_from(sorted({one[:2] for one in ledger})), min_size=1))
            whole = [one for one in ledger if one[0] in {number for number, _place in parts}]
            kept = [one for one in ledger if one[:2] in parts]
            clerk.takes(data.draw(st.sampled_from([table(kept, plain), sie(whole, CALENDAR)])), ledger)
            how = data.draw(st.sampled_from(["nothing", "add", "amount", "place"]))
            if how == "add":
                ledger.append(data.draw(rows_of(back=back)))
            elif how != "nothing" and untouched:
                # A row that changes twice may be any other.
                at = untouched.pop(data.draw(st.integers(0, len(untouched) - 1)))
                number, place, amount = ledger[at]
                amount = amount + (1 if amount > 0 else -1) if how == "amount" else amount
                place = PLACES[1 - PLACES.index(place)] if how == "place" else place
                ledger[at] = (number, place, amount)
        for _time in range(3):
            clerk.takes(sie(ledger, CALENDAR), ledger)
        clerk.is_done(sie(ledger, CALENDAR), ledger)
        transaction.set_rollback(True)
