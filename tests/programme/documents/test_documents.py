"""Files are kept by content, cleaned, limited and read under guard."""

import io
import zipfile

import pytest
from django.core.files.storage import default_storage
from django.db import transaction
from PIL import Image

from bokal.programme.documents import errors
from bokal.programme.documents.enums import Access
from bokal.programme.documents.models import Document
from bokal.programme.documents.services import (
    document_bytes,
    keep_document,
    look_over_documents,
    sniff_type,
    sweep_documents,
)
from bokal.programme.documents.services.keep import path_of, safe_name
from bokal.programme.history.models import Entry

CSV = b"area,value\nA,1\n"
GPS_INFO = 0x8825


@pytest.fixture(autouse=True)
def _own_store(settings, tmp_path) -> None:
    settings.MEDIA_ROOT = tmp_path


def keep(content: bytes = CSV, **given: object) -> Document:
    wanted = {"name": "areas.csv", "access": Access.STAFF, "actor": None, **given}
    return keep_document(content=content, **wanted)


def photo_with_place() -> bytes:
    picture = Image.new("RGB", (40, 20), "red")
    exif = Image.Exif()
    exif[0x0112] = 6
    exif.get_ifd(GPS_INFO)[2] = (55.0, 35.0, 2.0)
    out = io.BytesIO()
    picture.save(out, "JPEG", exif=exif, comment=b"taken by somebody")
    return out.getvalue()


def packed(files: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return out.getvalue()


@pytest.mark.django_db
def test_the_same_bytes_are_kept_once() -> None:
    assert keep().pk == keep(name="other.csv").pk
    assert Document.objects.count() == 1
    assert Entry.objects.filter(verb="document.kept").count() == 1


@pytest.mark.django_db
def test_what_is_kept_is_read_back_and_a_changed_file_is_noticed() -> None:
    document = keep()
    assert document_bytes(document) == CSV
    with open(default_storage.path(path_of(document.sha256)), "wb") as file:
        file.write(b"area,value\nA,2\n")
    with pytest.raises(errors.ContentLost):
        document_bytes(document)


@pytest.mark.django_db
def test_a_photo_loses_its_place_and_stands_upright() -> None:
    assert Image.open(io.BytesIO(photo_with_place())).getexif().get_ifd(GPS_INFO)
    kept = Image.open(io.BytesIO(document_bytes(keep(photo_with_place(), name="a.jpg"))))
    assert dict(kept.getexif()) == {}
    assert "comment" not in kept.info
    assert kept.size == (20, 40)


@pytest.mark.parametrize(
    ("content", "refusal"),
    [
        (b"<!doctype html><script>alert(1)</script>", errors.UnknownType),
        (b"  <svg xmlns='http://www.w3.org/2000/svg'/>", errors.UnknownType),
        (b"#!/bin/sh\nrm -rf /\n", errors.UnknownType),
        (b"\x00\x01\x02", errors.UnknownType),
        (b"", errors.UnknownType),
        (b"name,v\xe4rde\n", errors.UnknownType),
        (b"MZ\x90\x00", errors.UnknownType),
        (b"PK\x03\x04broken", errors.Broken),
        (b'{"type": "FeatureCollection", ', errors.Broken),
        (packed({"readme.txt": b"hello"}), errors.UnknownType),
        (packed({"xl/workbook.xml": b"\x00" * 30_000_000, "[Content_Types].xml": b""}), errors.Bomb),
    ],
)
def test_what_we_do_not_take_is_refused_with_a_reason(content: bytes, refusal: type[Exception]) -> None:
    with pytest.raises(refusal) as caught:
        sniff_type(content)
    assert str(caught.value).endswith(".")


def test_a_picture_that_unpacks_to_far_too_much_is_refused() -> None:
    out = io.BytesIO()
    Image.new("1", (20_000, 20_000)).save(out, "PNG")
    with pytest.raises(errors.Bomb):
        keep(out.getvalue(), name="big.png")


def test_a_file_over_the_limit_is_refused_before_it_is_read_whole(settings) -> None:
    settings.UPLOAD_LIMIT = 10

    class Endless(io.RawIOBase):
        reads = 0

        def read(self, size: int = -1) -> bytes:
            self.reads += 1
            return b"x" * 8

    endless = Endless()
    with pytest.raises(errors.TooLarge):
        keep(endless)
    assert endless.reads == 2


@pytest.mark.parametrize("name", ["../../etc/passwd", "C:\\secret\\a.exe", "a\nb.csv", ".", "…/x.csv\x00"])
def test_a_name_is_only_a_name(name: str) -> None:
    safe = safe_name(name, "text/csv")
    assert safe.endswith(".csv")
    assert not {"/", "\\", "\n", "\x00"} & set(safe)
    assert not safe.startswith(".")


@pytest.mark.django_db(transaction=True)
def test_a_change_that_is_rolled_back_leaves_a_file_that_the_sweep_finds() -> None:
    with transaction.atomic():
        sha256 = keep().sha256
        transaction.set_rollback(True)
    assert look_over_documents().unreferenced == (sha256,)
    sweep_documents()
    assert look_over_documents().unreferenced == ()


@pytest.mark.django_db
def test_a_lost_file_is_named() -> None:
    document = keep()
    default_storage.delete(path_of(document.sha256))
    assert look_over_documents().missing == (document.sha256,)
