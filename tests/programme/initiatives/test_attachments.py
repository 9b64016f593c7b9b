"""Documents of an initiative: attached, shown or kept, detached and put back, with a trace of each."""

import gzip

import pytest

from bokal.programme.documents.enums import Access
from bokal.programme.documents.errors import UnknownType
from bokal.programme.documents.models import Document
from bokal.programme.history.models import Entry
from bokal.programme.initiatives.errors import AttachmentThere, Documented, TitleMissing
from bokal.programme.initiatives.models import Attachment, Initiative
from bokal.programme.initiatives.services import change_plan
from bokal.programme.initiatives.services.attachments import (
    Attached,
    attach,
    attach_again,
    attachments_of,
    detach,
    show_attachment,
)
from tests.factories.initiatives import (
    make_documented,
    make_idea,
    make_initiative,
    make_plan,
    make_ready,
    start,
)

pytestmark = pytest.mark.django_db
PDF = b"%PDF-1.7 a letter of intent"


def attached_to(initiative: Initiative, content: bytes = PDF, *, shown: bool = False) -> Attachment:
    """Attach a letter."""
    said = Attached(title={"sv": "Avsiktsförklaring"}, shown=shown)
    return attach(initiative_id=initiative.pk, content=content, name="letter.pdf", attached=said, actor=None)


def accesses() -> set[str]:
    """Return who may read the kept files."""
    return set(Document.objects.values_list("access", flat=True))


def test_what_is_attached_is_for_those_who_work_here_until_it_is_shown() -> None:
    initiative = make_initiative()
    kept = attached_to(initiative)
    assert list(attachments_of(initiative)) == []
    assert list(attachments_of(initiative, at_work=True)) == [kept]
    assert accesses() == {Access.STAFF}
    show_attachment(attachment_id=kept.pk, shown=True, actor=None)
    assert list(attachments_of(initiative)) == [kept]
    show_attachment(attachment_id=kept.pk, shown=False, actor=None)
    assert list(attachments_of(initiative)) == []
    assert accesses() == {Access.STAFF}
    verbs = list(
        Entry.objects.filter(verb__startswith="attachment.").order_by("pk").values_list("verb", flat=True)
    )
    assert verbs == ["attachment.added", "attachment.shown", "attachment.hidden"]


def test_a_detached_document_has_no_public_address_and_comes_back_for_those_who_work_here() -> None:
    initiative = make_initiative()
    kept = attached_to(initiative, shown=True)
    assert accesses() == {Access.PUBLIC}
    detach(attachment_id=kept.pk, actor=None)
    assert accesses() == {Access.STAFF}
    assert list(attachments_of(initiative, at_work=True)) == []
    attach_again(attachment_id=kept.pk, actor=None)
    assert list(attachments_of(initiative, at_work=True)) == [kept]
    assert list(attachments_of(initiative)) == []
    assert accesses() == {Access.STAFF}
    show_attachment(attachment_id=kept.pk, shown=True, actor=None)
    assert list(attachments_of(initiative)) == [kept]
    assert accesses() == {Access.PUBLIC}


def test_a_file_that_something_else_shows_stays_public_there() -> None:
    one, other = make_initiative("one"), make_initiative("other")
    detach(attachment_id=attached_to(one, shown=True).pk, actor=None)
    there = attached_to(other, shown=True)
    again = attach_again(attachment_id=Attachment.objects.get(initiative=one).pk, actor=None)
    show_attachment(attachment_id=again.pk, shown=True, actor=None)
    detach(attachment_id=again.pk, actor=None)
    assert list(attachments_of(other)) == [there]
    there.refresh_from_db()
    assert there.document.access == Access.PUBLIC


def test_the_same_file_is_attached_once_and_taken_up_again_after_it_was_detached() -> None:
    initiative = make_idea(shown=True)
    kept = attached_to(initiative)
    with pytest.raises(AttachmentThere):
        attached_to(initiative)
    detach(attachment_id=kept.pk, actor=None)
    said = Attached(title={"en": "Letter of intent"}, shown=True)
    again = attach(initiative_id=initiative.pk, content=PDF, name="a.pdf", attached=said, actor=None)
    assert again.pk == kept.pk
    assert again.title == {"en": "Letter of intent"}
    assert list(attachments_of(initiative)) == [again]
    assert accesses() == {Access.PUBLIC}


def test_only_papers_are_attached() -> None:
    with pytest.raises(UnknownType):
        attached_to(make_idea(), gzip.compress(b"a table"), shown=True)
    assert not Document.objects.exists()


def test_the_file_of_an_idea_is_open_only_while_everybody_sees_the_idea() -> None:
    idea = make_ready()
    kept = attached_to(idea, shown=True)
    assert accesses() == {Access.STAFF}
    for shown in (True, False):
        change_plan(initiative_id=idea.pk, plan=make_plan(shown=shown), actor=None)
        assert accesses() == {Access.PUBLIC if shown else Access.STAFF}
        assert list(attachments_of(idea)) == ([kept] if shown else [])
    show_attachment(attachment_id=kept.pk, shown=False, actor=None)
    show_attachment(attachment_id=kept.pk, shown=True, actor=None)
    assert accesses() == {Access.STAFF}
    start(idea)
    assert accesses() == {Access.PUBLIC}
    assert list(attachments_of(idea)) == [kept]


def test_a_file_that_was_detached_or_kept_stays_closed_when_its_idea_starts() -> None:
    idea = make_ready()
    detach(attachment_id=attached_to(idea, shown=True).pk, actor=None)
    attached_to(idea, b"%PDF-1.7 kept")
    start(idea)
    assert accesses() == {Access.STAFF}


def test_what_has_no_title_or_belongs_to_what_only_sources_tell_is_refused() -> None:
    with pytest.raises(TitleMissing):
        attach(
            initiative_id=make_idea().pk,
            content=PDF,
            name="a",
            attached=Attached(title={"sv": " "}),
            actor=None,
        )
    with pytest.raises(Documented):
        attached_to(make_documented())
    assert not Attachment.objects.exists()
