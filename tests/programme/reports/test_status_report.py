"""A status report comes from the records as they stood, is frozen, and can be computed again."""

import datetime
from collections import Counter
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from bokal.programme.accounts.enums import Role
from bokal.programme.decisions.enums import Ruled
from bokal.programme.decisions.models import Decision
from bokal.programme.decisions.services import RuledOn, Withdrawn, decide, in_force, taken_back_by
from bokal.programme.initiatives.enums import EntryKind, GateKind, GateRuling, Phase, Remains
from bokal.programme.initiatives.models import (
    BudgetEntry,
    BudgetLine,
    Handover,
    Initiative,
    Measure,
    Passage,
    Update,
    Waiver,
)
from bokal.programme.initiatives.services import answer_with, initiatives_listed
from bokal.programme.initiatives.services.handover import accept_handover, propose_handover
from bokal.programme.initiatives.services.lives_on import what_lives_on
from bokal.programme.initiatives.services.look_back import look_backs_due
from bokal.programme.initiatives.services.measured import measuring_of
from bokal.programme.initiatives.services.money import correct_payment
from bokal.programme.initiatives.services.read_money import Wanted, total_of, who_pays
from bokal.programme.initiatives.services.social import cohorts_for_all
from bokal.programme.initiatives.services.updates import Report, approve_update, correct_update
from bokal.programme.reports.errors import NoSuchArea, PeriodWrong
from bokal.programme.reports.services import preview_report, verify_snapshot
from bokal.programme.reports.services.status_report import build_status_report, status_facts
from bokal.programme.reports.services.status_span import span_of
from bokal.programme.voices.models import Case
from tests.factories.accounts import make_account
from tests.factories.initiatives import (
    decide_gate,
    make_complete,
    make_decision,
    make_minuted,
    make_proposed,
    settle_all,
)
from tests.factories.programmes import make_programme
from tests.factories.status import (
    DAY,
    FUNDERS,
    SLUG,
    make_programme_at_work,
    make_status_report,
    make_status_subject,
    publish,
)
from tests.factories.voices import make_problem

pytestmark = pytest.mark.django_db
SUMS = ("planned", "revised", "committed", "actual")


