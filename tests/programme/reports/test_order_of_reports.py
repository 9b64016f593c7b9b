"""In what order status reports are published: nothing is told twice, and each can be published again."""

import datetime
from contextlib import suppress
from operator import attrgetter
from typing import Any

import pytest
from django.db import transaction
from django.utils import timezone
from freezegun import freeze_time
from freezegun.api import FrozenDateTimeFactory
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bokal.programme.history.errors import day_words
from bokal.programme.initiatives.enums import Held
from bokal.programme.initiatives.models import Assumption
from bokal.programme.initiatives.services import settle_assumption
from bokal.programme.reports.errors import (
    DayKept,
    KnowsLess,
    OutOfLine,
    PeriodAhead,
    PeriodTold,
    PeriodWrong,
    PublishedMeanwhile,
)
from bokal.programme.reports.models import Report, Snapshot
from bokal.programme.reports.services import (
    followed,
    prepare_report,
    preview_report,
    publish_report,
    verify_snapshot,
)
from bokal.programme.reports.services.status_chain import first_that_follows, has_begun, published_in_row
from bokal.programme.reports.services.status_report import status_facts
from bokal.programme.reports.services.status_span import DAY, PROFILE, Json, Span, iso, midnight, span_of
from tests.factories.history import entered_at
from tests.factories.initiatives import make_decision, make_ready, start
from tests.factories.programmes import make_programme
from tests.factories.status import (
    FUNDERS,
    SLUG,
    approve,
    make_programme_at_work,
    make_status_report,
    make_status_subject,
    publish,
    publish_next,
)
from tests.factories.voices import make_problem, make_voice

pytestmark = pytest.mark.django_db
BEGIN, HOUR, LONG = datetime.date(2026, 1, 1), datetime.timedelta(hours=1), 10


def subject_of(period: tuple[int, int], known: int) -> Json:
    """Return what a report on some days is about, counted from the first."""
    first, after = (BEGIN + number * DAY for number in period)
    known_on = iso(BEGIN + known * DAY)
    return {
        "period_from": iso(first),
        "period_to": iso(after),
        "known_on": known_on,
        "area": "",
        "funder": "",
    }


def put_out(period: tuple[int, int], known: int, address: str = "", *, mends: bool = True) -> Span:
    """Publish an edition, as far as others need it in order to follow; nobody reads it here."""
    slug = address or "report-{}-{}".format(*period)
    subject = followed(subject_of(period, known) | {"address": slug, "mends_days": mends})
    if not has_begun(subject):
        raise PeriodAhead
    report = Report.objects.get_or_create(
        slug=slug, defaults={"profile": PROFILE, "title": {}, "subject": subject}
    )[0]
    Snapshot.objects.create(
        report=report,
        edition=report.snapshots.count() + 1,
        title={},
        published_at=timezone.now(),
        template_version="1",
        bokal_version="1",
        content={"profile": PROFILE, "subject": subject},
        content_sha256="",
        input_sha256="",
    )
    return span_of(subject)


def put_out_somehow(period: tuple[int, int], known: int, address: str = "") -> Span:
    """Publish an edition; where its day is refused, with the day that the refusal names."""
    try:
        return put_out(period, known, address)
    except OutOfLine as refusal:
        return put_out(period, (refusal.day - BEGIN).days, address)


def tells(span: Span, day: datetime.date, recorded: datetime.datetime) -> bool:
    """Tell whether a report tells what was of a day and was recorded at a moment."""
    if day >= span.after or recorded >= span.closes:
        return False
    if span.former is None:
        return day >= span.first
    return day >= span.former.after or recorded >= span.former.closes


@pytest.fixture
def clock() -> Any:
    with freeze_time("2026-01-01 12:00") as clock:
        yield clock


PERIODS = st.tuples(st.integers(0, 9), st.sampled_from([1, 2, 2, 2, 3, 4, 6])).map(
    lambda drawn: (drawn[0] * 5, (drawn[0] + drawn[1]) * 5)
)
ADDRESSES = st.sampled_from(["", "", "one", "two"])
STEPS = st.lists(
    st.tuples(st.integers(0, 14), PERIODS, st.integers(-6, 25), ADDRESSES), min_size=1, max_size=9
)


