"""Rows are read back from the history as they stood at a moment, each value as it was."""

import datetime
from decimal import Decimal

import pytest
from django.db import models
from django.utils import timezone

from bokal.programme.history.services import as_known
from bokal.programme.initiatives.enums import WorkStep
from bokal.programme.initiatives.models import (
    Assumption,
    Handover,
    HandoverLine,
    Initiative,
    LookBack,
    Measure,
    Passage,
    Quantity,
    Work,
    WorkPhase,
)
from bokal.programme.initiatives.services.works import (
    PhaseFacts,
    add_quantity,
    add_work,
    drop_phase,
    set_phase,
)
from bokal.programme.programmes.models import Unit
from tests.factories.history import entered_at
from tests.factories.initiatives import make_complete, make_initiative
from tests.factories.programmes import make_unit
from tests.factories.works import POINT, make_facts

pytestmark = pytest.mark.django_db
NOW = datetime.datetime(2026, 3, 1, 12, 30, 15, 250_000, tzinfo=datetime.UTC)
DAY = datetime.date(2026, 2, 1)
HOUR = datetime.timedelta(hours=1)
OTHER = {"sv": "Annat."}
CHANGED: dict[type[models.Model], dict[str, object]] = {
    Quantity: {"what": OTHER},
    WorkPhase: {"year_only": True},
    Measure: {"position": 3},
    Initiative: {"unknown": OTHER},
}


def values_of(rows: list[models.Model]) -> list[dict[str, object]]:
    return [{field.attname: getattr(row, field.attname) for field in row._meta.fields} for row in rows]


def units_at(moment: datetime.datetime) -> list[tuple[str, str]]:
    found = as_known(Unit, moment, by="code", among=["a", "b", "c"])
    return [(one.code, one.source) for one in found]


def test_a_row_is_there_from_its_moment_on_changes_at_theirs_and_ends_at_its_end() -> None:
    with entered_at(NOW):
        first = make_unit("a")
        make_unit("other")
    with entered_at(NOW + HOUR):
        make_unit("b")
    with entered_at(NOW + 2 * HOUR):
        Unit.objects.filter(pk=first.pk).update(source="first")
    with entered_at(NOW + 3 * HOUR):
        Unit.objects.filter(pk=first.pk).update(source="second")
    with entered_at(NOW + 4 * HOUR):
        Unit.objects.filter(code="b").delete()
    moments = [NOW, *(NOW + hours * HOUR + datetime.timedelta.resolution for hours in range(5))]
    assert [units_at(moment) for moment in moments] == [
        [],
        [("a", "")],
        [("a", ""), ("b", "")],
        [("a", "first"), ("b", "")],
        [("a", "second"), ("b", "")],
        [("a", "second")],
    ]


def test_every_value_comes_back_as_it_was() -> None:
    with entered_at(NOW):
        handover = make_complete()
        work = add_work(
            initiative_id=handover.initiative_id, slug="path", facts=make_facts(), geometry=POINT, actor=None
        )
        set_phase(work_id=work.pk, phase=PhaseFacts(WorkStep.CONSTRUCTION, from_day=DAY), actor=None)
        for value in ("0.125", "1200", "999999999999.999"):
            add_quantity(work_id=work.pk, what={"sv": "Väg"}, value=Decimal(value), unit="m", actor=None)
    kinds = (Handover, HandoverLine, LookBack, Quantity, WorkPhase, Measure, Assumption, Initiative)
    before = {kind: values_of(list(kind.objects.order_by("pk"))) for kind in kinds}
    everything = [key for rows in before.values() for key in [row["id"] for row in rows]]
    with entered_at(NOW + HOUR):
        for kind in kinds:
            kind._default_manager.update(**CHANGED.get(kind, {"text": OTHER}))
    for kind in kinds:
        assert values_of(list(kind.objects.order_by("pk"))) != before[kind]
        known = values_of(as_known(kind, NOW + HOUR, by="id", among=everything))
        assert known == before[kind]
        assert [[type(value) for value in row.values()] for row in known] == [
            [type(value) for value in row.values()] for row in before[kind]
        ]


def test_what_never_enters_the_history_is_read_as_it_is_today() -> None:
    with entered_at(NOW):
        initiative = make_initiative()
        work = add_work(
            initiative_id=initiative.pk, slug="path", facts=make_facts(), geometry=POINT, actor=None
        )
    with entered_at(NOW + HOUR):
        Work.objects.update(name={"sv": "Annan"})
    (known,) = as_known(Work, NOW + HOUR, by="initiative_id", among=[initiative.pk])
    assert (known.name, known.outline) == (work.name, Work.objects.get().outline)


def test_a_row_that_is_removed_is_found_by_what_it_belonged_to() -> None:
    with entered_at(NOW):
        work = add_work(initiative_id=make_initiative().pk, slug="path", facts=make_facts(), actor=None)
        set_phase(work_id=work.pk, phase=PhaseFacts(WorkStep.CONSTRUCTION, from_day=DAY), actor=None)
    with entered_at(NOW + HOUR):
        drop_phase(work_id=work.pk, step=WorkStep.CONSTRUCTION, actor=None)
    assert as_known(WorkPhase, NOW + 2 * HOUR, by="work_id", among=[work.pk]) == []
    (known,) = as_known(WorkPhase, NOW + HOUR, by="work_id", among=[work.pk])
    assert (known.step, known.work) == (WorkStep.CONSTRUCTION, work)
    assert as_known(WorkPhase, NOW + HOUR, by="work_id", among=[work.pk + 1]) == []


def test_rows_of_which_not_every_change_is_written_down_are_not_read_back() -> None:
    with pytest.raises(TypeError, match=r"initiatives\.Passage"):
        as_known(Passage, timezone.now(), by="id", among=[])


def test_it_asks_twice_however_many_rows_there_are(django_assert_num_queries) -> None:
    codes = [f"unit-{number}" for number in range(30)]
    with entered_at(NOW):
        for code in codes:
            make_unit(code)
    with entered_at(NOW + HOUR):
        Unit.objects.filter(code__in=codes[:20]).update(source="since")
    with django_assert_num_queries(2):
        known = as_known(Unit, NOW + HOUR, by="code", among=codes)
    assert [(one.code, one.source) for one in known] == [(code, "") for code in codes]