@pytest.fixture(autouse=True)
def _own_store_and_one_language(settings, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path
    settings.LANGUAGES = [("sv", "Svenska")]


def number_of(value: Decimal | int | None) -> float | int | None:
    return None if value is None else float(value)


def expected_measures() -> dict[str, Any]:
    """Return every number of every measure, as the service of the public pages gives it."""
    found: dict[str, Any] = {}
    measures = list(Measure.objects.select_related("initiative").order_by("pk"))
    for one in measuring_of(measures):
        value, whole, _up_to, periods, without = one.together.kept
        at = f"initiatives/{one.measure.initiative.slug}/measures/{one.measure.position}"
        found |= {
            f"{at}/value": number_of(value),
            f"{at}/baseline": number_of(one.measure.baseline),
            f"{at}/target": number_of(one.measure.target),
            f"{at}/times": periods,
            f"{at}/times_without_value": without,
            # All of them began within the period.
            f"{at}/in_period": number_of(value),
        }
        if one.is_share:
            found |= {
                f"{at}/value_of": number_of(whole),
                f"{at}/in_period_of": number_of(whole),
                f"{at}/baseline_of": number_of(one.measure.baseline_of),
                f"{at}/target_of": number_of(one.measure.target_of),
            }
    return found


def expected_money() -> dict[str, Any]:
    """Return every sum, as the services of the money pages give it."""
    found: dict[str, Any] = {}

    def add(at: str, sums: Any) -> None:
        found.update({f"money/{at}/{name}": getattr(sums, name) for name in SUMS})

    everything, pays = Wanted(), who_pays(Wanted())
    add("total", total_of(everything))
    for funder, sums in pays.by_funder.items():
        add(f"by_funder/{funder.replace('/', '.')}", sums)
    for code, sums in pays.by_unit.items():
        add(f"by_unit/{code}", sums)
    for year in set(BudgetLine.objects.values_list("year", flat=True)):
        add(f"by_year/{year}", total_of(Wanted(year=year)))
    for line in BudgetLine.objects.select_related("initiative", "unit"):
        code = f"{line.initiative.slug}.{line.year}.{line.unit.code}.{line.funder.replace('/', '.')}"
        add(f"lines/{code}", line)
    return found


def expected_people() -> dict[str, Any]:
    """Return those who took part as the public pages show them; what would tell of few is not shown."""
    found: dict[str, Any] = {}
    began = visits = hidden = 0
    for initiative in Initiative.objects.filter(cohorts__isnull=False):
        (shown,) = cohorts_for_all(initiative)
        at = f"people/groups/{initiative.slug}.1"
        found |= {
            f"{at}/people": shown.people,
            f"{at}/came": shown.came,
            f"{at}/meetings": shown.times,
            f"{at}/meetings_counted": shown.counted,
        }
        began, visits = began + (shown.people or 0), visits + (shown.came or 0)
        hidden += (shown.people is None) + (shown.came is None)
    return found | {"people/began": began, "people/visits": visits, "people/hidden": hidden}


def expected_counts() -> dict[str, Any]:
    """Return the counts, from the lists that pages show."""
    listed = initiatives_listed()
    measures = Measure.objects.filter(initiative__in=listed)
    valued = measures.filter(total__value__isnull=False).count()
    found: dict[str, Any] = {
        "overview/initiatives": listed.count(),
        "overview/going_on": listed.under_way().count(),
        "overview/documented": listed.filter(documented=True).count(),
        "overview/measures": measures.count(),
        "overview/measures_with_value": valued,
        "overview/unmeasured": listed.filter(waivers__in=Waiver.objects.approved()).count(),
        "gates/passed_count": Passage.objects.count(),
        "gates/due_count": 1,
        "gates/dissent_count": 0,
        "decisions/count": in_force().count(),
        "decisions/dissent_count": 0,
        "works/count": 20,
        "handovers/looks_due": look_backs_due(timezone.localdate()).count(),
        "promises/overdue": 1,
        "voices/overdue": 0,
        "voices/received": 2,
        "voices/received_in_period": 2,
        "voices/waiting": Case.objects.owed().count(),
    }
    answered = Case.objects.filter(answered_at__isnull=False).count()
    found |= {f"voices/{name}": answered for name in ("answered", "answered_in_period")}
    for kind in ("physical", "social"):
        found[f"overview/kinds/{kind}/count"] = listed.filter(kind=kind).count()
    for phase in ("idea", "dropped", "pilot", "running", "stopped", "handed_over", "closed", "unknown"):
        found[f"overview/phases/{phase}/count"] = listed.filter(phase=phase).count()
    steps = {"not_begun": 0, "planning": 0, "procurement": 0, "construction": 20, "in_use": 0}
    found |= {f"works/steps/{step}/count": count for step, count in steps.items()}
    states = {"open": 2, "kept": 1, "not_kept": 0, "changed": 0}
    found |= {f"promises/states/{state}/count": count for state, count in states.items()}
    found |= expected_handovers() | expected_rulings()
    for place in range(1, 40, 2):
        found[f"works/works/work-{place:02}/quantities/1/value"] = 120.5
    return found


def expected_handovers() -> dict[str, Any]:
    """Return what the page of what lives on knows of each handover, and how many there are."""
    rows = what_lives_on().rows
    complete = sum(one.remains is not Remains.UNDER_WAY for one in rows)
    found: dict[str, Any] = {"handovers/count": len(rows), "handovers/complete": complete}
    for one in rows:
        lines = list(one.handover.lines.all())
        at = f"handovers/handovers/{one.handover.initiative.slug}"
        settled = sum(bool(line.waived_because or line.done_on) for line in lines)
        found |= {f"{at}/lines": len(lines), f"{at}/lines_settled": settled}
    return found


def expected_rulings() -> dict[str, Any]:
    """Return how many things each decision rules on, and how many its corrections took back."""
    found: dict[str, Any] = {}
    for one in Decision.objects.all():
        ruled = Counter(one.rulings.values_list("ruled", flat=True))
        counts = {name: ruled[name] for name in ("yes", "no", "later")}
        counts["taken_back"] = len(taken_back_by(one))
        found |= {f"decisions/decisions/{one.slug}/rulings/{name}/count": n for name, n in counts.items()}
    return found


def go_on() -> None:
    """Hand one initiative over and propose another, put a payment right, and take a decision back in part."""
    for slug in ("initiative-01", "initiative-03"):
        initiative = Initiative.objects.get(slug=slug)
        decide_gate(initiative, GateKind.HANDOVER, GateRuling.HAND_OVER)
        propose_handover(initiative_id=initiative.pk, proposed=make_proposed(), actor=make_account())
    handover = Handover.objects.get(initiative__slug="initiative-01")
    accept_handover(initiative_id=handover.initiative_id, actor=make_account())
    settle_all(handover)
    paid = BudgetEntry.objects.filter(kind=EntryKind.PAY).earliest("pk")
    today = timezone.localdate()
    correct_payment(entry_id=paid.pk, amount=150_000, because="Fel belopp.", on=today, actor=None)
    wet, loud = make_problem([], slug="wet"), make_problem([], slug="loud")
    wrong = make_decision(wet, loud, slug="wrong")
    reason = {"sv": "Protokollet var fel."}
    again, back = RuledOn(thing=wet, ruled=Ruled.NO, reason=reason), Withdrawn(thing=loud, reason=reason)
    facts = {"minuted": make_minuted(), "rulings": [again], "withdrawn": [back], "actor": None}
    decide(slug="right", corrects=wrong, **facts)


def test_a_report_on_forty_initiatives_is_frozen_verified_and_says_what_the_pages_say() -> None:
    assert len(make_programme_at_work(40)) == 40
    go_on()
    make_status_report()
    snapshot = publish()
    figures = {figure["address"]: figure["value"] for figure in snapshot.content["figures"]}
    expected = expected_measures() | expected_money() | expected_people() | expected_counts()
    # Walked both ways: no number of the report is left out, and none is missing from it.
    assert set(figures) == set(expected)
    assert [at for at, value in figures.items() if value != expected[at]] == []
    assert len(figures) > 700
    told = [figures[f"handovers/{name}"] for name in ("count", "complete")]
    assert (told, figures["gates/passed_count"], figures["decisions/count"]) == ([2, 1], 42, 2)
    assert figures["decisions/decisions/right/rulings/taken_back/count"] == 1
    found = verify_snapshot(snapshot)
    assert found.agrees
    assert found.figures == len(figures)


def test_a_correction_of_what_counted_is_named_whenever_it_is_approved() -> None:
    initiative = make_programme_at_work(1)[0]
    make_status_report()
    snapshot = publish()
    wrong = initiative.updates.filter(value=12).get()
    right = Report(
        measure=wrong.measure, period_from=wrong.period_from, period_to=wrong.period_to, value=Decimal(11)
    )
    update = correct_update(
        update_id=wrong.pk, because="Fel dag.", report=right, actor=make_account(Role.RECORDER)
    )
    assert verify_snapshot(snapshot).agrees
    approve_update(update_id=update.pk, actor=make_account(Role.COORDINATOR))
    Update.objects.filter(pk=update.pk).update(approved_at=timezone.now() + 9 * DAY)
    named = {one.address: (one.published, one.recomputed) for one in verify_snapshot(snapshot).differences}
    at = f"initiatives/{initiative.slug}/measures/1"
    assert named == {f"{at}/value": (12, 11), f"{at}/in_period": (12, 11)}


def test_a_payment_that_was_corrected_is_named() -> None:
    make_programme_at_work(1)
    make_status_report()
    snapshot = publish()
    paid = BudgetEntry.objects.get(kind=EntryKind.PAY)
    today = timezone.localdate()
    correct_payment(entry_id=paid.pk, amount=200_000, because="Fel belopp.", on=today, actor=None)
    named = {one.address: (one.published, one.recomputed) for one in verify_snapshot(snapshot).differences}
    assert named["money/total/actual"] == (200_033, 200_000)
    assert {address.split("/")[0] for address in named} == {"money"}


def test_zero_is_a_value_and_a_missing_value_has_its_reason() -> None:
    make_programme_at_work(8)
    content = build_status_report(make_status_subject(), as_run=True)
    (measure,) = content["initiatives"][0]["measures"]
    assert measure["value"] == {"value": 12, "status": "counted", "dataset": "updates"}
    assert [reason["because"] for reason in measure["without_value"]] == ["Räknaren var trasig."]
    (silent,) = content["initiatives"][7]["measures"]
    assert silent["value"] == {"value": None, "status": "missing", "dataset": "updates"}
    whys = {(one["initiative"], one["why"]) for one in content["unknown"]}
    assert ("initiative-07", "value") in whys
    assert ("initiative-03", "baseline") in whys


def test_a_report_for_a_funder_or_an_area_holds_what_is_theirs() -> None:
    make_programme_at_work(4)
    mine = build_status_report(make_status_subject(funder=FUNDERS[0]), as_run=True)
    assert [one["slug"] for one in mine["initiatives"]] == ["initiative-00", "initiative-02"]
    assert [one["name"] for one in mine["money"]["by_funder"]] == [FUNDERS[0]]
    here = build_status_report(make_status_subject(area="area-1"), as_run=True)
    assert [one["slug"] for one in here["initiatives"]] == ["initiative-01"]
    assert here["voices"]["received"]["value"] == 1
    with pytest.raises(NoSuchArea):
        build_status_report(make_status_subject(area="nowhere"), as_run=True)


@pytest.mark.parametrize("wrong", [{"period_from": ""}, {"period_to": "2020-01-01"}, {"known_on": "soon"}])
def test_a_report_without_a_period_is_refused(wrong: dict[str, str]) -> None:
    with pytest.raises(PeriodWrong):
        build_status_report(make_status_subject(**wrong), as_run=True)


def test_what_was_decided_after_the_period_is_not_told_of_it() -> None:
    make_programme_at_work(2)
    yesterday = timezone.localdate() - datetime.timedelta(days=1)
    subject = make_status_subject(period_to=yesterday.isoformat())
    content = build_status_report(subject, as_run=True)
    # They were started today, so at the end of the period they were ideas that nobody had shown.
    assert content["initiatives"] == []
    assert content["gates"]["passed_count"]["value"] == 0


def test_a_decision_and_its_correction_are_counted_once_also_for_a_funder() -> None:
    make_programme_at_work(4)
    mine = Initiative.objects.get(slug="initiative-00")
    wrong = make_decision(make_problem([], slug="wet"), make_problem([], slug="loud"), slug="wrong")
    answer_with(initiative_id=mine.pk, answers=list(wrong.rulings.all()), actor=None)
    wet, loud = (one.problem for one in wrong.rulings.order_by("pk"))
    reason = {"sv": "Protokollet var fel."}
    decide(
        slug="right",
        minuted=make_minuted(),
        rulings=[RuledOn(thing=wet, ruled=Ruled.NO, reason=reason)],
        actor=None,
        corrects=wrong,
        withdrawn=[Withdrawn(thing=loud, reason=reason)],
    )
    content = build_status_report(make_status_subject(funder=FUNDERS[0]), as_run=True)["decisions"]
    told = {one["slug"]: one for one in content["decisions"]}
    assert (set(told), content["count"]["value"]) == ({"wrong", "right"}, 1)
    assert told["wrong"]["corrected_by"] == "right"
    counts = {one["code"]: one["count"]["value"] for one in told["right"]["rulings"]}
    assert counts == {"yes": 0, "no": 1, "later": 0, "taken_back": 1}
    everything = build_status_report(make_status_subject(), as_run=True)["decisions"]
    assert everything["count"]["value"] == 2


def test_what_was_handed_over_or_closed_is_told_as_it_stands() -> None:
    make_programme()
    make_complete("lamps")
    decide_gate(make_complete("path").initiative, GateKind.CLOSE, GateRuling.CLOSE)
    content = build_status_report(make_status_subject(), as_run=True)
    told = {one["slug"]: one["phase"] for one in content["initiatives"]}
    assert told == dict(Initiative.objects.values_list("slug", "phase"))
    assert told == {"lamps": Phase.HANDED_OVER, "path": Phase.CLOSED}
    assert content["overview"]["going_on"]["value"] == 0


def test_the_next_edition_is_held_against_the_last() -> None:
    make_programme_at_work(2)
    make_status_report()
    publish()
    make_status_report(known_on=(timezone.localdate() + DAY).isoformat(), funder=FUNDERS[0])
    preview = preview_report(slug=SLUG)
    assert preview.number == 2
    assert preview.comparison is not None
    assert "initiatives/initiative-01" in {change.address for change in preview.comparison.changes}


def test_a_report_of_many_initiatives_asks_as_many_questions_as_one_of_few() -> None:
    asked = []
    for count in (20, 40):
        with transaction.atomic():
            make_programme_at_work(count)
            span = span_of(make_status_subject())
            with CaptureQueriesContext(connection) as questions:
                facts = status_facts(span)
            assert facts["overview"]["initiatives"]["value"] == count
            asked.append(len(questions))
            transaction.set_rollback(True)
    assert asked[0] == asked[1]
