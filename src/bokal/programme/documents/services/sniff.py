"""Find out what a file is by looking at its bytes; its name and the sender's word count for nothing."""

import gzip
import io
import json
import zipfile
import zlib

from bokal.programme.documents.errors import Bomb, Broken, UnknownType

PDF = "application/pdf"
PNG = "image/png"
JPEG = "image/jpeg"
WEBP = "image/webp"
CSV = "text/csv"
TEXT = "text/plain"
JSON = "application/json"
GEOJSON = "application/geo+json"
EXCEL = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
GEOPACKAGE = "application/geopackage+sqlite3"
GZIP = "application/gzip"
IMAGES = frozenset({PNG, JPEG, WEBP})
# What somebody reads, in place of what a program reads in.
PAPERS = IMAGES | {PDF, CSV, TEXT, EXCEL}

LARGEST_UNPACKED = 500 * 1024 * 1024
LARGEST_RATIO = 200
RATIO_COUNTS_FROM = 10 * 1024 * 1024
MOST_MEMBERS = 10_000
WORKBOOK = frozenset({"[Content_Types].xml", "xl/workbook.xml"})
MACROS = "xl/vbaProject.bin"
ENDINGS = {
    PDF: "pdf",
    PNG: "png",
    JPEG: "jpg",
    WEBP: "webp",
    CSV: "csv",
    TEXT: "txt",
    JSON: "json",
    GEOJSON: "geojson",
    EXCEL: "xlsx",
    GEOPACKAGE: "gpkg",
    GZIP: "gz",
}


def sniff_type(content: bytes) -> str:
    """Return the media type of a file, or refuse it.

    Raises
    ------
    UnknownType
        It is none of the kinds we take; HTML, SVG and scripts are never taken, because browsers run them.
    Bomb
        It is a packed file that unpacks to far more than its size.
    """
    if content.startswith(b"%PDF-"):
        return PDF
    if content.startswith(b"\x89PNG\r\n\x1a\n"):
        return PNG
    if content.startswith(b"\xff\xd8\xff"):
        return JPEG
    if content[:4] == b"RIFF" and content[8:12] == b"WEBP":
        return WEBP
    if content.startswith(b"SQLite format 3\x00"):
        return geopackage_or_refuse(content)
    if content.startswith(b"PK\x03\x04"):
        return workbook_or_refuse(content)
    if content.startswith(b"\x1f\x8b"):
        return packed_or_refuse(content)
    return text_or_refuse(content)


def geopackage_or_refuse(content: bytes) -> str:
    """Take a database only when its header says GeoPackage."""
    if content[68:72] in {b"GPKG", b"GP10", b"GP11"}:
        return GEOPACKAGE
    raise UnknownType


def workbook_or_refuse(content: bytes) -> str:
    """Take a packed file only when it is an Excel workbook that unpacks to a bearable size."""
    try:
        members = zipfile.ZipFile(io.BytesIO(content)).infolist()
    except (zipfile.BadZipFile, ValueError, NotImplementedError, OSError) as damage:
        raise Broken from damage
    # A member that says it is smaller than it is, is cut off there when it is read.
    if len(members) > MOST_MEMBERS or is_bomb(sum(member.file_size for member in members), len(content)):
        raise Bomb
    names = {member.filename for member in members}
    if not names >= WORKBOOK or MACROS in names:
        raise UnknownType
    return EXCEL


def packed_or_refuse(content: bytes) -> str:
    """Take a packed table only when it unpacks, all of it, to a bearable size."""
    unpacked = 0
    try:
        with gzip.open(io.BytesIO(content)) as file:
            while part := file.read(1024 * 1024):
                unpacked += len(part)
                if is_bomb(unpacked, len(content)):
                    raise Bomb
    except (OSError, EOFError, zlib.error) as damage:
        raise Broken from damage
    return GZIP


def is_bomb(unpacked: int, packed: int) -> bool:
    """Tell whether a file unpacks to more than anything honest does."""
    return unpacked > LARGEST_UNPACKED or (unpacked > RATIO_COUNTS_FROM and unpacked > LARGEST_RATIO * packed)


def text_or_refuse(content: bytes) -> str:
    """Take plain text that is neither markup nor a script."""
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise UnknownType from error
    start = text.lstrip()[:1]
    if not start or "\x00" in text or start == "<" or text.startswith("#!"):
        raise UnknownType
    if start in "{[":
        return json_or_refuse(text)
    first_line = text.partition("\n")[0]
    return CSV if any(mark in first_line for mark in ",;\t") else TEXT


def json_or_refuse(text: str) -> str:
    """Tell map data from other JSON."""
    try:
        data = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise Broken from error
    is_map = isinstance(data, dict) and data.get("type") in {"FeatureCollection", "Feature"}
    return GEOJSON if is_map else JSON
