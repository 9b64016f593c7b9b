"""Constructed voices: said, moderated, looked at again and answered, each by the service that does so."""

import datetime
import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from django.utils import timezone

from bokal.cli.demonstration.files import load
from bokal.programme.accounts.enums import Role
from bokal.programme.accounts.models import Account
from bokal.programme.areas.models import Area
from bokal.programme.programmes.models import Unit
from bokal.programme.programmes.services import add_unit
from bokal.programme.voices.enums import Act, Channel, HeldReason, OrganisationKind, Question, Status
from bokal.programme.voices.models import Case, Organisation
from bokal.programme.voices.services import (
    Said,
    add_organisation,
    add_support,
    answer_voice,
    appeal_moderation,
    areas_to_speak_about,
    assign_case,
    confirm_outcome,
    decide_appeal,
    grouped,
    invite_spokesperson,
    make_cards,
    moderate_voice,
    printed_cards,
    say_voice,
    translation_mark,
    verify_organisation,
    withdraw_voice,
    write_translation,
)

type Json = dict[str, Any]

SPACE = uuid.UUID("6f0f3c52-1d0b-5b7e-8f2e-6a1f6c1a7d10")
SOURCE = "Constructed example: data/constructed"
MADE_UP_SINCE = datetime.date(2010, 1, 1)
BY_HAND = (Channel.PAPER, Channel.DOORSTEP, Channel.MEETING)


@dataclass(frozen=True, slots=True)
class Cast:
    """Who acts, and what there is by the names of the files; ``voices`` grows while they are said."""

    recorder: Account
    moderator: Account
    second: Account
    areas: Mapping[str, Area]
    voices: dict[str, int] = field(default_factory=dict)
    units: dict[str, Unit] = field(default_factory=dict)
    organisations: dict[str, Organisation] = field(default_factory=dict)
    cards: dict[int, str] = field(default_factory=dict)

    def voices_of(self, names: list[str]) -> list[int]:
        """Return the numbers of voices by their names."""
        return [self.voices[name] for name in names]


def cast() -> Cast:
    """Return the accounts of the demonstration and the areas that one speaks about."""
    account = Account.objects.get
    return Cast(
        recorder=account(email="recorder@example.org"),
        moderator=account(email="coordinator@example.org"),
        second=account(email="administrator@example.org"),
        areas={area.code: area for area in areas_to_speak_about()},
    )


def day_in(days: int | None) -> datetime.date | None:
    """Return the day that is so many days after the one on which this is built."""
    return None if days is None else timezone.localdate() + datetime.timedelta(days=days)


def due_in(days: int) -> datetime.date:
    """Return the day by which something is owed."""
    return timezone.localdate() + datetime.timedelta(days=days)


def build_units(folder: Path, players: Cast) -> None:
    """Add units that do not exist, so that no real one is made to answer."""
    for entry in load(folder, "units.json"):
        players.units[entry["code"]] = add_unit(
            code=entry["code"], name=entry["name"], valid_from=MADE_UP_SINCE, source=SOURCE, actor=None
        )


def build_organisations(folder: Path, players: Cast) -> None:
    """Add organisations, most of them verified."""
    for entry in load(folder, "organisations.json"):
        organisation = add_organisation(
            slug=entry["slug"],
            name=entry["name"],
            kind=OrganisationKind(entry["kind"]),
            role=entry["role"],
            area=players.areas[entry["area"]],
            constructed=True,
            actor=players.moderator,
        )
        if entry["verified"]:
            organisation = verify_organisation(
                organisation_id=organisation.pk, how=SOURCE, actor=players.moderator
            )
        players.organisations[entry["slug"]] = organisation


def build_speakers(folder: Path) -> None:
    """Let somebody sign in for an organisation, so that the portal can be tried."""
    for entry in load(folder, "organisations.json"):
        organisation = Organisation.objects.get(slug=entry["slug"])
        if "speaker" in entry and not organisation.spokespeople.exists():
            name = f"{Role.PARTNER.label} (constructed)"
            invite_spokesperson(
                organisation_id=organisation.pk, email=entry["speaker"], name=name, actor=None
            )


def key_of(name: str) -> uuid.UUID:
    """Return the mark of a constructed voice, the same each time."""
    return uuid.uuid5(SPACE, name)


