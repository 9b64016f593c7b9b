"""Pictures of updates: let out by whoever approves, and taken back when they should not have been."""

from django.db import transaction

from bokal.programme.accounts.models import Account
from bokal.programme.documents.enums import Access
from bokal.programme.documents.services import forget_documents, with_access
from bokal.programme.history.services import record
from bokal.programme.initiatives.models import Update


@transaction.atomic
def hide_photo(*, update_id: int, actor: Account | None) -> Update:
    """Take a picture back that everybody could see; what the update says stays.

    Its public address falls away unless something else shows the same picture.
    """
    update = Update.objects.select_for_update(of=("self",)).get(pk=update_id)
    photo = update.photo
    if photo is None or photo.access != Access.PUBLIC:
        return update
    update.photo = with_access(photo, Access.STAFF)
    update.save(update_fields=["photo"])
    forget_documents([photo.pk])
    record(actor=actor, verb="update.photo_hidden", subject=update)
    return update
