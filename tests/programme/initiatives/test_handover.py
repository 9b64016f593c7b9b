"""Handover: decided, accepted by another, settled line by line, and looked at again."""

import datetime

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from bokal.programme.documents.models import Document
from bokal.programme.history.models import Entry
from bokal.programme.initiatives.enums import Afterlife, Carried, Found, GateKind, GateRuling, Phase, Remains
from bokal.programme.initiatives.errors import Documented, Over, ReasonMissing, SourceMissing
from bokal.programme.initiatives.errors.afterlife import (
    AcceptedByProposer,
    AfterlifeNotDecided,
    ChangeUntold,
    HandedOverBefore,
    HandoverAccepted,
    HandoverComplete,
    HandoverNotDecided,
    LineIncomplete,
    NobodyReceives,
    NotDocumented,
    NothingToLookAt,
    ReceiverGone,
    ReceiverMissing,
    SeenInFuture,
)
from bokal.programme.initiatives.models import Handover, LookBack
from bokal.programme.initiatives.services.handover import (
    Settled,
    accept_handover,
    can_go_on,
    due_day,
    propose_handover,
    settle_line,
    waive_line,
    was_overtaken,
)
from bokal.programme.initiatives.services.lives_on import what_lives_on
from bokal.programme.initiatives.services.look_back import (
    Seen,
    SourcedHandover,
    look_back,
    look_backs_due,
    record_known_handover,
)
from bokal.programme.initiatives.services.week import Reach, week_of
from bokal.programme.initiatives.tasks import remind_of_look_backs
from bokal.programme.programmes.services import reorganise
from tests.factories.accounts import make_account
from tests.factories.documents import keep
from tests.factories.initiatives import (
    DAY,
    decide_gate,
    make_complete,
    make_documented,
    make_handover,
    make_initiative,
    make_proposed,
    owner,
    settle_all,
)
from tests.factories.programmes import make_unit

pytestmark = pytest.mark.django_db


def test_nothing_is_handed_over_before_a_gate_decides_it() -> None:
    initiative = make_initiative()
    with pytest.raises(HandoverNotDecided):
        propose_handover(initiative_id=initiative.pk, proposed=make_proposed(), actor=None)
    decide_gate(initiative, GateKind.HANDOVER, GateRuling.HAND_OVER)
    assert initiative.phase == Phase.PILOT
    ends = make_proposed(afterlife=Afterlife.STOP, receiver=None, from_day=None)
    with pytest.raises(AfterlifeNotDecided):
        propose_handover(initiative_id=initiative.pk, proposed=ends, actor=None)
    for wrong in ({"receiver": None}, {"receiver_outside": "En förening"}, {"from_day": None}):
        with pytest.raises(ReceiverMissing):
            propose_handover(initiative_id=initiative.pk, proposed=make_proposed(**wrong), actor=None)
    propose_handover(initiative_id=initiative.pk, proposed=make_proposed(), actor=None)
    assert Handover.objects.get().lines.count() == len(Carried)


def test_it_is_complete_only_when_another_accepted_and_each_line_is_settled() -> None:
    handover = make_handover()
    proposer = handover.proposed_by
    assert proposer is not None
    with pytest.raises(AcceptedByProposer):
        accept_handover(initiative_id=handover.initiative_id, actor=proposer)
    settle_all(handover, *[one for one in Carried if one is not Carried.AGREEMENTS])
    accept_handover(initiative_id=handover.initiative_id, actor=make_account())
    handover.refresh_from_db()
    assert handover.completed_at is None
    settle_all(handover, Carried.AGREEMENTS)
    handover.refresh_from_db()
    assert handover.completed_at is not None
    assert handover.initiative.phase == Phase.HANDED_OVER
    today = timezone.localdate()
    expected = [(years, due_day(handover, years)) for years in (1, 3, 5)]
    assert list(handover.look_backs.values_list("years", "due_on")) == expected
    assert expected[0][1] >= today + 365 * DAY
    verbs = set(Entry.objects.filter(verb__startswith="handover").values_list("verb", flat=True))
    assert {"handover.proposed", "handover.accepted", "handover.completed"} <= verbs


