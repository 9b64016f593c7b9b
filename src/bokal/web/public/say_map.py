"""Point at a place on a map while saying something: works by pressing a picture, without script.

Whoever cannot see or press the map says the place in words instead, which is worth just as much.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext

from bokal.programme.areas.services import degrees_of, metres_of
from bokal.programme.voices.perms import can_say_something
from bokal.web.ui.guards import allow
from bokal.web.ui.map_ground import NEAR, SIDE, Ground, Point, ground_address, ground_map
from bokal.web.ui.map_pressed import PICK, outlines_of_programme, pressed_at, start_of
from bokal.web.ui.sent_numbers import number_in


@dataclass(frozen=True, slots=True)
class Pointing:
    """The map in the form: what ground it shows, and where somebody pointed."""

    ground: Ground
    point: Point | None

    @property
    def address(self) -> str:
        """Where the picture is drawn."""
        return ground_address(self.ground, self.point)

    @property
    def side(self) -> int:
        return SIDE

    @property
    def degrees(self) -> str:
        """The place as the form holds it."""
        degrees = degrees_of(*self.point) if self.point else None
        return "{},{}".format(*degrees) if degrees else ""


def pointing_of(sent: Mapping[str, str], *, area: str, point: tuple[float, float] | None) -> Pointing | None:
    """Return the map after what was pressed; nothing when it is not open, or there is nothing to draw."""
    if not is_pointing(sent) or sent.get("map") == "away":
        return None
    outlines = outlines_of_programme()
    ground = Ground.read(sent.get("view", "")) or start_of(outlines, area)
    if ground is None:
        return None
    known = metres_of(*point) if point else None
    pressed = pressed_at(sent)
    if pressed is not None:
        place = ground.pressed(*pressed)
        if degrees_of(*place) is None:
            return Pointing(ground, None)
        # The first press on a map of everything brings one near; later ones only move the mark.
        near = ground if known or ground.size <= NEAR else Ground.around(place, max(NEAR, ground.size // 4))
        return Pointing(near, place)
    if sent.get("map") == "none":
        return Pointing(ground, None)
    steps = {"closer": 1, "wider": -1}.get(sent.get("map", ""), 0)
    return Pointing(ground.closer(known, steps=steps) if steps else ground, known)


def can_point() -> bool:
    """Tell whether there is a map to point at."""
    return start_of(outlines_of_programme()) is not None


def is_pointing(sent: Mapping[str, str]) -> bool:
    """Tell whether the map was pressed or one of its buttons, and the voice not yet sent."""
    return "map" in sent or f"{PICK}.x" in sent


def point_of(numbers: Sequence[int | None]) -> Point | None:
    """Return a place of two numbers, or nothing when they are not two."""
    if len(numbers) != 2:
        return None
    x, y = numbers
    return None if x is None or y is None else (x, y)


@allow(can_say_something)
def ground(request: HttpRequest) -> HttpResponse:
    """Draw a piece of ground."""
    outlines = outlines_of_programme()
    shown = Ground.read(request.GET.get("view", "")) or start_of(outlines)
    if shown is None:
        raise Http404
    mark = [number_in(part, digits=8) for part in request.GET.get("mark", "").split(",")]
    picture = ground_map(
        ground=shown,
        land=outlines.context,
        zones=outlines.areas.values(),
        named=outlines.accent,
        mark=point_of(mark),
        title=gettext("Map to point at"),
        description=gettext("Land, zones and the areas of the programme."),
    )
    response = HttpResponse(picture, content_type="image/svg+xml")
    response["Cache-Control"] = "public, max-age=3600"
    return response
