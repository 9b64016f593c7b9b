"""Documents of an initiative: attached, shown to everybody or not, detached, and attached again."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import IO

from django.db import transaction
from django.db.models import ProtectedError, QuerySet
from django.utils import timezone

from bokal.programme.accounts.models import Account
from bokal.programme.decisions.services.decide import written
from bokal.programme.documents.enums import Access
from bokal.programme.documents.models import Document
from bokal.programme.documents.services import StoredFile, note_document, store_file
from bokal.programme.history.services import record
from bokal.programme.initiatives.errors import AttachmentThere, TitleMissing
from bokal.programme.initiatives.models import Attachment, Initiative
from bokal.programme.initiatives.services.photos import with_access
from bokal.programme.initiatives.services.plan import held


@dataclass(frozen=True, slots=True)
class Attached:
    """What a document is called, and whether everybody may read it."""

    title: Mapping[str, str]
    shown: bool = False

    @property
    def access(self) -> Access:
        """Who may read the file."""
        return Access.PUBLIC if self.shown else Access.STAFF


def attachments_of(initiative: Initiative, *, at_work: bool = False) -> QuerySet[Attachment]:
    """Return the documents of an initiative that everybody may read, or at work all that are attached."""
    there = initiative.attachments.filter(detached_at__isnull=True).select_related("document")
    return there if at_work else there.filter(shown=True, document__access=Access.PUBLIC)


def attach(
    *, initiative_id: int, content: bytes | IO[bytes], name: str, attached: Attached, actor: Account | None
) -> Attachment:
    """Attach a file to an initiative; one that was detached before is taken up again under its new title."""
    if not written(attached.title):
        raise TitleMissing
    # The bytes are stored before anything is held: that takes time.
    file = store_file(content=content, name=name)
    return note_attachment(initiative_id=initiative_id, file=file, attached=attached, actor=actor)


@transaction.atomic
def note_attachment(
    *, initiative_id: int, file: StoredFile, attached: Attached, actor: Account | None
) -> Attachment:
    """Write down that a stored file belongs to an initiative."""
    initiative = held(initiative_id)
    known = initiative.attachments.filter(document__sha256=file.sha256).first()
    if known is not None and known.detached_at is None:
        raise AttachmentThere
    attachment = known or Attachment(initiative=initiative, by=actor)
    attachment.document = note_document(file=file, access=attached.access, actor=actor)
    attachment.title, attachment.shown = written(attached.title), attached.shown
    attachment.detached_at = None
    attachment.save()
    record(actor=actor, verb="attachment.added", subject=attachment, shown=attached.shown)
    return attachment


def held_attachment(attachment_id: int) -> Attachment:
    """Return an attachment, held together with its initiative until the change is done."""
    found = Attachment.objects.select_for_update(of=("self",)).select_related("document")
    attachment = found.get(pk=attachment_id)
    held(attachment.initiative_id)
    return attachment


@transaction.atomic
def detach(*, attachment_id: int, actor: Account | None) -> Attachment:
    """Take a document off its initiative; nobody outside reads it then, and it can be attached again."""
    attachment = held_attachment(attachment_id)
    if attachment.detached_at is None:
        attachment.detached_at = timezone.now()
        keep_from_all(attachment)
        record(actor=actor, verb="attachment.detached", subject=attachment)
    return attachment


@transaction.atomic
def attach_again(*, attachment_id: int, actor: Account | None) -> Attachment:
    """Put a document back that was detached, for those who could read it before."""
    attachment = held_attachment(attachment_id)
    if attachment.detached_at is not None:
        attachment.detached_at = None
        attachment.document = with_access(attachment.document, access_of(attachment))
        attachment.save(update_fields=["detached_at", "document"])
        record(actor=actor, verb="attachment.back", subject=attachment)
    return attachment


@transaction.atomic
def show_attachment(*, attachment_id: int, shown: bool, actor: Account | None) -> Attachment:
    """Show a document to everybody, or keep it for those who work here."""
    attachment = held_attachment(attachment_id)
    if attachment.shown == shown or attachment.detached_at is not None:
        return attachment
    attachment.shown = shown
    if shown:
        attachment.document = with_access(attachment.document, Access.PUBLIC)
        attachment.save(update_fields=["shown", "document"])
    else:
        keep_from_all(attachment)
    record(actor=actor, verb="attachment.shown" if shown else "attachment.hidden", subject=attachment)
    return attachment


def access_of(attachment: Attachment) -> Access:
    """Return who may read the file of an attachment."""
    return Access.PUBLIC if attachment.shown else Access.STAFF


def keep_from_all(attachment: Attachment) -> None:
    """Save an attachment with a file that only those who work here read.

    The public address of the file falls away unless something else shows the same file.
    """
    before = attachment.document
    attachment.document = with_access(before, Access.STAFF)
    attachment.save(update_fields=["shown", "detached_at", "document"])
    if before.access == Access.PUBLIC:
        drop_if_unused(before)


def drop_if_unused(document: Document) -> None:
    """Remove the row of a file that nothing points to; the bytes stay with its other row."""
    try:
        with transaction.atomic():
            document.delete()
    except ProtectedError:
        pass
