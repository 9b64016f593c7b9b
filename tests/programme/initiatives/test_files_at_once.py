"""Two act on one file at once: what one of them shows is never pulled away by the other."""

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection, connections, transaction

from bokal.programme.documents.enums import Access
from bokal.programme.documents.models import Document
from bokal.programme.initiatives.models import Attachment, Initiative
from bokal.programme.initiatives.services.attachments import Attached, attach, attachments_of, detach
from tests.factories.initiatives import make_initiative

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite lets one write at a time"),
]
PDF = b"%PDF-1.7 a letter of intent"


def attach_letter(initiative: Initiative) -> Attachment:
    """Attach one letter, for everybody."""
    said = Attached(title={"sv": "Avsiktsförklaring"}, shown=True)
    return attach(initiative_id=initiative.pk, content=PDF, name="a.pdf", attached=said, actor=None)


def by_itself[T](act: Callable[[], T]) -> Callable[[], T]:
    """Return an act that closes its connection to the database."""

    def acted() -> T:
        try:
            return act()
        finally:
            connections.close_all()

    return acted


def test_who_detaches_a_file_waits_for_who_shows_it_elsewhere() -> None:
    one, other = make_initiative("one"), make_initiative("other")
    known, noted = attach_letter(one), threading.Event()

    def show_elsewhere() -> None:
        with transaction.atomic():
            attach_letter(other)
            noted.set()
            # Time enough for the other to remove the row that this rests on, if it does not wait.
            threading.Event().wait(1)

    def take_off() -> None:
        assert noted.wait(60)
        detach(attachment_id=known.pk, actor=None)

    with ThreadPoolExecutor(2) as pool:
        for done in [pool.submit(by_itself(act)) for act in (show_elsewhere, take_off)]:
            done.result(120)
    assert [found.document.access for found in attachments_of(other)] == [Access.PUBLIC]
    assert set(Document.objects.values_list("access", flat=True)) == {Access.PUBLIC, Access.STAFF}
