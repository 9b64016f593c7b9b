"""Who reads the files of an initiative: everybody those that are shown, while everybody sees it."""

from bokal.programme.documents.enums import Access
from bokal.programme.documents.services import forget_documents, with_access
from bokal.programme.initiatives.models import Attachment, Initiative


def everybody_sees(initiative_id: int) -> bool:
    """Tell whether an initiative has a public page."""
    return Initiative.objects.public().filter(pk=initiative_id).exists()


def readers_of(attachment: Attachment) -> Access:
    """Return who may read the file of an attachment."""
    asked = attachment.shown and attachment.detached_at is None
    return Access.PUBLIC if asked and everybody_sees(attachment.initiative_id) else Access.STAFF


def save_for_readers(attachment: Attachment) -> None:
    """Save an attachment with its file for those who may read it.

    The other address of the file falls away unless something else shows the same file.
    """
    before, readers = attachment.document, readers_of(attachment)
    if before.access != readers:
        attachment.document = with_access(before, readers)
    attachment.save(update_fields=["shown", "detached_at", "document"])
    if attachment.document_id != before.pk:
        forget_documents([before.pk])


def let_files_follow(initiative: Initiative) -> None:
    """Open the files that are shown when everybody sees an initiative, and close them when not any more."""
    shown = initiative.attachments.filter(shown=True, detached_at__isnull=True).select_related("document")
    for attachment in shown.select_for_update(of=("self",)).order_by("pk"):
        save_for_readers(attachment)