def test_a_unit_that_has_ceased_is_refused_and_its_successors_are_named() -> None:
    old, new = make_unit("old", name={"sv": "Gamla"}), make_unit("new", name={"sv": "Nya"})
    handover = make_handover(receiver=old)
    reorganise(predecessors=[old], successors=[new], on=timezone.localdate(), actor=None)
    with pytest.raises(ReceiverGone) as refused:
        accept_handover(initiative_id=handover.initiative_id, actor=make_account())
    assert refused.value.successors == ("Nya",)
    assert "Nya" in str(refused.value)
    proposed = make_proposed(receiver=old)
    with pytest.raises(ReceiverGone):
        propose_handover(initiative_id=handover.initiative_id, proposed=proposed, actor=None)
    propose_handover(initiative_id=handover.initiative_id, proposed=make_proposed(receiver=new), actor=None)
    assert accept_handover(initiative_id=handover.initiative_id, actor=make_account()).receiver == new


def test_nobody_takes_it_over_before_it_began() -> None:
    today = timezone.localdate()
    with pytest.raises(HandedOverBefore, match=today.isoformat()):
        make_handover(starts_on=today, from_day=today - DAY)
    assert not Handover.objects.exists()
    assert make_handover("early", starts_on=today + 30 * DAY, from_day=today), (
        "it started before the day it was planned for"
    )


def test_a_unit_that_will_have_ceased_by_then_is_refused_with_nobody_to_name() -> None:
    ends = timezone.localdate() + 30 * DAY
    with pytest.raises(ReceiverGone) as refused:
        make_handover(receiver=make_unit("short", valid_to=ends), from_day=ends)
    assert refused.value.successors == ()


def test_a_line_says_what_was_settled_and_the_budget_its_account_and_day() -> None:
    handover = make_handover()
    for carried, settled in (
        (Carried.BUDGET, Settled(account="6:1203")),
        (Carried.BUDGET, Settled(from_day=timezone.localdate())),
        (Carried.STAFF, Settled(account="6:1203")),
    ):
        with pytest.raises(LineIncomplete):
            settle_line(initiative_id=handover.initiative_id, carried=carried, settled=settled, actor=None)
    with pytest.raises(ReasonMissing):
        waive_line(initiative_id=handover.initiative_id, carried=Carried.STAFF, because={}, actor=None)
    settle_all(handover, Carried.STAFF)
    settled = Settled(text={"sv": "En tjänst följer med."})
    line = settle_line(
        initiative_id=handover.initiative_id, carried=Carried.STAFF, settled=settled, actor=None
    )
    assert (line.waived_because, line.done_on) == ({}, timezone.localdate())


def test_a_line_that_is_waived_forgets_what_was_settled_of_it() -> None:
    handover = make_handover()
    act = {"initiative_id": handover.initiative_id, "carried": Carried.BUDGET, "actor": None}
    document = keep(b"%PDF-1.4 avtal", name="avtal.pdf")
    settled = Settled(
        text={"sv": "Nämnden betalar."}, account="6:1203", from_day=timezone.localdate(), document=document
    )
    settle_line(settled=settled, **act)
    waive_line(because={"sv": "Det kostar inget."}, **act)
    line = handover.lines.get(carried=Carried.BUDGET)
    assert (line.text, line.account, line.from_day, line.document, line.done_on) == ({}, "", None, None, None)
    assert line.waived_because == {"sv": "Det kostar inget."}
    assert not Document.objects.filter(pk=document.pk).exists()


def test_what_is_accepted_or_complete_no_longer_changes() -> None:
    handover = make_handover()
    accept_handover(initiative_id=handover.initiative_id, actor=make_account())
    with pytest.raises(HandoverAccepted):
        propose_handover(initiative_id=handover.initiative_id, proposed=make_proposed(), actor=None)
    with pytest.raises(HandoverAccepted):
        accept_handover(initiative_id=handover.initiative_id, actor=make_account())
    settle_all(handover)
    with pytest.raises(HandoverComplete):
        settle_all(handover, Carried.STAFF)


