"""Voices; all of it constructed, and nobody's real words."""

import datetime
import io
from typing import Any

from django.utils import timezone
from PIL import Image

from bokal.programme.areas.models import Area
from bokal.programme.voices.enums import Act, Channel, Ladder
from bokal.programme.voices.models import Dialogue, Problem
from bokal.programme.voices.services import (
    Invitation,
    Said,
    Taken,
    Text,
    draft_problem,
    moderate_voice,
    plan_dialogue,
    publish_wording,
    say_voice,
    show_wording,
)
from tests.factories.accounts import make_account
from tests.factories.areas import make_geography

WORDS = "Lamporna vid gångvägen är trasiga."


def make_area(code: str = "herrgarden") -> Area:
    """Return an area of the programme."""
    area = Area.objects.filter(code=code).first()
    if area is None:
        geography = make_geography(f"programme-{code}", areas=(code,))
        area = Area.objects.get(geography=geography, code=code)
    return area


def make_said(**fields: Any) -> Said:
    """Return a voice in Swedish from the web about a whole area."""
    facts: dict[str, Any] = {"words": WORDS, "language": "sv", "channel": Channel.WEB}
    if "area" not in fields:
        facts["area"] = make_area()
    return Said(**(facts | fields))


def make_voice(*, published: bool = False, **fields: Any) -> Taken:
    """Return a voice that was taken in, and published when asked for."""
    taken = say_voice(said=make_said(**fields))
    if published:
        moderate_voice(voice_id=taken.voice.pk, act=Act.PUBLISH, actor=make_account())
    return taken


def make_picture() -> bytes:
    """Return a small photo that knows where it was taken."""
    stream = io.BytesIO()
    exif = Image.Exif()
    exif.get_ifd(0x8825)[2] = (55.0, 35.0, 0.0)
    Image.new("RGB", (40, 30), "green").save(stream, "JPEG", exif=exif)
    return stream.getvalue()


def make_dialogue(slug: str = "evening", **fields: Any) -> Dialogue:
    """Return a dialogue that is planned for tomorrow evening."""
    starts_at = fields.pop("starts_at", timezone.now() + datetime.timedelta(days=1))
    facts: dict[str, Any] = {
        "title": {"sv": "Kvällsmöte om torget", "en": "Evening about the square"},
        "area": make_area() if "area" not in fields else None,
        "ladder": Ladder.INFLUENCE,
        "open_to_influence": {"sv": "Vad som ska stå på torget"},
        "starts_at": starts_at,
        "ends_at": starts_at + datetime.timedelta(hours=2),
        "place": "Biblioteket",
    }
    return plan_dialogue(slug=slug, invitation=Invitation(**(facts | fields)), actor=None)


def make_problem(voices: list[int], *, slug: str = "dark", stage: str = "shown", **texts: str) -> Problem:
    """Return a problem in the area of the programme, written from voices, as far along as asked."""
    problem = draft_problem(
        slug=slug,
        area=make_area(),
        voices=voices,
        texts={language: Text(title) for language, title in (texts or {"sv": "Det är mörkt"}).items()},
        written_in="sv",
        actor=None,
    )
    if stage != "draft":
        show_wording(thing=problem, actor=None)
    if stage == "published":
        publish_wording(thing=problem, actor=None)
    problem.refresh_from_db()
    return problem
