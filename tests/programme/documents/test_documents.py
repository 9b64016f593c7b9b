"""Files are kept by content, cleaned, limited and read under guard."""

import datetime
import gzip
import io
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.core.files.storage import default_storage
from django.db import transaction
from hypothesis import example, given, settings
from hypothesis import strategies as st
from PIL import Image
from pytest_django.fixtures import Settings

from bokal.programme.documents import errors
from bokal.programme.documents.enums import Access
from bokal.programme.documents.models import Document
from bokal.programme.documents.services import (
    document_bytes,
    forget_unused_documents,
    look_over_documents,
    note_document,
    sniff_type,
    store_file,
    sweep,
    sweep_documents,
)
from bokal.programme.documents.services.clean import clean_image
from bokal.programme.documents.services.forget import unused
from bokal.programme.documents.services.keep import safe_name
from bokal.programme.documents.services.sniff import ENDINGS, JPEG, PNG, WEBP
from bokal.programme.documents.services.store import path_of
from bokal.programme.documents.services.sweep import stored
from bokal.programme.history.models import Entry
from bokal.programme.initiatives.enums import Carried
from tests.factories.documents import (
    CSV,
    GPS_INFO,
    gzip_bomb,
    keep,
    packed,
    photo_with_place,
    workbook,
)
from tests.factories.initiatives import make_handover


@pytest.fixture(autouse=True)
def _own_store(settings, tmp_path) -> None:
    settings.MEDIA_ROOT = tmp_path


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
@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_a_photo_loses_its_place_and_stands_upright(kind: str) -> None:
    given = photo_with_place(kind)
    assert Image.open(io.BytesIO(given)).getexif().get_ifd(GPS_INFO)
    document = keep(given, name="a.jpg")
    kept = Image.open(io.BytesIO(document_bytes(document)))
    assert (kept.format, kept.size) == (kind, (20, 40))
    assert dict(kept.getexif()) == {}
    assert not {"comment", "xmp", "icc_profile", "exif"} & set(kept.info)
    assert b"somebody" not in document_bytes(document)
    assert all(abs(was - now) < 6 for was, now in zip((200, 30, 40), kept.getpixel((9, 9)), strict=True))


@pytest.mark.parametrize(
    ("mode", "colour"), [("1", 1), ("L", 90), ("P", 3), ("LA", (90, 128)), ("I;16", 40_000)]
)
def test_pictures_of_every_kind_of_point_are_drawn_anew(mode: str, colour: object) -> None:
    out = io.BytesIO()
    Image.new(mode, (4, 4), colour).save(out, "PNG")
    cleaned = Image.open(io.BytesIO(clean_image(out.getvalue(), PNG)))
    assert cleaned.mode == ("RGBA" if mode == "LA" else "RGB")
    if mode == "I;16":
        assert cleaned.getpixel((0, 0)) == (156, 156, 156)


@pytest.mark.filterwarnings("ignore")  # The library remarks on damaged EXIF before it goes on.
@given(
    kind=st.sampled_from(["JPEG", "PNG", "WEBP"]),
    cut=st.integers(0, 4000),
    damage=st.lists(st.tuples(st.integers(4, 4000), st.integers(0, 255)), max_size=6),
)
@settings(max_examples=300, deadline=None)
def test_a_damaged_picture_is_drawn_or_refused_and_never_anything_else(
    kind: str, cut: int, damage: list[tuple[int, int]]
) -> None:
    content = bytearray(photo_with_place(kind))
    for place, value in damage:
        content[place % len(content)] = value
    shown = bytes(content[: max(16, len(content) - cut)] if cut % 2 else content)
    try:
        cleaned = clean_image(shown, {"JPEG": JPEG, "PNG": PNG, "WEBP": WEBP}[kind])
    except errors.DocumentRefused:
        return
    assert b"somebody" not in cleaned


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
        (workbook(**{"xl/vbaProject.bin": b"macros"}), errors.UnknownType),
        (workbook(**{"xl/zeros.bin": bytes(30_000_000)}), errors.Bomb),
        (workbook(**{f"{number}.xml": b"" for number in range(10_001)}), errors.Bomb),
        (gzip_bomb(), errors.Bomb),
        (gzip.compress(CSV, mtime=0)[:-3], errors.Broken),
        (b"GIF89a" + b"\x00" * 20, errors.UnknownType),
    ],
)
def test_what_we_do_not_take_is_refused_with_a_reason(content: bytes, refusal: type[Exception]) -> None:
    with pytest.raises(refusal) as caught:
        sniff_type(content)
    assert str(caught.value).endswith(".")