def said_of(entry: Json, players: Cast) -> Said:
    """Return a voice of the file as it reaches the service."""
    pin = entry.get("pin")
    return Said(
        key=key_of(entry["id"]),
        words=entry["words"],
        language=entry["language"],
        channel=Channel(entry["channel"]),
        area=players.areas[entry["area"]],
        place=entry.get("place", ""),
        point=(pin[0], pin[1]) if pin else None,
        said_at=days_before(entry.get("days_ago") or entry["received"]),
        received_at=days_before(entry["received"]),
        card=players.cards.get(entry.get("card", 0), ""),
        sheet=entry.get("sheet", ""),
        group={question: entry[question.value] for question in Question if question.value in entry},
        organisation=players.organisations.get(entry.get("organisation", "")),
        source=SOURCE,
        constructed=True,
    )


def days_before(days: int) -> datetime.datetime:
    """Return this time of day so many days ago."""
    return timezone.now() - datetime.timedelta(days=days)


def build_cards(folder: Path, players: Cast) -> None:
    """Print the receipt cards; a voice may come with one of the first batch."""
    for entry in load(folder, "cards.json"):
        area = players.areas[entry["area"]]
        batch = make_cards(**entry | {"area": area}, actor=players.recorder, constructed=True)
        for card in printed_cards(batch):
            players.cards.setdefault(card.number, card.mark)


def build_voices(folder: Path, players: Cast) -> None:
    """Say each voice in the order in which they came, and do with it what the file tells."""
    for entry in sorted(load(folder, "voices.json"), key=lambda entry: -entry["received"]):
        said = said_of(entry, players)
        by = players.recorder if said.channel in BY_HAND else None
        number = say_voice(said=said, recorded_by=by).voice.pk
        players.voices[entry["id"]] = number
        read_on = days_before(max(entry["received"] - 1, 0))
        moderate(number, entry.get("moderation", {"act": Act.PUBLISH}), players, read_on)
        for place in range(entry.get("support", 0)):
            add_support(voice_id=number, key=key_of(f"{entry['id']} {place}"), channel=Channel.WEB)
        translate(number, entry.get("translations", {}), players)
        if "owed" in entry:
            owe(number, entry["owed"], players)
        if "answer" in entry:
            answer(number, entry, players)
        if entry.get("withdrawn"):
            withdraw_voice(voice_id=number)


def decision_of(entry: Json) -> Json:
    """Return what a moderator decides as the arguments of the service."""
    reason = entry.get("reason")
    return {
        "act": Act(entry["act"]),
        "reason": HeldReason(reason) if reason else None,
        "text": entry.get("text", ""),
    }


def moderate(number: int, entry: Json | None, players: Cast, at: datetime.datetime) -> None:
    """Decide about a voice; appeal where the file says so, and let somebody else decide that."""
    if entry is None:
        return
    moderate_voice(voice_id=number, actor=players.moderator, at=at, **decision_of(entry))
    if "appeal" not in entry:
        return
    appeal = appeal_moderation(voice_id=number, because=entry["appeal"])
    if "outcome" in entry:
        decide_appeal(appeal_id=appeal.pk, actor=players.second, **decision_of(entry["outcome"]))


def translate(number: int, texts: Mapping[str, str], players: Cast) -> None:
    """Write translations of a published voice by hand, as somebody in the office does."""
    for language, text in texts.items():
        seen = translation_mark(Case.objects.get(voice_id=number), None)
        write_translation(
            voice_id=number, language=language, text=text, rests_on=seen, actor=players.moderator
        )


def owe(number: int, entry: Json, players: Cast) -> None:
    """Say who owes the answer to one voice, and by when."""
    assign_case(
        voice_id=number,
        unit=players.units[entry["unit"]],
        due_on=due_in(entry["in"]),
        actor=players.moderator,
    )


def answer(number: int, entry: Json, players: Cast) -> None:
    """Answer one voice, and let it say whether it is better now where the file does."""
    at = days_before(entry["received"] - entry["answer"]["after"])
    (first, *_translations) = answer_voice(
        voice_id=number, **answer_of(entry["answer"], players), actor=players.moderator, at=at
    )
    if "outcome" in entry:
        confirm_outcome(answer_id=first.pk, voice_id=number, **entry["outcome"])


def answer_of(entry: Json, players: Cast) -> Json:
    """Return an answer of the file as the arguments of the services that answer."""
    return {
        "status": Status(entry["status"]),
        "texts": entry["texts"],
        "written_in": entry["written_in"],
        "unit": players.units[entry["unit"]],
        "next_on": day_in(entry.get("next_in")),
    }


def receipt_of(folder: Path, name: str) -> str:
    """Return the code of a constructed voice by saying it again, which changes nothing."""
    players = cast()
    entry = next(entry for entry in load(folder, "voices.json") if entry["id"] == name)
    return grouped(say_voice(said=said_of(entry, players)).code)
