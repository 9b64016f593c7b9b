"""The forms of a handover: what becomes of it and who takes it on, each line, and what is left later."""

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from bokal.programme.documents.models import Document
from bokal.programme.initiatives.enums import Afterlife, Carried, Found
from bokal.programme.initiatives.models import Handover, HandoverLine, LookBack
from bokal.programme.initiatives.services.handover import Proposed, Settled
from bokal.programme.initiatives.services.look_back import Seen
from bokal.web.ui.asking import day_field
from bokal.web.workspace.programme_forms import TextsForm
from bokal.web.workspace.voices_forms import UnitField


class ProposeForm(TextsForm):
    """What is to become of an initiative, and who takes it on from when."""

    texts = (("text", _("How it goes on, in a sentence or two"), False),)
    afterlife = forms.ChoiceField(label=_("What becomes of it"), choices=Afterlife, widget=forms.RadioSelect)
    receiver = UnitField(label=_("Unit that takes it on"), required=False)
    receiver_outside = forms.CharField(
        label=_("Or somebody outside the city"),
        help_text=_("The name of the organisation."),
        required=False,
        max_length=200,
    )
    from_day = day_field(
        _("From which day"),
        help_text=_("With another receiver or day, what was settled is open again."),
        required=False,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["receiver"].among_todays()  # type: ignore[attr-defined]

    @classmethod
    def of(cls, handover: Handover | None, data: Any) -> "ProposeForm":
        """Return the form, filled with what was proposed before."""
        if handover is None:
            return cls(data)
        names = ("afterlife", "receiver_outside", "from_day")
        plain = {name: getattr(handover, name) for name in names}
        plain["receiver"] = handover.receiver.code if handover.receiver else ""
        return cls(data, initial=plain, known={"text": handover.text})

    def proposed(self) -> Proposed:
        """Return what was written, as the service takes it."""
        found = self.cleaned_data
        return Proposed(
            afterlife=Afterlife(found["afterlife"]),
            receiver=found["receiver"],
            receiver_outside=found["receiver_outside"],
            from_day=found["from_day"],
            text=self.written("text"),
        )


class SettleForm(TextsForm):
    """How one line was settled; the budget asks for the account and from when."""

    texts = (("text", _("What was settled"), False),)
    done_on = day_field(_("Settled on"), required=False)
    document = forms.FileField(
        label=_("Document"),
        help_text=_("A PDF, a picture or a table, such as a signed agreement. Only staff can read it."),
        required=False,
    )
    without_document = forms.BooleanField(label=_("Take the document away"), required=False)

    def __init__(self, *args: Any, line: HandoverLine, **kwargs: Any) -> None:
        self.known_document = line.document
        known = {"text": line.text}
        plain = {"done_on": line.done_on or timezone.localdate(), "account": line.account}
        initial = plain | {"from_day": line.from_day or line.handover.from_day}
        super().__init__(*args, known=known, initial=initial, **kwargs)
        if line.carried == Carried.BUDGET:
            account = forms.CharField(label=_("Budget line in the ledger"), max_length=60)
            self.fields = {
                "account": account,
                "from_day": day_field(_("Paid for from")),
                **self.fields,
            }
        if line.document is None:
            del self.fields["without_document"]
        else:
            told = _("There is one already: %(name)s. A new one takes its place.")
            self.fields["document"].help_text = told % {"name": line.document.name}

    def settled(self, document: Document | None = None) -> Settled:
        """Return what was written, as the service takes it; without a new document the old one stays."""
        found = self.cleaned_data
        old = None if found.get("without_document") else self.known_document
        return Settled(
            text=self.written("text"),
            account=found.get("account", ""),
            from_day=found.get("from_day"),
            done_on=found["done_on"],
            document=document or old,
        )


class WaiveLineForm(TextsForm):
    """Why there is nothing to settle."""

    texts = (("because", _("There is nothing to settle, because"), True),)


class LookBackForm(TextsForm):
    """What is left of it, seen on a day."""

    texts = (("text", _("What has changed, and who decided it if it ended"), False),)
    found = forms.ChoiceField(label=_("What is left of it"), choices=Found, widget=forms.RadioSelect)
    seen_on = day_field(_("Day you looked"))
    source = forms.CharField(label=_("Source"), required=False, max_length=500)
    field_order = ("found", "seen_on")

    @classmethod
    def of(cls, row: LookBack | None, data: Any) -> "LookBackForm":
        """Return the form, filled with what was found before."""
        if row is None or not row.found:
            return cls(data, initial={"seen_on": timezone.localdate()})
        plain = {"found": row.found, "seen_on": row.seen_on, "source": row.source}
        return cls(data, initial=plain, known={"text": row.text})

    def seen(self) -> Seen:
        """Return what was found, as the service takes it."""
        found = self.cleaned_data
        return Seen(
            found=Found(found["found"]),
            seen_on=found["seen_on"],
            text=self.written("text"),
            source=found["source"],
        )
