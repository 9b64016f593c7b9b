from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from bokal.programme.history.errors import Refused

if TYPE_CHECKING:
    from bokal.programme.areas.services.import_kinds import Preview


class AreasRefused(Refused):
    """A change of areas, indicators or figures was refused."""


class ImportRefused(AreasRefused):
    """A file is not imported; ``preview`` says what is wrong with it, line by line."""

    message = _("The file was not imported, because something is wrong with it. Nothing was changed.")

    def __init__(self, preview: Preview) -> None:
        self.preview = preview
        super().__init__()


class RunRefused(AreasRefused):
    """An index run cannot be made."""


class DomainsMissing(RunRefused):
    message = _("A run needs at least one indicator with a weight above zero.")


class WeightsImpossible(RunRefused):
    message = _("Each weight must be a number that is zero or more, and at least one must be above zero.")


class DirectionMissing(RunRefused):
    """A neutral indicator says neither better nor worse."""

    def __init__(self, name: str) -> None:
        super().__init__(
            _("“%(name)s” says neither better nor worse. Choose another indicator, or say which it is.")
            % {"name": name}
        )


class ValuesMissing(RunRefused):
    """Some areas have no value for an indicator of the run."""

    def __init__(self, name: str, areas: list[str]) -> None:
        shown = ", ".join(areas[:5]) + (" …" if len(areas) > 5 else "")
        super().__init__(
            _(
                "“%(name)s” has no value that year in %(count)s areas (%(areas)s). "
                "Leave the areas out, or choose another year or indicator."
            )
            % {"name": name, "count": len(areas), "areas": shown}
        )


class RunExists(RunRefused):
    message = _("There is already another run with this address. Choose another address.")


class SelectionRefused(AreasRefused):
    """A choice of areas cannot be recorded."""


class NothingChosen(SelectionRefused):
    message = _("Choose at least one area.")


class ReasonMissing(SelectionRefused):
    message = _("Give a reason for the choice, and for each area that is chosen or set aside.")


class NothingToCompose(AreasRefused):
    message = _("No part of these areas has a figure for that indicator and year.")


class FetchRefused(AreasRefused):
    """A table could not be fetched from another place."""
