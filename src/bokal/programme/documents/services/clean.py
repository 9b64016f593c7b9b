"""Draw a picture anew from its points, so that nothing but the picture is left: no place, no camera."""

import io
import warnings

from PIL import Image, ImageOps, UnidentifiedImageError

from bokal.programme.documents.errors import Bomb, Broken
from bokal.programme.documents.services.sniff import JPEG, PNG, WEBP

LARGEST_PIXELS = 60_000_000
FORMATS = {PNG: "PNG", JPEG: "JPEG", WEBP: "WEBP"}


def clean_image(content: bytes, media_type: str) -> bytes:
    """Return the picture without EXIF, GPS, XMP or comments, turned the way it was meant to be seen."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            picture = Image.open(io.BytesIO(content), formats=[FORMATS[media_type]])
            if picture.width * picture.height > LARGEST_PIXELS:
                raise Bomb
            upright = ImageOps.exif_transpose(picture)
            upright.load()
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as bomb:
        raise Bomb from bomb
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError) as damage:
        raise Broken from damage
    mode = "RGBA" if "A" in upright.getbands() or "transparency" in upright.info else "RGB"
    drawn = upright.convert("RGB" if media_type == JPEG else mode)
    bare = Image.frombytes(drawn.mode, drawn.size, drawn.tobytes())
    out = io.BytesIO()
    bare.save(out, FORMATS[media_type], quality=88) if media_type != PNG else bare.save(
        out, "PNG", optimize=True
    )
    return out.getvalue()
