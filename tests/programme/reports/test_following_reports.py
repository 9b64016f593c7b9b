"""Reports that follow one another: each fact is told in exactly one, and none of them changes afterwards."""

import datetime
from collections import Counter
from decimal import Decimal
from typing import Any

import pytest
from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from freezegun import freeze_time
from freezegun.api import FrozenDateTimeFactory
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bokal.programme.accounts.enums import Role
from bokal.programme.accounts.models import Account
from bokal.programme.decisions.models import Decision, Ruling
from bokal.programme.initiatives.enums import Carried, Found, GateKind, GateRuling, Held, Phase, WorkStep
from bokal.programme.initiatives.models import (
    Assumption,
    BudgetEntry,
    Cohort,
    Gate,
    Initiative,
    Passage,
    Session,
    Update,
)
from bokal.programme.initiatives.services import (
    Judged,
    answer_with,
    change_gate,
    change_plan,
    drop_measure,
    open_gate,
    pass_gate,
    set_gate,
    settle_assumption,
    take_part,
)
from bokal.programme.initiatives.services.handover import Settled, settle_line, waive_line
from bokal.programme.initiatives.services.look_back import Seen, look_back
from bokal.programme.initiatives.services.money import pay_money
from bokal.programme.initiatives.services.social import Gathered, change_cohort, count_session, gather_cohort
from bokal.programme.initiatives.services.updates import Report, approve_update, send_update
from bokal.programme.initiatives.services.works import (
    PhaseFacts,
    add_quantity,
    add_work,
    drop_phase,
    set_phase,
)
from bokal.programme.reports.enums import Section
from bokal.programme.reports.services import (
    preview_report,
    verify_snapshot,
    write_text,
)
from bokal.programme.reports.services.status_report import status_facts
from bokal.programme.reports.services.status_span import DAY, Json, Span, iso, midnight
from bokal.programme.voices.enums import PromiseState
from bokal.programme.voices.models import Promise
from bokal.programme.voices.services import settle_promise
from tests.factories.accounts import make_account
from tests.factories.history import entered_at
from tests.factories.initiatives import (
    make_complete,
    make_decision,
    make_handover,
    make_idea,
    make_initiative,
    make_measure,
    make_plan,
)
from tests.factories.money import make_line
from tests.factories.organisations import make_organisation
from tests.factories.programmes import make_programme
from tests.factories.status import (
    FUNDERS,
    SLUG,
    make_programme_at_work,
    make_status_report,
    publish,
    publish_next,
)
from tests.factories.voices import make_area, make_problem, make_voice
from tests.factories.works import make_facts

pytestmark = pytest.mark.django_db
AREA, FUNDER = "herrgarden", "Malmö stad"
SLUGS = ("done", "open")
BEGIN, HOUR = datetime.date(2026, 1, 1), datetime.timedelta(hours=1)
LONG, TIMES, LATEST = 30, 3, 45
# Their differences are never of few people, so that every number is shown.
PEOPLE = st.sampled_from([5, 10, 15, 25, 40])
KINDS = (
    *("group", "grow", "session", "session", "gate", "decision", "payment", "value"),
    *("due", "moved", "assumption", "step", "dropped", "promise", "promise"),
    *("linked", "partner_of", "idea", "shown"),
)
FACTS = st.lists(
    st.tuples(
        st.sampled_from(KINDS), st.integers(0, LONG * TIMES - 1), st.integers(0, LATEST), PEOPLE, PEOPLE
    ),
    min_size=4,
    max_size=18,
)
SCOPES = st.sampled_from(["", "area", "funder"])
type Fact = tuple[str, int, int, int, int]


def day_of(number: int) -> datetime.date:
    return BEGIN + number * DAY


def gathered(from_day: datetime.date, people: int) -> Gathered:
    return Gathered(name={"sv": "Gruppen"}, from_day=from_day, people=people)