def row_now() -> list[Span]:
    """Return the reports that follow one another."""
    row = published_in_row(span_of(subject_of((0, 1), 0))).values()
    return sorted(row, key=attrgetter("first"))


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=STEPS)
def test_in_whatever_order_reports_are_published_nothing_is_told_twice_and_each_can_be_published_again(
    clock: FrozenDateTimeFactory, steps: list[tuple[int, tuple[int, int], int, str]]
) -> None:
    clock.move_to(midnight(BEGIN) + 9 * HOUR)
    with transaction.atomic():
        for wait, period, known, address in steps:
            clock.tick(wait * DAY + HOUR)
            with suppress(PeriodTold, PeriodAhead, PeriodWrong):
                put_out_somehow(period, period[1] + known, address)
        row = row_now()
        for day in (BEGIN + number * DAY for number in range(2, 75, 5)):
            for recorded in (midnight(day) + number * DAY + 12 * HOUR for number in range(0, 130, 2)):
                times = sum(tells(one, day, recorded) for one in row)
                assert times <= 1, (day, recorded, row)
                if any(one.first <= day < one.after for one in row) and recorded < row[-1].closes:
                    assert times == 1, (day, recorded, row)
        clock.tick(40 * DAY)
        for one in row:
            again = {"period_from": iso(one.first), "period_to": iso(one.after), "known_on": iso(one.known)}
            span = span_of(followed(again))
            if any(other.first >= one.after for other in row):
                assert span.closes == one.closes
            assert one.former is None or span.former == one.former
        last = max([(one.after - BEGIN).days for one in row], default=0)
        clock.move_to(max(timezone.now(), midnight(BEGIN + (last + LONG) * DAY)))
        assert not put_out((last, last + LONG), last + LONG + 99).beside
        transaction.set_rollback(True)


