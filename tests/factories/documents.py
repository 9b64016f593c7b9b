"""Files as strangers send them; all of it constructed."""

import gzip
import io
import zipfile

from PIL import Image, ImageCms

from bokal.programme.documents.enums import Access
from bokal.programme.documents.models import Document
from bokal.programme.documents.services import keep_document

CSV = b"area,value\nA,1\n"
ORIENTATION, GPS_INFO = 0x0112, 0x8825


def keep(content: bytes = CSV, **given: object) -> Document:
    """Keep a file for those who run the programme."""
    wanted = {"name": "areas.csv", "access": Access.STAFF, "actor": None, **given}
    return keep_document(content=content, **wanted)


def photo_with_place(kind: str = "JPEG") -> bytes:
    """Return a picture lying on its side that says where it was taken, and by whom."""
    exif = Image.Exif()
    exif[ORIENTATION] = 6
    exif.get_ifd(GPS_INFO)[2] = (55.0, 35.0, 2.0)
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    more = {"comment": b"taken by somebody"} if kind == "JPEG" else {}
    out = io.BytesIO()
    Image.new("RGB", (40, 20), (200, 30, 40)).save(
        out, kind, exif=exif, icc_profile=profile, xmp=b"<x:xmpmeta>somebody</x:xmpmeta>", **more
    )
    return out.getvalue()


def packed(files: dict[str, bytes]) -> bytes:
    """Return a ZIP archive."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return out.getvalue()


def workbook(**more: bytes) -> bytes:
    """Return what an Excel workbook must at least hold."""
    return packed({"[Content_Types].xml": b"<Types/>", "xl/workbook.xml": b"<workbook/>", **more})


def gzip_bomb() -> bytes:
    """Return 60 kB that unpack to 60 MB."""
    return gzip.compress(bytes(60_000_000), 9)
