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
