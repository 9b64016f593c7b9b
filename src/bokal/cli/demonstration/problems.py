"""Constructed dialogues, problems, proposals and promises, written from the constructed voices."""

import datetime
from pathlib import Path
from typing import Any

from django.db import transaction
from django.utils import timezone

from bokal.cli.demonstration.files import load
from bokal.cli.demonstration.trials import build_trials
from bokal.cli.demonstration.voices import (
    Cast,
    Json,
    answer_of,
    build_cards,
    build_organisations,
    build_units,
    build_voices,
    cast,
    day_in,
    days_before,
    due_in,
    key_of,
)
from bokal.programme.voices.enums import Act, Author, Feasibility, Ladder, Part, PromiseState, Reply
from bokal.programme.voices.models import Dialogue, Problem, Proposal, Voice, Wording
from bokal.programme.voices.services import (
    About,
    Cut,
    Invitation,
    Terms,
    Text,
    Thing,
    answer_thing,
    assign_thing,
    close_dialogue,
    confirm_outcome,
    confirm_wording,
    count_heads,
    draft_problem,
    draft_proposal,
    make_promise,
    moderate_voice,
    paragraphs_of,
    plan_dialogue,
    publish_wording,
    reword_problem,
    settle_promise,
    show_wording,
    take_in_minutes,
    write_minutes,
)

WRITTEN_IN = "sv"


@transaction.atomic
def build_what_was_said(folder: Path) -> None:
    """Build everything about voices at once, or leave it as it is when it is there.

    A moderation or an answer that is given again is another one, so none of this can be done a second time.
    """
    if Voice.objects.filter(key=key_of("h1")).exists():
        return
    players = cast()
    build_units(folder, players)
    build_organisations(folder, players)
    build_cards(folder, players)
    build_voices(folder, players)
    build_dialogues(folder, players)
    problems = build_problems(folder, players)
    build_proposals(folder, players, problems)
    build_promises(folder, players, problems)
    build_trials(folder, players)


def moment(days: int, clock: str) -> datetime.datetime:
    """Return a time of day on the wall clock of the programme, so many days from now."""
    return timezone.make_aware(datetime.datetime.combine(due_in(days), datetime.time.fromisoformat(clock)))


def build_dialogues(folder: Path, players: Cast) -> None:
    """Plan the dialogues; one took place, and is closed with answers promised."""
    for entry in load(folder, "dialogues.json"):
        starts, ends = (moment(entry["starts_in"], clock) for clock in entry["hours"])
        invitation = Invitation(
            title=entry["title"],
            area=players.areas[entry["area"]],
            ladder=Ladder(entry["ladder"]),
            open_to_influence=entry["open"],
            already_decided=entry["decided"],
            starts_at=starts,
            ends_at=ends,
            place=entry["place"],
            invited_how=entry["invited"],
            languages=entry["languages"],
            interpreted=entry["interpreted"],
            child_care=entry["child_care"],
            follow_up_on=day_in(entry["follow_up_in"]),
            constructed=True,
        )
        dialogue = plan_dialogue(slug=entry["slug"], invitation=invitation, actor=players.moderator)
        if "minutes" in entry:
            hold(dialogue, entry, players)


def hold(dialogue: Dialogue, entry: Json, players: Cast) -> None:
    """Count who came, write the minutes, cut them into voices, and close."""
    counts = {(question, answer): people for question, answer, people in entry["heads"]}
    count_heads(dialogue_id=dialogue.pk, counts=counts, actor=players.recorder)
    minutes = write_minutes(dialogue_id=dialogue.pk, **entry["minutes"], actor=players.recorder)
    parts = list(zip(paragraphs_of(minutes.text), entry["cuts"], strict=True))
    cuts = [Cut(text, Part.LEFT_OUT if name == Part.LEFT_OUT else Part.OWN) for text, name in parts]
    taken = take_in_minutes(minutes_id=minutes.pk, cuts=cuts, may_publish=True, actor=players.recorder)
    names = [name for name in entry["cuts"] if name != Part.LEFT_OUT]
    for name, voice in zip(names, (one.voice for one in taken), strict=True):
        players.voices[name] = voice.pk
        moderate_voice(voice_id=voice.pk, act=Act.PUBLISH, actor=players.moderator)
    close_dialogue(
        dialogue_id=dialogue.pk,
        unit=players.units[entry["closed"]["unit"]],
        answers_due_on=due_in(entry["closed"]["in"]),
        actor=players.moderator,
    )


