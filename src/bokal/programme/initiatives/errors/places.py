"""What may be refused about works and where they lie."""

from django.utils.translation import gettext_lazy as _

from bokal.programme.history.errors import Refused


class InitiativeRefused(Refused):
    """Something about an initiative was not changed."""


class PlaceRefused(InitiativeRefused):
    """Where a work lies cannot be kept as it was given."""


class PlaceUnreadable(PlaceRefused):
    message = _("The place cannot be read. Give GeoJSON, or one point a line: latitude, longitude.")


class PlaceOfWrongKind(PlaceRefused):
    message = _("A place is one point, one line or one polygon. Make a work of each part.")


class RingOpen(PlaceRefused):
    message = _("The outline is not closed: its last corner must be its first, with two others between.")


class LineTooShort(PlaceRefused):
    message = _("A line needs two different points, and an outline three different corners.")


class OutlineCrossed(PlaceRefused):
    message = _("The outline crosses itself. Draw it once around without crossing.")


class OutsideWorld(PlaceRefused):
    message = _("These are no degrees of the globe. Save the place in WGS 84: longitude, then latitude.")


class PlaceTurned(PlaceRefused):
    message = _("Latitude stands before longitude. In GeoJSON longitude comes first.")


class FarFromCity(PlaceRefused):
    message = _("The place lies far from the city. Check its coordinates.")


class PlaceTooLarge(PlaceRefused):
    message = _("The place is too large: a work is at most 20 kilometres across, with at most 2,000 corners.")


class PlaceTooSmall(PlaceRefused):
    message = _("The outline is smaller than a metre. Mark a point instead.")


class DayNotCome(InitiativeRefused):
    message = _("The day has not come yet. Write it as planned; what came of it is written when it has.")


class EndsBeforeStart(InitiativeRefused):
    message = _("It ends before it begins. The last date is the first day after it.")


class NothingKnown(InitiativeRefused):
    message = _("Nothing is filled in. Give at least one of the figures or dates.")


class AmountMissing(InitiativeRefused):
    message = _("Say what there is so much of, in which unit, and a number that is not below zero.")


class TurnoverNeedsBoth(InitiativeRefused):
    message = _("Turnover needs two numbers: how many homes changed hands in the year, of how many homes.")


class WorkTaken(InitiativeRefused):
    message = _("Another work has this address. Choose another.")


class PhotoThere(InitiativeRefused):
    message = _("This picture is already there.")


class PictureUnsaid(InitiativeRefused):
    message = _("Say what the picture shows, for those who do not see it, in at least one language.")


class FileMoved(InitiativeRefused):
    message = _("The records, or the file that waits, changed since you looked. Look once more.")
