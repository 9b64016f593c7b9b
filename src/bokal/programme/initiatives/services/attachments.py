"""Documents of an initiative: attached, shown to everybody or not, detached, and attached again."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import IO

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from bokal.programme.accounts.models import Account
from bokal.programme.decisions.services.decide import written
from bokal.programme.documents.enums import Access
from bokal.programme.documents.services import PAPERS, StoredFile, forget_documents, note_document, store_file
from bokal.programme.history.services import record
from bokal.programme.initiatives.errors import AttachmentThere, TitleMissing
from bokal.programme.initiatives.models import Attachment, Initiative
from bokal.programme.initiatives.services.plan import held
from bokal.programme.initiatives.services.readers import readers_of, save_for_readers


@dataclass(frozen=True, slots=True)
class Attached:
    """What a document is called, and whether everybody may read it once everybody sees the initiative."""

    title: Mapping[str, str]
    shown: bool = False


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
    file = store_file(content=content, name=name, allowed=PAPERS)
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
    attachment.title, attachment.shown = written(attached.title), attached.shown
    attachment.detached_at = None
    attachment.document = note_document(file=file, access=readers_of(attachment), actor=actor)
    before = known and Attachment.objects.values_list("document", flat=True).get(pk=known.pk)
    attachment.save()
    if before and before != attachment.document_id:
        forget_documents([before])
    record(actor=actor, verb="attachment.added", subject=attachment, shown=attached.shown)
    return attachment


def held_attachment(attachment_id: int) -> Attachment:
    """Return an attachment, held together with its initiative until the change is done."""
    held(Attachment.objects.values_list("initiative_id", flat=True).get(pk=attachment_id))
    found = Attachment.objects.select_for_update(of=("self",)).select_related("document")
    return found.get(pk=attachment_id)


@transaction.atomic
def detach(*, attachment_id: int, actor: Account | None) -> Attachment:
    """Take a document off its initiative; nobody outside reads it then, and it can be attached again."""
    attachment = held_attachment(attachment_id)
    if attachment.detached_at is None:
        attachment.detached_at = timezone.now()
        save_for_readers(attachment)
        record(actor=actor, verb="attachment.detached", subject=attachment)
    return attachment


@transaction.atomic
def attach_again(*, attachment_id: int, actor: Account | None) -> Attachment:
    """Put a document back that was detached, for those who work here; it is shown to everybody anew."""
    attachment = held_attachment(attachment_id)
    if attachment.detached_at is not None:
        attachment.detached_at, attachment.shown = None, False
        save_for_readers(attachment)
        record(actor=actor, verb="attachment.back", subject=attachment)
    return attachment


@transaction.atomic
def show_attachment(*, attachment_id: int, shown: bool, actor: Account | None) -> Attachment:
    """Show a document to everybody who sees its initiative, or keep it for those who work here."""
    attachment = held_attachment(attachment_id)
    if attachment.shown == shown or attachment.detached_at is not None:
        return attachment
    attachment.shown = shown
    save_for_readers(attachment)
    record(actor=actor, verb="attachment.shown" if shown else "attachment.hidden", subject=attachment)
    return attachment