@pytest.mark.parametrize(
    ("content", "media_type"),
    [
        (CSV, "text/csv"),
        ("\ufeffområde;värde\n".encode(), "text/csv"),
        (b"a sentence", "text/plain"),
        (b'{"type": "FeatureCollection", "features": []}', "application/geo+json"),
        (b'[{"type": "Feature"}]', "application/json"),
        (b"%PDF-1.7\n<script>", "application/pdf"),
        (workbook(), "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
        (gzip.compress(CSV, mtime=0), "application/gzip"),
        (photo_with_place("WEBP"), "image/webp"),
    ],
)
def test_what_we_take_is_known_by_its_bytes(content: bytes, media_type: str) -> None:
    assert sniff_type(content) == media_type


@given(st.binary(max_size=300))
@settings(max_examples=300, deadline=None)
@example(b"PK\x03\x04" + b"\x00" * 60)
@example(b"\x1f\x8b\x08\x00" + b"\xff" * 30)
@example(b"[" * 300)
def test_bytes_of_any_kind_are_taken_or_refused(content: bytes) -> None:
    try:
        found = sniff_type(content)
    except errors.DocumentRefused:
        return
    assert found in ENDINGS


def test_a_picture_over_its_own_limit_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bokal.programme.documents.services.keep.LARGEST_PICTURE", 100)
    with pytest.raises(errors.PictureTooLarge, match="Save it smaller"):
        keep(photo_with_place(), name="a.jpg")


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
    assert look_over_documents().unreferenced == ()  # It may still be on its way.
    at_once = datetime.timedelta(0)
    assert look_over_documents(settled=at_once).unreferenced == (path_of(sha256),)
    sweep_documents(settled=at_once)
    assert list(stored()) == []


@pytest.mark.django_db
def test_the_sweep_leaves_what_is_referenced() -> None:
    document = keep()
    sweep_documents(settled=datetime.timedelta(0))
    assert document_bytes(document) == CSV


@pytest.mark.django_db(transaction=True)
def test_what_nothing_points_to_for_a_day_is_forgotten_with_its_file() -> None:
    waiting, used = keep(), keep(b"An agreement", name="agreement.txt")
    line = make_handover().lines.get(carried=Carried.STAFF)
    line.document = used
    line.save()
    assert forget_unused_documents() == 0  # It may still be looked at.
    assert forget_unused_documents(waits=datetime.timedelta(0)) == 1
    assert list(Document.objects.all()) == [used]
    assert list(stored()) == [path_of(used.sha256)]
    assert path_of(waiting.sha256) != path_of(used.sha256)


@pytest.mark.django_db
def test_every_way_to_a_document_keeps_it() -> None:
    """A way that the search for what is unused does not know would let it remove what is shown."""
    pointing = {
        (model, field.name)
        for model in apps.get_models()
        for field in model._meta.concrete_fields
        if field.related_model is Document
    }
    asked = str(unused().query)
    assert len(pointing) >= 11
    assert [f"{model.__name__}.{name}" for model, name in pointing if model._meta.db_table not in asked] == []


@pytest.mark.django_db
def test_a_file_that_gets_a_row_while_the_sweep_goes_on_is_left(monkeypatch: pytest.MonkeyPatch) -> None:
    file = store_file(content=CSV, name="table.csv")
    look = sweep.look_over_documents
    documents = []

    def looked(**arguments: Any) -> Any:
        found = look(**arguments)
        documents.append(note_document(file=file, access=Access.STAFF, actor=None))
        return found

    monkeypatch.setattr(sweep, "look_over_documents", looked)
    assert sweep_documents(settled=datetime.timedelta(0)) == ()
    assert document_bytes(documents[0]) == CSV


@pytest.mark.django_db
def test_a_file_that_was_swept_before_its_row_came_is_stored_again() -> None:
    file = store_file(content=CSV, name="table.csv")
    assert sweep_documents(settled=datetime.timedelta(0)) == (path_of(file.sha256),)
    assert document_bytes(note_document(file=file, access=Access.STAFF, actor=None)) == CSV


@pytest.mark.django_db
def test_a_damaged_file_of_another_storage_is_mended(settings: Settings) -> None:
    settings.STORAGES = settings.STORAGES | {
        "default": {"BACKEND": "django.core.files.storage.InMemoryStorage"}
    }
    document = keep()
    with default_storage.open(path_of(document.sha256), "wb") as file:
        file.write(b"damaged")
    assert keep().pk == document.pk
    assert document_bytes(document) == CSV
    assert list(stored()) == [path_of(document.sha256)]


@pytest.mark.django_db
def test_a_crash_while_writing_leaves_no_half_file(monkeypatch: pytest.MonkeyPatch) -> None:
    def crash(descriptor: int) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as broken:
        broken.setattr("bokal.programme.documents.services.store.os.fsync", crash)
        with pytest.raises(KeyboardInterrupt):
            keep()
    assert list(stored()) == []
    assert document_bytes(keep()) == CSV


@pytest.mark.django_db
def test_sending_a_damaged_file_again_mends_it() -> None:
    document = keep()
    Path(default_storage.path(path_of(document.sha256))).write_bytes(CSV[:5])
    assert keep().pk == document.pk
    assert document_bytes(document) == CSV


@pytest.mark.django_db
def test_another_storage_may_hold_the_files(settings: Settings) -> None:
    settings.STORAGES = settings.STORAGES | {
        "default": {"BACKEND": "django.core.files.storage.InMemoryStorage"}
    }
    document = keep()
    assert keep(name="again.csv").pk == document.pk
    assert document_bytes(document) == CSV
    assert list(stored()) == [path_of(document.sha256)]


@pytest.mark.django_db
def test_a_lost_file_is_named() -> None:
    document = keep()
    default_storage.delete(path_of(document.sha256))
    assert look_over_documents().missing == (document.sha256,)