@settings(max_examples=50, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(waits=st.lists(st.tuples(st.integers(0, 12), st.integers(-4, 30)), min_size=2, max_size=6))
def test_of_reports_published_in_order_each_fact_is_told_in_one(
    clock: FrozenDateTimeFactory, waits: list[tuple[int, int]]
) -> None:
    clock.move_to(midnight(BEGIN) + 9 * HOUR)
    with transaction.atomic():
        for place, (wait, known) in enumerate(waits):
            period = (place * LONG, (place + 1) * LONG)
            clock.move_to(max(timezone.now(), midnight(BEGIN + period[0] * DAY)) + wait * DAY + HOUR)
            put_out_somehow(period, period[1] + known)
        row, until = row_now(), (len(waits) - 1) * LONG
        for day in (BEGIN + number * DAY for number in range(2, until, 5)):
            for recorded in (midnight(day) + number * DAY + 12 * HOUR for number in range(0, 130, 2)):
                if recorded < row[-1].closes:
                    assert sum(tells(one, day, recorded) for one in row) == 1, (day, recorded, row)
        transaction.set_rollback(True)


def test_days_that_a_later_report_told_of_get_no_report_of_their_own(clock: FrozenDateTimeFactory) -> None:
    clock.tick(50 * DAY)
    put_out((0, 10), 12)
    put_out((20, 30), 31)
    put_out((0, 30), 31, "the-year")
    named = day_words(BEGIN + 20 * DAY)
    for period in ((10, 20), (12, 15)):
        with pytest.raises(PeriodTold, match=named):
            followed(subject_of(period, 31))
    assert followed(subject_of((0, 20), 31))["beside"], "it may tell what others tell"
    assert followed(subject_of((20, 30), 31))["told_until"] == iso(BEGIN + 12 * DAY)


def test_a_report_that_others_follow_keeps_its_day(clock: FrozenDateTimeFactory) -> None:
    """With a later one both would tell what was recorded in between, with an earlier one neither would."""
    clock.tick(50 * DAY)
    first = put_out((0, 10), 12)
    assert span_of(followed(subject_of((0, 10), 20))).closes > first.closes, "nobody follows it yet"
    put_out((10, 20), 25)
    for known in (11, 13, 20):
        with pytest.raises(DayKept, match=day_words(BEGIN + 10 * DAY)) as refusal:
            followed(subject_of((0, 10), known))
        assert day_words(BEGIN + 12 * DAY) in str(refusal.value)
    assert span_of(followed(subject_of((0, 10), 12))).closes == first.closes


def test_a_report_published_before_its_day_can_be_published_again_as_it_was(
    clock: FrozenDateTimeFactory,
) -> None:
    clock.tick(11 * DAY)
    first = put_out((0, 10), 20)
    assert first.closes < midnight(BEGIN + 12 * DAY)
    clock.tick(20 * DAY)
    put_out((10, 20), 25)
    for known in (20, 11):
        assert span_of(followed(subject_of((0, 10), known))).closes == first.closes


@pytest.mark.parametrize("known", [40, 60])
def test_what_was_published_in_between_keeps_no_report_from_a_new_edition(
    clock: FrozenDateTimeFactory, known: int
) -> None:
    clock.tick(80 * DAY)
    put_out((20, 30), 32)
    january = put_out((30, 40), 45)
    assert put_out((0, 30), known, "the-year").beside
    put_out((40, 50), 61)
    assert span_of(followed(subject_of((30, 40), 45))).former == january.former
    # Nothing rests on what stands beside the row, so it may know any day.
    for day in (known, 35, 70):
        assert span_of(followed(subject_of((0, 30), day))).known == BEGIN + day * DAY


def test_a_new_edition_knows_no_less_than_a_report_that_came_before_it_meanwhile(
    clock: FrozenDateTimeFactory,
) -> None:
    clock.tick(80 * DAY)
    put_out((20, 30), 31)
    put_out((0, 10), 31)
    with pytest.raises(KnowsLess, match=day_words(BEGIN + 31 * DAY)):
        followed(subject_of((20, 30), 26))
    assert followed(subject_of((20, 30), 33))["told_to"] == iso(BEGIN + 10 * DAY)


def days_in_row() -> list[tuple[int, int]]:
    """Return the days of the reports that follow one another, counted from the first."""
    return [((one.first - BEGIN).days, (one.after - BEGIN).days) for one in row_now()]


def test_days_that_were_given_wrongly_are_put_right_at_the_same_address(clock: FrozenDateTimeFactory) -> None:
    clock.tick(80 * DAY)
    first = put_out((0, 10), 12)
    put_out((10, 50), 51, "x")
    mended = put_out((12, 20), 31, "x")
    assert (mended.covered, mended.told, mended.beside) == (first.after, first.known, False)
    assert days_in_row() == [(0, 10), (12, 20)]
    assert not put_out((20, 50), 51).beside, "the days are free again"
    assert days_in_row() == [(0, 10), (12, 20), (20, 50)]


@pytest.mark.parametrize(
    ("period", "address", "mends"),
    [((10, 20), "y", True), ((5, 20), "x", True), ((10, 60), "x", False)],
    ids=["at another address", "on days of others as well", "where nobody says so"],
)
def test_other_days_put_nothing_right(
    clock: FrozenDateTimeFactory, period: tuple[int, int], address: str, *, mends: bool
) -> None:
    clock.tick(80 * DAY)
    put_out((0, 10), 12)
    put_out((10, 50), 51, "x")
    assert put_out(period, 61, address, mends=mends).beside
    assert days_in_row() == [(0, 10), (10, 50)]


def test_a_report_on_another_time_at_the_same_address_follows_the_one_before(
    clock: FrozenDateTimeFactory,
) -> None:
    clock.tick(80 * DAY)
    put_out((0, 10), 12, "x")
    assert put_out((10, 50), 51, "x").covered == BEGIN + 10 * DAY
    assert days_in_row() == [(0, 10), (10, 50)]


def test_an_edition_whose_days_were_put_right_can_still_be_verified(clock: FrozenDateTimeFactory) -> None:
    with entered_at(timezone.now()):
        make_programme_at_work(5)
    today = timezone.localdate()
    make_status_report()
    wrong = publish()
    clock.tick(2 * HOUR)
    days = {"period_from": iso(today - 90 * DAY), "period_to": iso(today - 30 * DAY)}
    make_status_report(**days, mends_days=True)
    right = publish()
    assert not preview_report(slug=SLUG).says_something_new
    subject = right.content["subject"]
    assert (right.edition, subject["beside"]) == (2, False)
    assert subject["instead_of"] == [wrong.content["subject"][name] for name in ("period_from", "period_to")]
    clock.tick(2 * DAY)
    following = publish_next(today - 30 * DAY, today + 1 * DAY)
    assert following.content["subject"]["told_to"] == iso(today - 30 * DAY)
    for edition in (wrong, right, following):
        assert verify_snapshot(edition).agrees


def test_days_that_were_given_wrongly_keep_no_report_from_being_published(
    clock: FrozenDateTimeFactory,
) -> None:
    clock.tick(80 * DAY)
    put_out((20, 30), 31)
    put_out((0, 9), 31, "x")
    assert put_out((0, 10), 40, "x").beside, "another report comes after it, so its days stay as they are"
    between = put_out((10, 20), 31)
    assert (between.covered, between.beside) == (BEGIN + 9 * DAY, False)


def test_nothing_is_published_about_a_time_that_has_not_begun(clock: FrozenDateTimeFactory) -> None:
    """Or it would tell of all days until then, and no report on them could be published."""
    with entered_at(timezone.now()):
        make_programme_at_work(1)
    today = timezone.localdate()
    days = {"period_from": iso(today + DAY), "period_to": iso(today + 9 * DAY)}
    report = make_status_report(known_on=iso(today + 20 * DAY), **days)
    with pytest.raises(PeriodAhead):
        approve()
    with pytest.raises(PeriodAhead):
        publish_report(report_id=report.pk, actor=None)
    clock.tick(2 * DAY)
    assert publish().edition == 1


def test_the_report_before_the_first_one_knows_as_much_as_that(clock: FrozenDateTimeFactory) -> None:
    """Whoever follows the first one tells what was recorded since that closed."""
    clock.tick(50 * DAY)
    first = put_out((10, 20), 25)
    for known in (12, 26):
        with pytest.raises(DayKept, match=day_words(BEGIN + 25 * DAY)):
            followed(subject_of((0, 10), known))
    assert put_out((0, 10), 25).closes == first.closes
    put_out((20, 30), 35)
    # A new edition of the other may follow it.
    former = span_of(followed(subject_of((10, 20), 25))).former
    assert former is not None
    assert former.closes == first.closes


def test_a_report_comes_before_several(clock: FrozenDateTimeFactory) -> None:
    clock.tick(50 * DAY)
    first = put_out((10, 20), 25)
    put_out((20, 30), 35)
    assert put_out((0, 10), 25).closes == first.closes


def test_another_area_or_funder_is_another_row(clock: FrozenDateTimeFactory) -> None:
    clock.tick(50 * DAY)
    put_out((0, 10), 12)
    subject = subject_of((10, 20), 25)
    assert followed(subject)["told_until"]
    for other in ({"area": "herrgarden"}, {"funder": FUNDERS[0]}):
        assert followed(subject | other)["told_until"] == ""


def test_what_only_the_first_report_left_out_is_told_once_that_follows_the_one_before_it(
    clock: FrozenDateTimeFactory,
) -> None:
    """What was decided on days before the first report about an idea that nobody had shown by then."""
    make_programme()
    clock.tick(5 * DAY)
    with entered_at(timezone.now()):
        idea = make_ready("light", shown=False)
        assumed = Assumption.objects.create(
            initiative=idea, unit=idea.unit, text={"sv": "M"}, wrong_when={"sv": "F"}
        )
        settle_assumption(
            assumption_id=assumed.pk, held=Held.FALSE, found={"sv": "X"}, actor=None, on=BEGIN + 5 * DAY
        )
    clock.tick(10 * DAY)
    with entered_at(timezone.now()):
        start(idea)
    clock.tick(10 * DAY)
    early, late = (0, 10), (10, 20)
    put_out(late, 25)
    assert first_that_follows(subject_of(early, 25)) == BEGIN + 10 * DAY
    spans = [put_out(early, 25), put_out(late, 25)]
    assert first_that_follows(subject_of(early, 25)) is None
    put_out((-10, 0), 25)
    assert first_that_follows(subject_of((-10, 0), 25)) == BEGIN
    assert first_that_follows(followed(subject_of((-8, -4), 25))) is None, "it stands beside"
    clock.tick(20 * DAY)
    spans.append(put_out((20, 30), 40))
    assert [len(status_facts(span)["assumptions"]) for span in spans] == [0, 1, 0]


@pytest.mark.parametrize("gap", [0, 1])
def test_a_voice_that_came_after_an_early_close_is_counted_in_the_next_report(
    clock: FrozenDateTimeFactory, gap: int
) -> None:
    make_programme()
    clock.tick(3 * DAY)
    spans = [put_out((0, 10), 20)]
    clock.tick(3 * DAY)
    with entered_at(timezone.now()):
        make_voice()
    clock.tick(19 * DAY)
    spans.append(put_out((10 + gap, 20), 24))
    assert [status_facts(span)["voices"]["received_in_period"]["value"] for span in spans] == [0, 1]


def test_nothing_is_known_before_the_first_day(clock: FrozenDateTimeFactory) -> None:
    clock.tick(3 * DAY)
    put_out((0, 30), 40)
    clock.tick(40 * DAY)
    with pytest.raises(PeriodWrong):
        followed(subject_of((30, 40), 1))
    put_out((30, 40), 30)


def test_a_report_follows_the_last_edition_on_the_time_before(clock: FrozenDateTimeFactory) -> None:
    clock.tick(50 * DAY)
    put_out((0, 10), 30)
    put_out((0, 10), 12)
    assert followed(subject_of((10, 20), 25))["told_until"] == iso(BEGIN + 12 * DAY)


def test_a_report_that_knows_less_than_the_one_before_it_is_refused_with_the_day(
    clock: FrozenDateTimeFactory,
) -> None:
    with entered_at(timezone.now()):
        make_programme_at_work(5)
    today = timezone.localdate()
    make_status_report(known_on=(today + 9 * DAY).isoformat())
    clock.tick(12 * DAY)
    publish()
    subject = make_status_subject(
        period_from=iso(today + DAY), period_to=iso(today + 3 * DAY), known_on=iso(today + 5 * DAY)
    )
    with pytest.raises(KnowsLess, match=day_words(today + 9 * DAY)):
        followed(subject)
    assert followed(subject | {"known_on": iso(today + 9 * DAY)})["told_until"] == iso(today + 9 * DAY)
    prepare_report(slug="next", profile="status-report", title={"sv": "Nästa"}, subject=subject, actor=None)
    with pytest.raises(KnowsLess):
        preview_report(slug="next")


def test_a_new_edition_of_a_report_ends_where_the_next_report_begins(clock: FrozenDateTimeFactory) -> None:
    """Or both would tell what was recorded in between."""
    with entered_at(timezone.now()):
        make_programme_at_work(5)
    today = timezone.localdate()
    make_status_report()
    first = publish()
    clock.tick(2 * HOUR)
    make_decision(make_problem([], slug="wet"), slug="late", decided_on=today - 9 * DAY)
    clock.tick(2 * DAY)
    following = publish_next(today + DAY, today + 3 * DAY)
    assert [row["slug"] for row in following.content["decisions"]["decisions"]] == ["late"]
    Report.objects.filter(slug=SLUG).update(title={"sv": "Lägesrapport, rättad"})
    assert publish().content["decisions"] == first.content["decisions"]
    make_status_report(period_from=iso(today - 180 * DAY), period_to=iso(today + DAY))
    with pytest.raises(DayKept, match=day_words(today)):
        preview_report(slug=SLUG)


def test_a_report_on_a_year_is_not_held_to_what_the_report_on_its_last_month_knew(
    clock: FrozenDateTimeFactory,
) -> None:
    today = timezone.localdate()
    with entered_at(timezone.now()):
        make_programme_at_work(1)
    make_status_report(period_from=iso(today - 30 * DAY))
    publish()
    clock.tick(2 * DAY)
    publish_next(today + DAY, today + 3 * DAY)
    year = make_status_subject(period_from=iso(today - 360 * DAY), period_to=iso(today + DAY))
    assert followed(year)["beside"]
    make_status_report("year", **year)
    assert preview_report(slug="year").content["period"]["beside"]


def test_a_report_is_not_published_on_top_of_one_that_came_while_it_was_drawn(
    clock: FrozenDateTimeFactory,
) -> None:
    """Both would follow the same report, and tell the same that came late."""
    with entered_at(timezone.now()):
        make_programme_at_work(1)
    today = timezone.localdate()
    make_status_report()
    publish()
    clock.tick(5 * DAY)
    days = [iso(today + number * DAY) for number in (1, 3, 5)]
    for slug, period_from, period_to in (("next", *days[:2]), ("after", *days[1:])):
        make_status_report(slug, period_from=period_from, period_to=period_to)
    approve("after")

    def publish_the_next(done: int, _steps: int) -> None:
        if done == 1:
            publish("next")

    after = Report.objects.get(slug="after")
    with pytest.raises(PublishedMeanwhile):
        publish_report(report_id=after.pk, actor=None, tell=publish_the_next)
    assert not after.snapshots.exists()
    former = span_of(preview_report(slug="after").content["subject"]).former
    assert former is not None
    assert iso(former.after) == days[1]
