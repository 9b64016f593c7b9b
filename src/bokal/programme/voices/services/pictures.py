"""Pictures of voices: each is let through by a moderator or stays unseen, and goes when the words go."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence

from django.db import transaction
from django.db.models import QuerySet

from bokal.programme.accounts.models import Account
from bokal.programme.documents.enums import Access
from bokal.programme.documents.services import IMAGES, forget_documents, keep_document, small_version
from bokal.programme.history.services import record
from bokal.programme.voices.enums import Standing
from bokal.programme.voices.errors import MayNotPublish, Withdrawn
from bokal.programme.voices.models import Case, Photo, ShownPhoto


def readable_pictures() -> QuerySet[ShownPhoto]:
    """Return the pictures that everybody may see: let through, of words published with consent."""
    shown = ShownPhoto.objects.filter(
        photo__voice__case__standing=Standing.PUBLISHED, photo__voice__may_publish=True
    )
    return shown.select_related("photo", "document").order_by("photo__voice_id", "photo__position")


def pictures_of(voices: Iterable[int]) -> dict[int, list[ShownPhoto]]:
    """Return the pictures that everybody may see, by voice."""
    found = defaultdict(list)
    for shown in readable_pictures().filter(photo__voice__in=list(voices)):
        found[shown.photo.voice_id].append(shown)
    return dict(found)


def photos_at_work(voice_id: int) -> Sequence[Photo]:
    """Return all pictures of a voice, those let through and those not."""
    return list(Photo.objects.filter(voice=voice_id).select_related("document", "shown").order_by("position"))


@transaction.atomic
def moderate_pictures(*, voice_id: int, shown: Collection[int], actor: Account | None) -> None:
    """Let through the pictures of these numbers, and no other of the voice; those that were stop being shown.

    Raises
    ------
    VoiceRefused
        The words were taken back, or the person did not allow them to be published.
    """
    case = Case.objects.select_for_update(of=("self",)).select_related("voice").get(voice_id=voice_id)
    if case.standing == Standing.WITHDRAWN:
        raise Withdrawn
    if shown and not case.voice.may_publish:
        raise MayNotPublish
    photos = photos_at_work(voice_id)
    hide(photo for photo in photos if photo.pk not in shown)
    for photo in photos:
        if photo.pk in shown and not photo.is_shown:
            let_through(photo, actor)
    count = sum(photo.pk in shown for photo in photos)
    record(actor=actor, verb="voice.pictures", subject=case.voice, shown=count, of=len(photos))


def let_through(photo: Photo, actor: Account | None) -> None:
    """Keep the small version of a picture, which is the one that everybody sees."""
    small = small_version(photo.document)
    kept = keep_document(
        content=small.content, name="picture", access=Access.STAFF, actor=actor, allowed=IMAGES
    )
    ShownPhoto.objects.create(photo=photo, document=kept, width=small.width, height=small.height, by=actor)


def hide(photos: Iterable[Photo]) -> None:
    """Stop showing pictures; their small versions are removed for good."""
    shown = ShownPhoto.objects.filter(photo__in=list(photos))
    documents = list(shown.values_list("document_id", flat=True))
    shown.delete()
    forget_documents(documents)


def remove_pictures(voice_id: int) -> None:
    """Remove the pictures of a voice for good, also for those who work here."""
    photos = Photo.objects.filter(voice=voice_id)
    hide(list(photos))
    documents = list(photos.values_list("document_id", flat=True))
    photos.delete()
    forget_documents(documents)
