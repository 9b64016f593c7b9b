from django.utils.translation import gettext_lazy as _

from bokal.programme.history.errors import Refused


class DocumentRefused(Refused):
    """A file was refused."""


class UnknownType(DocumentRefused):
    message = _("This kind of file is not taken here. Save it as PDF, PNG, JPEG, CSV, Excel or GeoJSON.")


class NotAPicture(UnknownType):
    message = _("This is no picture that is taken here. Save it as JPEG, PNG or WebP.")


class TooLarge(DocumentRefused):
    message = _("The file is too large. Split it, or ask who runs the installation to raise the limit.")


class PictureTooLarge(TooLarge):
    message = _("The picture is larger than 25 MB. Save it smaller and try again.")


class Bomb(DocumentRefused):
    message = _("The file unpacks to far more than its size. Save it anew in the program it came from.")


class Broken(DocumentRefused):
    message = _("The file is damaged and cannot be read. Save it anew and try again.")


class ContentLost(DocumentRefused):
    message = _("The stored file is missing or was changed. Restore it from a backup.")
