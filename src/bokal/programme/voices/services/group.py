"""Gather voices under a problem: links come and go, words never move, and every act can be undone."""

import datetime
import uuid
from collections.abc import Sequence
from dataclasses import dataclass

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from bokal.programme.accounts.models import Account
from bokal.programme.history.models import Entry
from bokal.programme.history.services import record
from bokal.programme.voices.errors import JoinedAlready, JoinedWithItself, NothingToUndo, NoVoices
from bokal.programme.voices.models import Grouping, Problem, Voice
from bokal.programme.voices.services.dated import moment_for


def locked_problem(problem_id: int) -> Problem:
    """Return a problem that can be worked on, held until the change is done."""
    problem = Problem.objects.select_for_update(of=("self",)).get(pk=problem_id)
    if problem.joined_into_id is not None:
        raise JoinedAlready
    return problem


def link(
    problem: Problem, voices: Sequence[int], act: uuid.UUID, *, at: datetime.datetime | None = None
) -> list[Grouping]:
    """Link voices that are not part of the problem yet; one that is made up makes the problem so too."""
    moment = moment_for(at, constructed=problem.constructed)
    there = set(Grouping.objects.now().filter(problem=problem).values_list("voice_id", flat=True))
    new = [
        Grouping(problem=problem, voice_id=voice, act=act, made_at=moment)
        for voice in voices
        if voice not in there
    ]
    made_up = Voice.objects.filter(pk__in=[one.voice_id for one in new], constructed=True)
    if not problem.constructed and made_up.exists():
        problem.constructed = True
        problem.save(update_fields=["constructed"])
    return Grouping.objects.bulk_create(new)


def unlink(problem: Problem, voices: Sequence[int], act: uuid.UUID) -> int:
    """End the links of voices; that they were there is kept."""
    held = Grouping.objects.now().filter(problem=problem, voice_id__in=voices)
    return held.update(ended_at=timezone.now(), ended_by_act=act)


@transaction.atomic
def group_voices(*, problem_id: int, voices: Sequence[int], actor: Account | None) -> uuid.UUID:
    """Add voices to a problem; those that are part of it stay so. Returns the act, by which it is undone."""
    if not voices:
        raise NoVoices
    problem, act = locked_problem(problem_id), uuid.uuid4()
    made = link(problem, list(dict.fromkeys(voices)), act)
    record(actor=actor, verb="problem.voices_added", subject=problem, act=str(act), voices=len(made))
    return act


@transaction.atomic
def ungroup_voices(*, problem_id: int, voices: Sequence[int], actor: Account | None) -> uuid.UUID:
    """Take voices out of a problem. Returns the act, by which it is undone."""
    problem, act = locked_problem(problem_id), uuid.uuid4()
    if not unlink(problem, voices, act):
        raise NoVoices
    record(actor=actor, verb="problem.voices_taken_out", subject=problem, act=str(act))
    return act


@transaction.atomic
def split_problem(
    *, problem_id: int, voices: Sequence[int], slug: str, actor: Account | None
) -> tuple[Problem, uuid.UUID]:
    """Make a new problem of some of the voices of another one."""
    problem, act = locked_problem(problem_id), uuid.uuid4()
    held = Grouping.objects.now().filter(problem=problem, voice_id__in=voices)
    moved = list(held.order_by("voice_id").values_list("voice_id", flat=True))
    if not moved:
        raise NoVoices
    new = Problem.objects.create(slug=slug, area=problem.area, unit=problem.unit, due_on=problem.due_on)
    unlink(problem, moved, act)
    link(new, moved, act)
    record(actor=actor, verb="problem.split", subject=problem, act=str(act), into=new.slug)
    return new, act


