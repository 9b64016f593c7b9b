"""The forms of small grants: apply, and report back; no account, no cookie, no script."""

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from bokal.programme.initiatives.services.grants import Applied
from bokal.programme.voices.enums import SPOKEN
from bokal.web.public.say_forms import CodeForm, SayForm
from bokal.web.ui.kronor import KronorField

LANGUAGES = [*SPOKEN, ("und", _("Another language"))]


class GrantForm(forms.Form):
    """What somebody wants to do, and what it costs."""

    title = forms.CharField(
        label=_("What you want to do, in a few words"),
        max_length=150,
        widget=forms.TextInput(attrs={"dir": "auto", "autocomplete": "off"}),
    )
    words = forms.CharField(
        label=_("Tell more: for whom, when, and what the money is for"),
        help_text=_("Write in any language. Write no names and no telephone numbers."),
        widget=forms.Textarea(attrs={"rows": 6, "maxlength": 2000, "dir": "auto"}),
    )
    amount = KronorField(label=_("How much it costs, in kronor"))
    language = forms.ChoiceField(label=_("Language you wrote in"), choices=LANGUAGES, initial=get_language)
    # People leave this empty, since it is not shown to them; machines fill it in.
    website = forms.CharField(required=False, label=_("Leave this empty"))
    token = forms.CharField(required=False, widget=forms.HiddenInput)

    clean_website = SayForm.clean_website
    clean_token = SayForm.clean_token

    def applied(self) -> Applied:
        """Return the application."""
        found = self.cleaned_data
        names = ("title", "words", "language", "amount")
        return Applied(key=found["token"], **{name: found[name] for name in names})


class ReportForm(CodeForm):
    """What came of a grant, on a page."""

    report = forms.CharField(
        label=_("What came of it?"),
        help_text=_("One page is enough: what you did, who came, what you would do differently."),
        widget=forms.Textarea(attrs={"rows": 8, "maxlength": 4000, "dir": "auto"}),
    )
    language = forms.ChoiceField(label=_("Language you wrote in"), choices=LANGUAGES, initial=get_language)