class Happens:
    """Writes down what happened, each thing as the services do."""

    def __init__(self, initiative: Initiative) -> None:
        self.initiative = initiative
        self.line = make_line(initiative=initiative, year=BEGIN.year)
        self.people: tuple[Account, Account] = make_account(), make_account()
        self.work = add_work(initiative_id=initiative.pk, slug="path", facts=make_facts(), actor=None)
        self.partner = make_organisation("lamp-makers")

    def cohort(self, choice: int) -> Cohort | None:
        found = list(Cohort.objects.order_by("pk"))
        return found[choice % len(found)] if found else None

    def group(self, day: datetime.date, people: int, _other: int) -> None:
        gather_cohort(initiative_id=self.initiative.pk, gathered=gathered(day, people), actor=None)

    def grow(self, day: datetime.date, people: int, choice: int) -> None:
        """A group turns out to be larger or smaller, or to have begun on another day."""
        if cohort := self.cohort(choice // 5):
            met = cohort.sessions.values_list("on", flat=True)
            begun = min([day, *met]) if choice > 20 else cohort.from_day
            change_cohort(cohort_id=cohort.pk, gathered=gathered(begun, people), actor=None)

    def session(self, day: datetime.date, came: int, choice: int) -> None:
        """Somebody counts, says why nobody did, or counts again."""
        if cohort := self.cohort(choice // 5):
            again = cohort.sessions.first() if choice == 15 else None
            on = again.on if again else max(day, cohort.from_day)
            because = "" if choice > 5 else "Det regnade."
            count = came if choice > 5 else None
            count_session(cohort_id=cohort.pk, on=on, came=count, not_counted_because=because, actor=None)

    def gate(self, day: datetime.date, _people: int, _other: int) -> None:
        gate = set_gate(
            initiative_id=self.initiative.pk,
            kind=GateKind.CONTINUE,
            due_on=day_of(300),
            criteria=[{"sv": "Det används."}],
            actor=None,
        )
        open_gate(gate_id=gate.pk, actor=None)
        texts = {"body": {"sv": "Styrgruppen"}, "reason": {"sv": "Det fungerar."}}
        judged = Judged(ruling=GateRuling.CONTINUE, decided_on=day, met=[True], **texts)
        pass_gate(gate_id=gate.pk, judged=judged, actor=None)

    def decision(self, day: datetime.date, _people: int, _other: int) -> None:
        number = Decision.objects.count()
        problem = make_problem([], slug=f"thing-{number}")
        make_decision(problem, slug=f"decision-{number}", decided_on=day, area=problem.area)

    def due(self, day: datetime.date, _people: int, _other: int) -> None:
        """A gate is set that was to be passed by a day."""
        criteria = [{"sv": "Det används."}]
        set_gate(
            initiative_id=self.initiative.pk,
            kind=GateKind.CONTINUE,
            due_on=day,
            criteria=criteria,
            actor=None,
        )

    def moved(self, day: datetime.date, _people: int, choice: int) -> None:
        """A gate is to be passed on another day."""
        if gates := list(Gate.objects.filter(opening__isnull=True).order_by("pk")):
            gate = gates[choice % len(gates)]
            change_gate(gate_id=gate.pk, due_on=day, criteria=gate.criteria, actor=None)

    def assumption(self, day: datetime.date, _people: int, _other: int) -> None:
        texts = {"text": {"sv": "Många kommer."}, "wrong_when": {"sv": "Få kommer."}}
        made = Assumption.objects.create(initiative=self.initiative, unit=self.initiative.unit, **texts)
        found = {"sv": "Få kom."}
        settle_assumption(assumption_id=made.pk, held=Held.FALSE, found=found, actor=None, on=day)

    def step(self, day: datetime.date, _people: int, choice: int) -> None:
        """A step of a work turns out to have begun on a day."""
        step = list(WorkStep)[choice % len(WorkStep)]
        set_phase(work_id=self.work.pk, phase=PhaseFacts(step, from_day=day), actor=None)

    def dropped(self, _day: datetime.date, _people: int, choice: int) -> None:
        """A step of a work was noted by mistake."""
        if steps := list(self.work.phases.order_by("pk").values_list("step", flat=True)):
            drop_phase(work_id=self.work.pk, step=WorkStep(steps[choice % len(steps)]), actor=None)

    def promise(self, day: datetime.date, _people: int, choice: int) -> None:
        """Somebody promises, or settles what was promised."""
        if choice > 15 and (waiting := Promise.objects.open().order_by("pk").first()):
            settle_promise(
                promise_id=waiting.pk, state=PromiseState.KEPT, outcome={"sv": "Gjort."}, actor=None
            )
        else:
            text = {"sv": f"Vi kommer {Promise.objects.count()} gånger."}
            Promise.objects.create(organisation=self.partner, text=text, due_on=day)

    def partner_of(self, _day: datetime.date, _people: int, choice: int) -> None:
        """A promise turns out to belong to the initiative."""
        if promises := list(Promise.objects.order_by("pk")):
            take_part(
                initiative_id=self.initiative.pk,
                organisation=self.partner,
                promise=promises[choice % len(promises)],
                actor=None,
            )

    def linked(self, _day: datetime.date, _people: int, choice: int) -> None:
        """The initiative turns out to answer a decision."""
        if rulings := list(Ruling.objects.order_by("pk")):
            kept = list(self.initiative.origins.filter(ruling__isnull=False).values_list("pk", flat=True))
            answers = [rulings[choice % len(rulings)]]
            answer_with(initiative_id=self.initiative.pk, answers=answers, keeping=kept, actor=None)

    def idea(self, _day: datetime.date, _people: int, choice: int) -> None:
        """Somebody has an idea, which everybody may read or not."""
        idea = make_idea(f"idea-{Initiative.objects.count()}", shown=choice > 15)
        make_line(initiative=idea, year=BEGIN.year, planned=100_00)

    def shown(self, _day: datetime.date, _people: int, choice: int) -> None:
        """An idea is shown or hidden, gets another title, and a measure or none."""
        if ideas := list(Initiative.objects.filter(phase=Phase.IDEA).order_by("pk")):
            idea = ideas[choice % len(ideas)]
            plan = make_plan(title={"sv": f"Ljus {choice}"}, shown=not idea.shown)
            change_plan(initiative_id=idea.pk, plan=plan, actor=None)
            if measure := idea.measures.first():
                drop_measure(measure_id=measure.pk, actor=None)
            else:
                make_measure(idea)

    def payment(self, day: datetime.date, amount: int, _other: int) -> None:
        because = {"sv": "Det blev dyrare."}
        pay_money(line_id=self.line.pk, amount=amount, on=day, overrun_because=because, actor=None)

    def value(self, day: datetime.date, value: int, other: int) -> None:
        number = Update.objects.count()
        first = day_of(-40 - number)
        report = Report(first, first + DAY, measure=self.initiative.measures.get(), value=value)
        update = send_update(initiative_id=self.initiative.pk, report=report, actor=self.people[0])
        approve_update(update_id=update.pk, actor=self.people[1])


def spans(waits: list[int], gaps: list[int], hours: list[int], scope: Json) -> list[Span]:
    """Return reports that follow one another, some after a gap, each known some days after its period.

    Some close within their last day, at an hour. The last knows all.
    """
    found: list[Span] = []
    for place, (wait, gap, hour) in enumerate(
        zip([*waits, LATEST + LONG], [0, *gaps], [*hours, 0], strict=True)
    ):
        after = day_of((place + 1) * LONG)
        first, known = day_of(place * LONG + gap), after + (wait - 1) * DAY
        last = found[-1] if found else None
        follows = {"told": last.known, "covered": last.after, "told_closed": last.closed} if last else {}
        closed = midnight(known) + hour * HOUR if hour else None
        found.append(Span(first, after, known, closed=closed, **follows, **scope))
    return found


def told_as_it_comes(facts: list[Fact], reports: list[Span], clock: FrozenDateTimeFactory) -> list[Json]:
    """Let things happen and be written down in time, and build each report once nothing counts for it."""
    clock.move_to(midnight(day_of(-5)))
    make_programme()
    with entered_at(timezone.now()):
        happens = Happens(make_initiative())
    waiting, told = sorted(facts, key=lambda fact: fact[1] + fact[2]), []
    for span in reports:
        while waiting and midnight(day_of(waiting[0][1] + waiting[0][2])) + 12 * HOUR < span.closes:
            kind, number, wait, *numbers = waiting.pop(0)
            clock.move_to(midnight(day_of(number + wait)) + 12 * HOUR)
            with entered_at(timezone.now()):
                getattr(happens, kind)(day_of(number), *numbers)
        clock.move_to(span.closes)
        told.append(status_facts(span))
    return told


def summed(told: list[Json], part: str, *names: str) -> int:
    return sum(late(one[part], name) for one in told for name in names)


def late(part: Json, name: str) -> int:
    """Return a number of a report; the first has none of what came late about the time before it."""
    return part[name]["value"] if name in part else 0


@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    facts=FACTS,
    waits=st.lists(st.integers(0, LONG - 1), min_size=TIMES, max_size=TIMES),
    gaps=st.lists(st.sampled_from([0, 0, 1, 12]), min_size=TIMES, max_size=TIMES),
    hours=st.lists(st.sampled_from([0, 9, 15]), min_size=TIMES, max_size=TIMES),
    scope=SCOPES,
)
def test_each_fact_is_told_in_exactly_one_report_and_no_report_changes(
    clock: FrozenDateTimeFactory,
    facts: list[Fact],
    waits: list[int],
    gaps: list[int],
    hours: list[int],
    scope: str,
) -> None:
    reports = spans(waits, gaps, hours, {"": {}, "area": {"area": AREA}, "funder": {"funder": FUNDER}}[scope])
    with transaction.atomic():
        told = told_as_it_comes(facts, reports, clock)
        # None of them is another now that all that came later is known.
        assert [status_facts(span) for span in reports] == told
        assert summed(told, "people", "hidden", "hidden_late") == 0
        began = sum(Cohort.objects.values_list("people", flat=True))
        assert summed(told, "people", "began", "began_late") == began
        sessions = list(Session.objects.values_list("came", flat=True))
        assert summed(told, "people", "visits", "visits_late") == sum(came or 0 for came in sessions)
        groups = [row for one in told for name in ("groups", "late") for row in one["people"].get(name, [])]
        assert sum(row["meetings"]["value"] for row in groups) == len(sessions)
        counted = sum(came is not None for came in sessions)
        assert sum(row["meetings_counted"]["value"] for row in groups) == counted
        passed = Passage.objects.filter(decided_on__gte=BEGIN).order_by("decided_on")
        rows = [row for one in told for row in one["gates"]["passed"]]
        assert Counter(row["decided_on"] for row in rows) == Counter(
            one.decided_on.isoformat() for one in passed
        )
        assert summed(told, "gates", "passed_count", "late_count") == len(rows)
        decided = sorted(row["slug"] for one in told for row in one["decisions"]["decisions"])
        answered = Q(rulings__initiatives__isnull=False) if scope == "funder" else Q()
        assert decided == sorted(Decision.objects.filter(answered).values_list("slug", flat=True).distinct())
        assert summed(told, "decisions", "count", "late_count") == len(decided)
        wrong = [row for one in told for row in one["assumptions"]]
        assert Counter(row["found_on"] for row in wrong) == Counter(
            one.found_on.isoformat()
            for one in Assumption.objects.filter(held=Held.FALSE, found_on__gte=BEGIN)
        )
        listed = [row for one in told for row in one["promises"]["promises"]]
        kept = Promise.objects.filter(state=PromiseState.KEPT, settled_on__lt=reports[-1].after)
        kept = kept.filter(partnerships__isnull=False) if scope else kept
        assert Counter(row["text"]["sv"] for row in listed if row["settled_on"]) == Counter(
            text["sv"] for text in kept.values_list("text", flat=True)
        )
        for span, one in zip(reports, told, strict=True):
            marked = [
                row["late"]
                for part in (one["gates"]["passed"], one["decisions"]["decisions"])
                for row in part
            ]
            assert sum(marked) == sum(late(one[part], "late_count") for part in ("gates", "decisions"))
            assert all(row["late"] == (row["found_on"] < iso(span.first)) for row in one["assumptions"])
            assert bool(span.told) == ("late" in one["people"])
        # Sums so far hold what came late without a word of their own.
        assert told[-1]["money"]["total"]["actual"]["value"] == sum(
            BudgetEntry.objects.filter(kind="pay").values_list("amount", flat=True)
        )
        (light,) = [one for one in told[-1]["initiatives"] if one["slug"] == "light"]
        (measure,) = light["measures"]
        assert (measure["value"]["value"] or 0) == sum(Update.objects.values_list("value", flat=True))
        transaction.set_rollback(True)


@pytest.fixture
def clock() -> Any:
    with freeze_time("2025-12-01 12:00") as clock:
        yield clock


def test_what_is_noted_after_a_report_was_published_waits_for_the_next_and_is_told_there_as_late(
    clock: FrozenDateTimeFactory,
) -> None:
    with entered_at(timezone.now()):
        initiative = make_programme_at_work(5)[4]
    today = timezone.localdate()
    make_status_report()
    first = publish()
    clock.tick(2 * DAY)
    measure, people = initiative.measures.get(), (make_account(Role.RECORDER), make_account(Role.COORDINATOR))
    before = {"period_from": today - 200 * DAY, "period_to": today - 190 * DAY}
    report = Report(measure=measure, value=900, **before)
    update = send_update(initiative_id=initiative.pk, report=report, actor=people[0])
    approve_update(update_id=update.pk, actor=people[1])
    cohort = initiative.cohorts.get()
    count_session(cohort_id=cohort.pk, on=today - 15 * DAY, came=20, actor=people[1])
    decision = make_decision(make_problem([], slug="wet"), slug="late", decided_on=today - 9 * DAY)
    assert verify_snapshot(first).agrees
    following = publish_next(today + DAY, today + 3 * DAY)
    # Of two editions that follow one another, each stands as it was published.
    assert verify_snapshot(first).agrees
    assert verify_snapshot(following).agrees
    told = [edition.content for edition in (first, following)]
    assert [one["period"]["told_until"] for one in told] == ["", today.isoformat()]
    assert [[row["slug"] for row in one["decisions"]["decisions"]] for one in told] == [
        ["lighting"],
        [decision.slug],
    ]
    assert ["late_count" in one["decisions"] for one in told] == [False, True]
    assert following.content["decisions"]["late_count"]["value"] == 1
    assert [late(one["people"], "visits_late") for one in told] == [0, 20]
    values = [one["initiatives"][4]["measures"][0]["value"]["value"] for one in told]
    assert values[1] - values[0] == 900


def test_what_is_entered_late_with_an_earlier_day_leaves_a_closed_report_and_stands_in_the_next() -> None:
    today = timezone.localdate()
    later, earlier = timezone.now() + 40 * DAY, today - 3 * DAY
    with entered_at(timezone.now()):
        make_programme()
        done, open_still = make_complete("done"), make_handover("open")
        work = add_work(initiative_id=done.initiative_id, slug="path", facts=make_facts(), actor=None)
        begun = PhaseFacts(WorkStep.PLANNING, from_day=earlier)
        set_phase(work_id=work.pk, phase=begun, actor=None)
    closed = Span(today - 30 * DAY, today + DAY, today + 20 * DAY)
    following = Span(today + DAY, today + 30 * DAY, today + 60 * DAY, told=closed.known)
    before = status_facts(closed)
    with entered_at(later):
        seen = Seen(Found.FADED, seen_on=earlier, text={"sv": "Lamporna är släckta."})
        look_back(initiative_id=done.initiative_id, seen=seen, actor=None)
        settled = Settled(account="6:1203", from_day=today, done_on=earlier)
        settle_line(
            initiative_id=open_still.initiative_id, carried=Carried.BUDGET, settled=settled, actor=None
        )
        because = {"sv": "Det finns inget."}
        waive_line(initiative_id=open_still.initiative_id, carried=Carried.STAFF, because=because, actor=None)
        begun = PhaseFacts(WorkStep.CONSTRUCTION, from_day=earlier)
        set_phase(work_id=work.pk, phase=begun, actor=None)
        add_quantity(work_id=work.pk, what={"sv": "Väg"}, value=Decimal(300), unit="m", actor=None)
    assert status_facts(closed) == before
    told = status_facts(following)
    of_done, of_open = ({one["slug"]: one for one in told["handovers"]["handovers"]}[slug] for slug in SLUGS)
    assert [look["found"] for look in of_done["looks"]] == [Found.FADED]
    assert of_open["lines_settled"]["value"] == 2
    assert [one["step"] for one in told["works"]["works"]] == [WorkStep.CONSTRUCTION]
    assert [len(one["quantities"]) for one in told["works"]["works"]] == [1]
    assert [len(one["quantities"]) for one in before["works"]["works"]] == [0]


def test_what_lies_between_two_reports_is_told_in_the_later(clock: FrozenDateTimeFactory) -> None:
    """A session of the gap that was counted before the last report closed is in none before."""
    first, *_rest = reports = [
        Span(day_of(0), day_of(30), day_of(45)),
        Span(day_of(60), day_of(90), day_of(100), told=day_of(45), covered=day_of(30)),
    ]
    happened = [("group", 2, 0, 25, 0), ("session", 40, 1, 15, 10), ("session", 50, 2, 10, 10)]
    told = told_as_it_comes([*happened, ("decision", 35, 1, 0, 0)], reports, clock)
    assert summed(told[:1], "people", "visits") == 0
    assert told[1]["people"]["visits_late"]["value"] == 15 + 10
    assert [len(one["decisions"]["decisions"]) for one in told] == [0, 1]
    assert first.former is None


def test_what_is_recorded_after_an_edition_on_its_last_day_is_told_in_the_next_and_changes_nothing(
    clock: FrozenDateTimeFactory,
) -> None:
    with entered_at(timezone.now()):
        cohort = make_programme_at_work(5)[4].cohorts.get()
    today = timezone.localdate()
    make_status_report()
    first = publish()
    clock.tick(2 * HOUR)
    promise = Promise.objects.filter(state=PromiseState.OPEN, due_on__gt=today + 9 * DAY).order_by("pk")[0]
    with entered_at(timezone.now()):
        settle_promise(
            promise_id=promise.pk, state=PromiseState.KEPT, outcome={"sv": "Klart i dag."}, actor=None
        )
    made = make_decision(make_problem([], slug="wet"), slug="late", decided_on=today - 9 * DAY)
    count_session(cohort_id=cohort.pk, on=today - 15 * DAY, came=20, actor=make_account())
    make_voice()
    assert verify_snapshot(first).agrees
    clock.tick(2 * DAY)
    following = publish_next(today + DAY, today + 3 * DAY)
    assert following.content["decisions"]["late_count"]["value"] == 1
    assert [row["slug"] for row in following.content["decisions"]["decisions"]] == [made.slug]
    assert late(following.content["people"], "visits_late") == 20
    outcomes = [
        [row["outcome"].get("sv") for row in one.content["promises"]["promises"]]
        for one in (first, following)
    ]
    assert [one.count("Klart i dag.") for one in outcomes] == [0, 1]
    received = [one.content["voices"]["received_in_period"]["value"] for one in (first, following)]
    assert sum(received) == following.content["voices"]["received"]["value"]
    clock.tick(2 * DAY)
    assert verify_snapshot(first).agrees
    assert verify_snapshot(following).agrees


def test_an_edition_that_tells_nothing_more_is_not_published_again_on_the_same_day(
    clock: FrozenDateTimeFactory,
) -> None:
    with entered_at(timezone.now()):
        make_programme_at_work(5)
    make_status_report()
    publish()
    clock.tick(2 * HOUR)
    assert not preview_report(slug=SLUG).says_something_new


def test_what_a_funder_pays_only_later_is_in_no_report_that_was_published_before_and_whole_in_the_next(
    clock: FrozenDateTimeFactory,
) -> None:
    with entered_at(timezone.now()):
        initiatives, today = make_programme_at_work(5), timezone.localdate()
    make_status_report(funder=FUNDERS[0])
    first = publish()
    paid = {row["slug"] for row in first.content["initiatives"]}
    assert paid
    clock.tick(2 * DAY)
    new = next(one for one in initiatives if one.slug not in paid)
    with entered_at(timezone.now()):
        make_line(new, funder=FUNDERS[0])
    assert verify_snapshot(first).agrees
    following = publish_next(today + DAY, today + 3 * DAY, funder=FUNDERS[0]).content
    assert {row["slug"] for row in following["initiatives"]} == paid | {new.slug}
    assert [row["initiative"] for row in following["gates"]["passed"]] == [new.slug]


def test_what_is_due_on_a_day_that_was_not_over_is_not_overdue(clock: FrozenDateTimeFactory) -> None:
    with entered_at(timezone.now()):
        initiative = make_programme_at_work(1)[0]
        today = timezone.localdate()
        Promise.objects.create(unit=initiative.unit, text={"sv": "I dag."}, due_on=today)
        Promise.objects.create(unit=initiative.unit, text={"sv": "I morgon."}, due_on=today + DAY)
    ahead = {"period_to": iso(today + 3 * DAY), "known_on": iso(today + 2 * DAY)}
    make_status_report(**ahead)
    told = preview_report(slug=SLUG).content["promises"]
    assert {"I dag.", "I morgon."}.isdisjoint(row["text"]["sv"] for row in told["promises"])
    clock.tick(DAY)
    told = preview_report(slug=SLUG).content["promises"]
    assert [row["overdue"] for row in told["promises"] if row["text"]["sv"] == "I dag."] == [True]
    assert "I morgon." not in [row["text"]["sv"] for row in told["promises"]]


def test_what_an_initiative_becomes_after_a_report_closed_leaves_it_as_it_is(
    clock: FrozenDateTimeFactory,
) -> None:
    with entered_at(timezone.now()):
        make_programme_at_work(5)
        hidden, seen = make_idea("hidden"), make_idea("seen", shown=True)
        measure = make_measure(seen)
    today = timezone.localdate()
    make_status_report(area=AREA)
    first = publish()
    clock.tick(2 * DAY)
    with entered_at(timezone.now()):
        change_plan(initiative_id=hidden.pk, plan=make_plan(shown=True), actor=None)
        elsewhere = make_plan(title={"sv": "Något annat"}, area=make_area("area-3"), shown=True)
        change_plan(initiative_id=seen.pk, plan=elsewhere, actor=None)
        drop_measure(measure_id=measure.pk, actor=None)
    assert verify_snapshot(first).agrees
    told = [
        [row["slug"] for row in one["initiatives"]]
        for one in (first.content, publish_next(today + DAY, today + 3 * DAY, area=AREA).content)
    ]
    assert told == [["seen"], ["hidden"]]


def test_a_text_may_name_a_number_that_came_late(clock: FrozenDateTimeFactory) -> None:
    with entered_at(timezone.now()):
        make_programme_at_work(5)
    today = timezone.localdate()
    make_status_report()
    publish()
    clock.tick(2 * DAY)
    make_decision(make_problem([], slug="wet"), slug="late", decided_on=today - 9 * DAY)
    make_status_report("next", period_from=iso(today + DAY), period_to=iso(today + 3 * DAY))
    named = {"sv": "{{decisions:late_count}} beslut kom sent."}
    write_text(slug="next", section=Section.DECISIONS, texts=named, actor=None)
    (text,) = preview_report(slug="next").content["texts"]
    assert text["text"]["sv"][0] == {"figure": "decisions/late_count"}


def test_what_is_linked_to_an_initiative_later_is_told_to_its_funder_in_the_next_report(
    clock: FrozenDateTimeFactory,
) -> None:
    today = timezone.localdate()
    with entered_at(timezone.now()):
        make_programme_at_work(1)
        initiative = Initiative.objects.get()
        make_decision(make_problem([], slug="wet"), slug="drain", decided_on=today - 9 * DAY)
        partner = make_organisation("lamp-makers")
        kept = {"state": PromiseState.KEPT, "settled_on": today, "due_on": today}
        promise = Promise.objects.create(organisation=partner, text={"sv": "Vi gräver."}, **kept)
    make_status_report(funder=FUNDERS[0])
    first = publish()
    clock.tick(2 * DAY)
    with entered_at(timezone.now()):
        answer_with(initiative_id=initiative.pk, answers=[Ruling.objects.last()], actor=None)
        take_part(initiative_id=initiative.pk, organisation=partner, promise=promise, actor=None)
    assert verify_snapshot(first).agrees
    following = publish_next(today + DAY, today + 3 * DAY, funder=FUNDERS[0])
    told = [one.content for one in (first, following)]
    decided = [[row["slug"] for row in one["decisions"]["decisions"]] for one in told]
    promised = [[row["text"]["sv"] for row in one["promises"]["promises"]] for one in told]
    assert decided == [[], ["drain"]]
    assert promised == [[], ["Vi gräver."]]
    assert following.content["decisions"]["late_count"]["value"] == 1


def test_a_report_known_until_a_day_within_its_period_counts_nothing_of_the_days_after(
    clock: FrozenDateTimeFactory,
) -> None:
    today = timezone.localdate()
    with entered_at(timezone.now()):
        initiative = make_programme_at_work(1)[0]
        Promise.objects.create(unit=initiative.unit, text={"sv": "Snart."}, due_on=today + 7 * DAY)
    make_status_report(period_to=iso(today + 20 * DAY))
    clock.tick(DAY)
    first = publish()
    assert "Snart." not in [row["text"]["sv"] for row in first.content["promises"]["promises"]]
    make_voice()
    clock.tick(9 * DAY)
    assert verify_snapshot(first).agrees
    clock.tick(20 * DAY)
    following = publish_next(today + 20 * DAY, today + 25 * DAY)
    received = [one.content["voices"]["received_in_period"]["value"] for one in (first, following)]
    assert sum(received) == following.content["voices"]["received"]["value"]
    assert "Snart." in [row["text"]["sv"] for row in following.content["promises"]["promises"]]
