"""Who may read a document; asked on each reading."""

from bokal.programme.documents.enums import Access
from bokal.programme.documents.models import Document


def can_read_document(document: Document, *, works_here: bool) -> bool:
    """Everyone reads what is public; the rest only those who run the programme."""
    return document.access == Access.PUBLIC or works_here