def test_what_was_stopped_ends_with_its_lines_settled_and_nobody_to_accept() -> None:
    initiative = decide_gate(make_initiative(), GateKind.CONTINUE, GateRuling.STOP)
    ends = make_proposed(afterlife=Afterlife.STOP, receiver=None, from_day=None)
    handover = propose_handover(initiative_id=initiative.pk, proposed=ends, actor=None)
    with pytest.raises(NobodyReceives):
        accept_handover(initiative_id=initiative.pk, actor=make_account())
    settle_all(handover)
    handover.refresh_from_db()
    initiative.refresh_from_db()
    assert handover.completed_at is not None
    assert (initiative.phase, handover.look_backs.count()) == (Phase.STOPPED, 0)


def test_looking_back_finds_what_is_left_and_a_second_word_keeps_the_first_in_the_history() -> None:
    with pytest.raises(NothingToLookAt):
        look_back(initiative_id=make_handover().initiative_id, seen=Seen(Found.AS_IS), actor=None)
    key = make_complete("lamps").initiative_id
    due = LookBack.objects.get(handover__initiative=key, years=1)
    with pytest.raises(ChangeUntold):
        look_back(initiative_id=key, seen=Seen(Found.FADED), actor=None, look_back_id=due.pk)
    later = Seen(Found.AS_IS, seen_on=timezone.localdate() + DAY)
    with pytest.raises(SeenInFuture):
        look_back(initiative_id=key, seen=later, actor=None, look_back_id=due.pk)
    look_back(initiative_id=key, seen=Seen(Found.AS_IS), actor=None, look_back_id=due.pk)
    ended = Seen(Found.ENDED, text={"sv": "Nämnden beslutade det."})
    look_back(initiative_id=key, seen=ended, actor=None, look_back_id=due.pk)
    told = Entry.objects.filter(verb__startswith="look_back.").order_by("pk").values_list("verb", flat=True)
    assert list(told) == ["look_back.found", "look_back.revised"]
    look_back(initiative_id=key, seen=Seen(Found.AS_IS), actor=None)
    assert LookBack.objects.filter(handover__initiative=key).count() == 4


def test_what_is_due_is_listed_each_night() -> None:
    handover = make_complete(from_day=timezone.localdate() - 3 * 366 * DAY)
    assert [row.years for row in look_backs_due(timezone.localdate())] == [1, 3]
    assert look_backs_due(timezone.localdate(), frozenset({"elsewhere"})).count() == 0
    assert remind_of_look_backs.call() == [
        {"initiative": handover.initiative.slug, "years": row.years, "due_on": row.due_on.isoformat()}
        for row in handover.look_backs.exclude(years=5)
        if row.due_on
    ]


def test_proposed_to_another_or_from_another_day_what_was_settled_is_open_again() -> None:
    handover = make_handover()
    settle_all(handover)
    same = make_proposed(text={"sv": "Med andra ord."})
    propose_handover(initiative_id=handover.initiative_id, proposed=same, actor=make_account())
    assert not handover.lines.filter(done_on__isnull=True, waived_because={}).exists()
    for other in ({"receiver": make_unit("parks")}, {"from_day": timezone.localdate() + 30 * DAY}):
        settle_all(handover)
        again = make_proposed(**other)
        propose_handover(initiative_id=handover.initiative_id, proposed=again, actor=make_account())
        assert handover.lines.filter(done_on__isnull=True, waived_because={}).count() == len(Carried)
        assert not handover.lines.exclude(account="", from_day__isnull=True).exists()
    accept_handover(initiative_id=handover.initiative_id, actor=make_account())
    handover.refresh_from_db()
    assert handover.completed_at is None
    assert Entry.objects.filter(verb="handover_line.reopened").count() == 2 * len(Carried)


def test_a_look_back_from_a_leap_day_is_due_on_the_last_of_february() -> None:
    leap = Handover(from_day=datetime.date(2028, 2, 29))
    assert due_day(leap, 1) == datetime.date(2029, 2, 28)


