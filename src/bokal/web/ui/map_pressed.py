"""A picture of ground that is pressed in a form, without script: what it shows, where it was pressed."""

from collections.abc import Mapping

from bokal.programme.areas.services import Outlines, outlines_for, run_shown_first
from bokal.programme.voices.services import areas_to_speak_about
from bokal.web.ui.map_ground import SIDE, Ground
from bokal.web.ui.sent_numbers import number_in

PICK = "pick"


def outlines_of_programme() -> Outlines:
    """Return the lines to find one's way by: zones where there is a ranking, and the programme's areas."""
    run = run_shown_first()
    if run is not None:
        return outlines_for(run.geography.code)
    areas = areas_to_speak_about()
    return outlines_for(areas[0].geography.code if areas else "")


def start_of(outlines: Outlines, area: str = "") -> Ground | None:
    """Return the ground of an area by its name, or of the whole programme; nothing without outlines."""
    named = {name: rings for name, rings in outlines.accent.items() if name == area}
    chosen = named or outlines.accent or outlines.areas
    return Ground.holding(ring for rings in chosen.values() for ring in rings)


def pressed_at(sent: Mapping[str, str]) -> tuple[int, int] | None:
    """Return the pixel that was pressed; a key pressed on the picture gives its corner, which is no place."""
    across, down = (number_in(sent.get(f"{PICK}.{axis}", ""), digits=4) for axis in "xy")
    if across is None or down is None or (across, down) == (0, 0) or max(across, down) >= SIDE:
        return None
    return across, down