@transaction.atomic
def join_problems(*, problem_id: int, into_id: int, actor: Account | None) -> uuid.UUID:
    """Let one problem be part of another; its wordings and answers stay where they are."""
    if problem_id == into_id:
        raise JoinedWithItself
    # Always in the same order, or two joinings the other way round would wait for each other.
    held = {pk: locked_problem(pk) for pk in sorted((problem_id, into_id))}
    problem, into, act = held[problem_id], held[into_id], uuid.uuid4()
    part = Grouping.objects.now().filter(problem=problem)
    voices = list(part.order_by("voice_id").values_list("voice_id", flat=True))
    unlink(problem, voices, act)
    link(into, voices, act)
    problem.joined_into, problem.joined_by_act = into, act
    problem.save(update_fields=["joined_into", "joined_by_act"])
    record(actor=actor, verb="problem.joined", subject=problem, act=str(act), into=into.slug)
    return act


def problems_touched(act: uuid.UUID) -> set[int]:
    """Return the problems that an act was about."""
    touched = Q(groupings__act=act) | Q(groupings__ended_by_act=act) | Q(joined_by_act=act)
    return set(Problem.objects.order_by().filter(touched).values_list("pk", flat=True))


@dataclass(frozen=True, slots=True)
class Deed:
    """Something that was done to the voices of a problem together, and whether it can be undone."""

    act: uuid.UUID
    at: datetime.datetime
    by: str
    came: int
    went: int
    joined: bool
    can_undo: bool


def deeds_of(problem: Problem) -> list[Deed]:
    """Return the trace of what was done to the voices of a problem, the newest first."""
    rows = list(Grouping.objects.filter(problem=problem).order_by("pk"))
    there = {row.voice_id for row in rows if row.ended_at is None}
    moments: dict[uuid.UUID, datetime.datetime] = {}
    for row in rows:
        for act, at in ((row.act, row.made_at), (row.ended_by_act, row.ended_at)):
            if act is not None and at is not None:
                moments[act] = min(at, moments.get(act, at))
    entries = Entry.objects.filter(subject_type="voices.problem", details__has_key="act")
    written = entries.filter(details__act__in=[str(act) for act in moments]).order_by("pk")
    actors = dict(written.values_list("details__act", "actor"))
    known = Account.objects.filter(pk__in=[number for number in actors.values() if number.isdecimal()])
    names = dict(known.values_list("pk", "name"))
    joinings = {problem.joined_by_act, *problem.joined.values_list("joined_by_act", flat=True)}
    deeds = []
    for act, at in moments.items():
        came = [row for row in rows if row.act == act]
        went = [row for row in rows if row.ended_by_act == act]
        holds = any(row.ended_at is None for row in came) or any(row.voice_id not in there for row in went)
        by = actors.get(str(act), "")
        deeds.append(
            Deed(
                act,
                at,
                names.get(int(by), "") if by.isdecimal() else "",
                len(came),
                len(went),
                act in joinings,
                holds or act in joinings,
            )
        )
    return sorted(deeds, key=lambda deed: deed.at, reverse=True)


@transaction.atomic
def undo_grouping(*, act: uuid.UUID, actor: Account | None) -> uuid.UUID:
    """Undo what was done together: links it made end, links it ended hold again, problems it joined part."""
    keys = problems_touched(act)
    held = list(Problem.objects.select_for_update(of=("self",)).filter(pk__in=keys).order_by("pk"))
    made = list(Grouping.objects.now().filter(act=act).order_by("pk"))
    there = set(Grouping.objects.now().filter(problem__in=keys).values_list("problem_id", "voice_id"))
    taken_out = Grouping.objects.filter(ended_by_act=act).order_by("pk")
    ended = [row for row in taken_out if (row.problem_id, row.voice_id) not in there]
    joined = [problem for problem in held if problem.joined_by_act == act]
    if not (made or ended or joined):
        raise NothingToUndo
    undoing = uuid.uuid4()
    for problem in joined:
        problem.joined_into = problem.joined_by_act = None
        problem.save(update_fields=["joined_into", "joined_by_act"])
    for problem in held:
        unlink(problem, [row.voice_id for row in made if row.problem_id == problem.pk], undoing)
        link(problem, [row.voice_id for row in ended if row.problem_id == problem.pk], undoing)
    record(actor=actor, verb="problem.undone", subject=held[0], act=str(undoing), undone=str(act))
    return undoing
