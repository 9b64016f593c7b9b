"""Draw a picture anew from its points, so that nothing but the picture is left: no place, no camera."""

import io
import struct
from typing import Any

from PIL import Image, ImageCms, ImageOps, UnidentifiedImageError

from bokal.programme.documents.errors import Bomb, Broken
from bokal.programme.documents.services.sniff import JPEG, PNG, WEBP

LARGEST_PIXELS = 60_000_000
FORMATS = {PNG: "PNG", JPEG: "JPEG", WEBP: "WEBP"}
QUALITY: dict[str, dict[str, Any]] = {PNG: {"optimize": True}, JPEG: {"quality": 90}, WEBP: {"quality": 90}}
SRGB = ImageCms.createProfile("sRGB")
# What the readers of pictures and of their metadata raise on bytes that are none.
DAMAGE = (
    UnidentifiedImageError,
    OSError,
    ValueError,
    SyntaxError,
    TypeError,
    KeyError,
    EOFError,
    OverflowError,
    ZeroDivisionError,
    struct.error,
)


def clean_image(content: bytes, media_type: str) -> bytes:
    """Return the picture without EXIF, GPS, XMP or comments, turned the way it was meant to be seen."""
    try:
        picture = Image.open(io.BytesIO(content), formats=[FORMATS[media_type]])
        if picture.width * picture.height > LARGEST_PIXELS:
            raise Bomb
        upright = ImageOps.exif_transpose(picture)
        upright.load()
        bare = in_common_colours(upright, may_be_clear=media_type != JPEG)
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as bomb:
        raise Bomb from bomb
    except DAMAGE as damage:
        raise Broken from damage
    bare.info.clear()
    out = io.BytesIO()
    bare.save(out, FORMATS[media_type], **QUALITY[media_type])
    return out.getvalue()


def in_common_colours(picture: Image.Image, *, may_be_clear: bool) -> Image.Image:
    """Return the picture in sRGB, which is what is assumed of one that does not name its colours."""
    if picture.mode.startswith("I;16"):
        picture = picture.point(lambda value: value / 256).convert("L")
    profile = picture.info.get("icc_profile")
    clear = may_be_clear and ("A" in picture.getbands() or "transparency" in picture.info)
    if profile and picture.mode in {"RGB", "RGBA", "CMYK", "L"}:
        try:
            given = ImageCms.ImageCmsProfile(io.BytesIO(profile))
            mode = "RGBA" if picture.mode == "RGBA" else "RGB"
            picture = ImageCms.profileToProfile(picture, given, SRGB, outputMode=mode) or picture
        except (ImageCms.PyCMSError, OSError):
            # A profile that cannot be read says nothing about the colours.
            pass
    return picture.convert("RGBA" if clear else "RGB")