def texts_of(wording: dict[str, list[str]]) -> dict[str, Text]:
    """Return a wording by language."""
    return {language: Text(*pair) for language, pair in wording.items()}


def build_problems(folder: Path, players: Cast) -> dict[str, Problem]:
    """Write each problem from voices, ask those who spoke, and answer it."""
    problems = {}
    for entry in load(folder, "problems.json"):
        problem = draft_problem(
            slug=entry["slug"],
            area=players.areas[entry["area"]],
            voices=players.voices_of(entry["voices"]),
            texts=texts_of(entry["wordings"][0]),
            written_in=WRITTEN_IN,
            actor=players.moderator,
            constructed=True,
            at=days_before(entry["worded"][0]),
        )
        problems[entry["slug"]] = problem
        if entry["stage"] != "draft":
            ask(problem, entry, players)
        answer(problem, entry, players)
    return problems


def ask(problem: Problem, entry: Json, players: Cast) -> None:
    """Show each wording to those who spoke, and publish the last one."""
    show_wording(thing=problem, actor=players.moderator)
    for version, replies in enumerate(entry["replies"], start=1):
        if version > 1:
            reword_problem(
                problem_id=problem.pk,
                texts=texts_of(entry["wordings"][version - 1]),
                written_in=WRITTEN_IN,
                actor=players.moderator,
                at=days_before(entry["worded"][version - 1]),
            )
        wording = Wording.objects.get(problem=problem, version=version, language=WRITTEN_IN)
        for name, reply in replies.items():
            confirm_wording(wording_id=wording.pk, voice_id=players.voices[name], **reply_of(reply))
    advance(problem, entry, players)


def reply_of(reply: str) -> Json:
    """Return yes, or not quite and why."""
    return {"reply": Reply.YES} if reply == Reply.YES else {"reply": Reply.NOT_QUITE, "because": reply}


def advance(thing: Thing, entry: Json, players: Cast) -> None:
    """Publish a wording where the file says so, and say who owes the next step."""
    if entry["stage"] == "published":
        publish_wording(thing=thing, actor=players.moderator)
    assign_thing(
        thing=thing,
        unit=players.units[entry["owed"]["unit"]],
        due_on=due_in(entry["owed"]["in"]),
        actor=players.moderator,
    )


def answer(problem: Problem, entry: Json, players: Cast) -> None:
    """Answer everybody who said so; those who spoke say whether it is better now."""
    if "answer" not in entry:
        return
    (first, *_translations) = answer_thing(
        thing=problem, **answer_of(entry["answer"], players), actor=players.moderator
    )
    for name, reply in entry.get("outcomes", {}).items():
        because = {} if reply == Reply.YES else {"because": reply}
        confirm_outcome(
            answer_id=first.pk, voice_id=players.voices[name], better=reply == Reply.YES, **because
        )


def build_proposals(folder: Path, players: Cast, problems: dict[str, Problem]) -> None:
    """Write the proposals of residents, an organisation and the city."""
    for entry in load(folder, "proposals.json"):
        proposal: Proposal = draft_proposal(
            slug=entry["slug"],
            area=players.areas[entry["area"]],
            problems=[problems[slug].pk for slug in entry["problems"]],
            terms=Terms(
                author=Author(entry["author"]),
                organisation=players.organisations.get(entry.get("organisation", "")),
                cost=entry["cost"],
                feasibility=Feasibility(entry["feasibility"]),
                offer=entry["offer"],
            ),
            texts=texts_of(entry["wordings"]),
            written_in=WRITTEN_IN,
            actor=players.moderator,
            constructed=True,
            at=days_before(entry["worded"]),
        )
        if entry["stage"] != "draft":
            show_wording(thing=proposal, actor=players.moderator)
            advance(proposal, entry, players)


def build_promises(folder: Path, players: Cast, problems: dict[str, Problem]) -> None:
    """Record what organisations and units promise, and of some what came of it."""
    for entry in load(folder, "promises.json"):
        promise = make_promise(
            by=players.units[entry["unit"]]
            if "unit" in entry
            else players.organisations[entry["organisation"]],
            text=entry["text"],
            due_on=due_in(entry["due_in"]),
            about=About(problem=problems.get(entry.get("problem", ""))),
            actor=players.moderator,
        )
        if "state" in entry:
            settled: dict[str, Any] = {"state": PromiseState(entry["state"]), "outcome": entry["outcome"]}
            settle_promise(promise_id=promise.pk, **settled, actor=players.moderator)
