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


class RecordsMoved(AreasRefused):
    message = _("The records changed again and again while the file was compared with them. Try again.")


class RunRefused(AreasRefused):
    """An index run cannot be made."""


class DomainsMissing(RunRefused):
    message = _("A run needs at least one indicator.")


class WeightsImpossible(RunRefused):
    message = _("Each weight must be a number that is zero or more, and at least one must be above zero.")


class WeightZero(RunRefused):
    """An indicator that counts for nothing would still seem to be part of the run."""

    def __init__(self, name: str) -> None:
        words = _("“%(name)s” has the weight zero. Give it a weight above zero, or take it out of the run.")
        super().__init__(words % {"name": name})


class SettingImpossible(RunRefused):
    """A setting has a value that no method can work with."""

    def __init__(self, name: str, value: str) -> None:
        words = _("“%(value)s” cannot be used as “%(name)s”. The documentation of runs lists what can.")
        super().__init__(words % {"name": name, "value": value})


class GeographyUnknown(RunRefused):
    def __init__(self, code: str) -> None:
        words = _("There is no division into areas with the code “%(code)s”. Choose one that is imported.")
        super().__init__(words % {"code": code})


class IndicatorUnknown(RunRefused):
    def __init__(self, definition: int) -> None:
        words = _("There is no indicator definition with number %(number)s. Choose one from the list.")
        super().__init__(words % {"number": definition})


class DefinitionsMixed(RunRefused):
    """One indicator would count twice, by two definitions that cannot be compared."""

    def __init__(self, code: str) -> None:
        words = _("“%(code)s” is in the run more than once. Keep one of its definitions.")
        super().__init__(words % {"code": code})


class DirectionMissing(RunRefused):
    """A neutral indicator says neither better nor worse."""

    def __init__(self, name: str) -> None:
        super().__init__(
            _("“%(name)s” says neither better nor worse. Choose another indicator, or say which it is.")
            % {"name": name}
        )


class AreasTooFew(RunRefused):
    message = _("There are fewer than two areas to rank. Leave fewer out, or choose another division.")


class AreasUnknown(RunRefused):
    """Areas are to be left out that are not there."""

    def __init__(self, codes: list[str]) -> None:
        words = _("There are no areas with the codes %(codes)s to leave out. Check the codes.")
        super().__init__(words % {"codes": listed(codes)})


class LeftOutWithoutReason(RunRefused):
    message = _("Give a reason for each area that is left out.")


class ValuesMissing(RunRefused):
    """Some areas have no value for an indicator of the run."""

    def __init__(self, name: str, areas: list[str]) -> None:
        super().__init__(
            _(
                "“%(name)s” has no value that year in %(count)s areas (%(areas)s). "
                "Leave the areas out with a reason, or choose another year or indicator."
            )
            % {"name": name, "count": len(areas), "areas": listed(areas)}
        )


class ValuesHidden(RunRefused):
    """Some areas have a value that is hidden for privacy; a rank would tell of it."""

    def __init__(self, name: str, areas: list[str]) -> None:
        super().__init__(
            _(
                "“%(name)s” is hidden for privacy in %(count)s areas (%(areas)s). "
                "Leave the areas out with a reason, or choose another indicator."
            )
            % {"name": name, "count": len(areas), "areas": listed(areas)}
        )


class RunImpossible(RunRefused):
    """No index can be made of the figures; the method says why."""

    def __init__(self, why: str) -> None:
        super().__init__(_("No index can be computed from these figures. %(why)s") % {"why": why})


def listed(names: list[str]) -> str:
    """Return the first names of a list, and a sign that there are more."""
    return ", ".join(names[:5]) + (" …" if len(names) > 5 else "")


class RunExists(RunRefused):
    message = _("There is already another run with this address. Choose another address.")


class SelectionRefused(AreasRefused):
    """A choice of areas cannot be recorded."""


class NothingChosen(SelectionRefused):
    message = _("Choose at least one area.")


class SelectionExists(SelectionRefused):
    message = _("There is already another choice with this address. Revise it, or choose another address.")


class DecidedInFuture(SelectionRefused):
    message = _("The decision has a day that has not come yet. Record it when it is taken.")


class ChosenTwice(SelectionRefused):
    def __init__(self, name: str) -> None:
        super().__init__(
            _("“%(name)s” is there more than once. Say once whether it is chosen.") % {"name": name}
        )


class ReasonMissing(SelectionRefused):
    message = _("Give a reason for the choice, and for each area that is chosen or set aside.")


class NothingToCompose(AreasRefused):
    message = _("No part of these areas has a figure for that indicator and year.")


class FetchRefused(AreasRefused):
    """A table could not be fetched from another place."""
