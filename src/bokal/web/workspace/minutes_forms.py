"""The minutes of a decision as a file: asked for beside what was decided, and kept with it."""

from collections.abc import Callable

from django import forms
from django.utils.translation import gettext_lazy as _

from bokal.programme.accounts.models import Account
from bokal.programme.documents.enums import Access
from bokal.programme.documents.models import Document
from bokal.web.workspace.kept_files import with_file


def ask_for_minutes(form: forms.Form) -> None:
    """Ask at the end of a form for the document in which something was decided, and who may read it."""
    form.fields["minutes"] = forms.FileField(
        label=_("Document with the decision"),
        help_text=_("PDF, picture, Excel, CSV or text. It cannot be changed afterwards."),
        required=False,
        max_length=200,
    )
    form.fields["minutes_shown"] = forms.BooleanField(
        label=_("Everybody may read the document"),
        help_text=_("Look through it for names and addresses first. Without, only those who work here do."),
        required=False,
    )


def ask_for_another(form: forms.Form, kept: Document | None) -> None:
    """Say of a form that puts a decision right what becomes of the document that is there."""
    if kept is not None:
        form.fields["minutes"].help_text = _(
            "Without another one, the document that is there is kept. PDF, picture, Excel, CSV or text."
        )
        form.fields["minutes_shown"].help_text = _(
            "Only about another document that you choose here. Look through it for names and addresses "
            "first. Who may read the one that is there is changed in the list of decisions."
        )


def refuse_to_show_nothing(form: forms.Form) -> None:
    """Refuse that everybody may read a document where none came along."""
    found = form.cleaned_data
    if found.get("minutes_shown") and not found.get("minutes") and "minutes" not in form.errors:
        words = _("No document came along that everybody may read. Choose one above, or untick this.")
        form.add_error("minutes_shown", words)


def with_minutes[T](form: forms.Form, actor: Account | None, decide: Callable[[Document | None], T]) -> T:
    """Keep the document that came along and decide with it; where the decision is refused it goes again."""
    access = Access.PUBLIC if form.cleaned_data["minutes_shown"] else Access.STAFF
    return with_file(form.cleaned_data["minutes"], access, actor, decide)