def test_what_sources_say_is_recorded_once_and_never_called_complete() -> None:
    initiative = make_documented()
    known = SourcedHandover(
        afterlife=Afterlife.MAINSTREAM,
        source="https://example.org/after",
        receiver_outside="MKB",
        from_year=2016,
        unknown={"sv": "Vem som betalar."},
    )
    seen = [Seen(Found.ADAPTED, seen_year=2024, source="https://example.org/now")]
    record_known_handover(initiative_id=initiative.pk, known=known, seen=seen, actor=None)
    handover = record_known_handover(initiative_id=initiative.pk, known=known, seen=seen, actor=None)
    assert handover.look_backs.count() == 1
    assert handover.completed_at is None
    with pytest.raises(Documented):
        accept_handover(initiative_id=initiative.pk, actor=make_account())
    with pytest.raises(IntegrityError), transaction.atomic():
        Handover.objects.filter(pk=handover.pk).update(completed_at=timezone.now())
    with pytest.raises(SourceMissing):
        record_known_handover(initiative_id=initiative.pk, known=known, seen=[Seen(Found.AS_IS)], actor=None)
    with pytest.raises(NotDocumented):
        record_known_handover(initiative_id=make_initiative().pk, known=known, actor=None)


def test_the_database_keeps_a_handover_apart_from_who_proposed_it_and_on_a_decision() -> None:
    handover = make_handover()
    with pytest.raises(IntegrityError), transaction.atomic():
        Handover.objects.filter(pk=handover.pk).update(
            accepted_by=handover.proposed_by, accepted_at=timezone.now()
        )
    with pytest.raises(IntegrityError), transaction.atomic():
        Handover.objects.filter(pk=handover.pk).update(passage=None)


def test_what_lives_on_is_told_by_the_newest_look_and_ended_is_not_faded() -> None:
    under_way, unseen = make_handover("one"), make_complete("two")
    faded, ended = make_complete("three"), make_complete("four")
    text = {"sv": "Ingen vet varför."}
    look_back(initiative_id=faded.initiative_id, seen=Seen(Found.FADED, text=text), actor=None)
    look_back(initiative_id=ended.initiative_id, seen=Seen(Found.AS_IS), actor=None)
    look_back(initiative_id=ended.initiative_id, seen=Seen(Found.ENDED, text=text), actor=None)
    decide_gate(make_initiative("five"), GateKind.CONTINUE, GateRuling.STOP)
    found = what_lives_on()
    assert [(row.handover, row.remains) for row in found.rows] == [
        (unseen, Remains.UNSEEN),
        (under_way, Remains.UNDER_WAY),
        (ended, Remains.ENDED),
        (faded, Remains.FADED),
    ]
    assert found.counts[Remains.FADED] == 1
    assert found.stopped == 1
    assert owner() == unseen.receiver


def test_what_was_stopped_meanwhile_is_handed_over_to_nobody() -> None:
    handover = make_handover()
    accept_handover(initiative_id=handover.initiative_id, actor=make_account())
    decide_gate(handover.initiative, GateKind.CONTINUE, GateRuling.STOP)
    with pytest.raises(Over):
        settle_all(handover)
    with pytest.raises(AfterlifeNotDecided):
        propose_handover(initiative_id=handover.initiative_id, proposed=make_proposed(), actor=None)
    handover.initiative.refresh_from_db()
    assert handover.initiative.phase == Phase.STOPPED
    # What is left is settled as what was stopped, though somebody had accepted it before.
    ending = make_proposed(afterlife=Afterlife.STOP, receiver=None, from_day=None)
    propose_handover(initiative_id=handover.initiative_id, proposed=ending, actor=None)
    settle_all(handover)
    handover.refresh_from_db()
    assert (handover.accepted_at, handover.completed_at is not None) == (None, True)


@pytest.mark.parametrize("ruling", [GateRuling.STOP, GateRuling.CLOSE])
@pytest.mark.parametrize("accepted", [True, False])
def test_nobody_is_reminded_of_a_handover_that_was_overtaken(ruling: GateRuling, accepted: bool) -> None:
    handover = make_handover()
    if accepted:
        accept_handover(initiative_id=handover.initiative_id, actor=make_account())
    assert week_of(timezone.localdate(), Reach()).handovers.count == 1
    assert can_go_on(Handover.objects.get())
    decide_gate(handover.initiative, GateKind.CLOSE, ruling)
    assert week_of(timezone.localdate(), Reach()).handovers.count == 0
    overtaken = Handover.objects.get()
    assert (can_go_on(overtaken), was_overtaken(overtaken)) == (False, True)
