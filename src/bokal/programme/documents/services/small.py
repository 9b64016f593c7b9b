"""A small version of a picture, to be read beside words on a phone."""

import io
from dataclasses import dataclass

from PIL import Image

from bokal.programme.documents.errors import Broken
from bokal.programme.documents.models import Document
from bokal.programme.documents.services.clean import DAMAGE
from bokal.programme.documents.services.read import document_bytes

SIDE = 640
QUALITY = 80


@dataclass(frozen=True, slots=True)
class Small:
    """A JPEG without anything but its points, and its size in them."""

    content: bytes
    width: int
    height: int


def small_version(document: Document) -> Small:
    """Draw a kept picture so that no side is longer than 640 points; what is clear in it becomes white."""
    try:
        picture = Image.open(io.BytesIO(document_bytes(document)))
        picture.thumbnail((SIDE, SIDE))
        ground = Image.new("RGB", picture.size, "white")
        ground.paste(picture, mask=picture.getchannel("A") if "A" in picture.getbands() else None)
    except DAMAGE as damage:
        raise Broken from damage
    out = io.BytesIO()
    ground.save(out, "JPEG", quality=QUALITY, optimize=True, progressive=True)
    return Small(out.getvalue(), *ground.size)
