"""Who may read a document; asked on each reading."""

from bokal.programme.accounts.perms import Actor, has_any_role
from bokal.programme.documents.enums import Access
from bokal.programme.documents.models import Document


def can_read_document(account: Actor, document: Document) -> bool:
    """Everyone reads what is public; the rest only those who run the programme."""
    return document.access == Access.PUBLIC or has_any_role(account)
