"""The forms by which problems and proposals are worded, answered and followed up."""

from collections.abc import Collection, Sequence
from typing import TYPE_CHECKING, Any

from django import forms
from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from bokal.programme.areas.models import Area
from bokal.programme.voices.enums import Author, Feasibility, Status
from bokal.programme.voices.models import SAID_BY_THE_CITY, Organisation, Wording
from bokal.programme.voices.services import READ_AT_WORK, Terms, Text, areas_to_speak_about
from bokal.web.ui.asking import AskingForm, day_field
from bokal.web.ui.formats import own_language
from bokal.web.ui.kronor import KronorField
from bokal.web.ui.thing_choosers import ProblemField, ProblemsField
from bokal.web.workspace.voices_forms import UnitField

if TYPE_CHECKING:
    ModelChoiceField = forms.ModelChoiceField[Any]
else:
    ModelChoiceField = forms.ModelChoiceField


def languages_to_write(said: Sequence[str]) -> list[str]:
    """Return the languages of the site, then those of the voices."""
    return list(dict.fromkeys([*(code for code, _name in settings.LANGUAGES), *said]))


class AreaField(ModelChoiceField):
    """One of the areas that somebody writes in; the whole programme for those who write everywhere."""

    def __init__(self, **options: Any) -> None:
        options.setdefault("empty_label", _("The whole programme"))
        super().__init__(queryset=Area.objects.none(), to_field_name="code", **options)

    def among(self, areas: frozenset[str] | None) -> None:
        """Offer the areas that are allowed, all of them with None."""
        known = [area.pk for area in areas_to_speak_about() if areas is None or area.code in areas]
        self.queryset = Area.objects.filter(pk__in=known).order_by("name", "pk")
        self.required = areas is not None

    def label_from_instance(self, obj: Area) -> str:
        return obj.name


class WordingForm(AskingForm):
    """How a problem or proposal is put, in the languages of the site and of those who spoke."""

    def __init__(
        self, *args: Any, languages: Sequence[str], known: Sequence[Wording] = (), **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.languages = list(languages)
        texts = {wording.language: wording for wording in known}
        for code in self.languages:
            name, old = own_language(code), texts.get(code)
            self.fields[f"title_{code}"] = forms.CharField(
                label=_("In one sentence, %(language)s") % {"language": name},
                required=False,
                max_length=150,
                initial=old.title if old else "",
                widget=forms.TextInput(attrs={"lang": code, "dir": "auto"}),
            )
            self.fields[f"text_{code}"] = forms.CharField(
                label=_("More about it, %(language)s") % {"language": name},
                required=False,
                max_length=5000,
                initial=old.text if old else "",
                widget=forms.Textarea(attrs={"lang": code, "dir": "auto", "rows": 3}),
            )
        original = [wording.language for wording in known if not wording.translated_from]
        self.fields["written_in"] = forms.ChoiceField(
            label=_("The language it was written in"),
            help_text=_("The other texts are marked as translations."),
            choices=[(code, own_language(code)) for code in self.languages],
            initial=original[0] if original else self.languages[0],
        )

    def clean(self) -> dict[str, Any]:
        """Ask for the sentence where there is more about it, and in the language it was written in."""
        super().clean()
        found = self.cleaned_data
        for code in self.languages:
            needed = found.get(f"text_{code}") or found.get("written_in") == code
            if needed and not found.get(f"title_{code}"):
                self.add_error(f"title_{code}", _("Put in one sentence what is wrong, or what would help."))
        return found

    def texts(self) -> dict[str, Text]:
        """Return the wording by language as the service takes it."""
        found = self.cleaned_data
        return {
            code: Text(found[f"title_{code}"], found[f"text_{code}"])
            for code in self.languages
            if found[f"title_{code}"]
        }


class DraftForm(WordingForm):
    """A first wording, and the area it is about."""

    area = AreaField(label=_("Area"), required=False)

    def __init__(self, *args: Any, areas: frozenset[str] | None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["area"].among(areas)  # type: ignore[attr-defined]


class JoinForm(forms.Form):
    """Which problem another one becomes part of."""

    into = ProblemField(
        label=_("The problem it becomes part of"), error_messages={"required": _("Choose a problem.")}
    )

    def __init__(
        self, *args: Any, areas: frozenset[str] | None, but: int | None = None, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["into"].among(areas, READ_AT_WORK, but=but)  # type: ignore[attr-defined]


class TermsForm(AskingForm):
    """Who stands behind a proposal, what it costs, whether it can be done, and which problems it answers."""

    problems = ProblemsField(
        label=_("Problems it answers"),
        error_messages={"required": _("A proposal answers at least one problem. Choose which.")},
    )
    author = forms.ChoiceField(label=_("Who proposes it"), choices=Author)
    organisation = forms.ModelChoiceField(
        label=_("Organisation"),
        help_text=_("Only when an organisation proposes it. It must be verified."),
        queryset=Organisation.objects.none(),
        to_field_name="slug",
        required=False,
        empty_label=_("None"),
    )
    cost = KronorField(
        label=_("Cost in kronor"), help_text=_("Leave it empty when it is not known."), required=False
    )
    feasibility = forms.ChoiceField(
        label=_("Can it be done?"), choices=Feasibility, initial=Feasibility.UNKNOWN
    )
    offer = forms.CharField(
        label=_("What those who propose it offer to do themselves"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 2, "dir": "auto"}),
    )

    def __init__(
        self, *args: Any, offered_in: frozenset[str] | None, held: Collection[int] = (), **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["problems"].among(offered_in, READ_AT_WORK, held=held)  # type: ignore[attr-defined]
        speaking = Organisation.objects.speaking_on(timezone.localdate()).order_by("name", "pk")
        self.fields["organisation"].queryset = speaking  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """Let an organisation be named when one proposes it, and only then."""
        super().clean()
        found = self.cleaned_data
        named = found.get("organisation") is not None
        if "author" in found and named != (found["author"] == Author.ORGANISATION):
            self.add_error("organisation", _("Name the organisation when one proposes it, and only then."))
        return found

    def terms(self) -> Terms:
        """Return the terms as the service takes them."""
        found = self.cleaned_data
        return Terms(
            Author(found["author"]),
            found["organisation"],
            found["cost"],
            Feasibility(found["feasibility"]),
            found["offer"],
        )


class ProposalForm(TermsForm, DraftForm):
    """A first draft of a proposal."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        first = [name for name in self.fields if name.startswith(("title_", "text_"))]
        self.order_fields([*first, "written_in", "area"])


class AnswerThingForm(AskingForm):
    """One answer to everybody: in each language of the voices, or marked as not translated yet."""

    unit = UnitField(label=_("Unit that answers"), error_messages={"required": _("Choose a unit.")})
    status = forms.ChoiceField(
        label=_("What has come of it"),
        choices=[(status.value, status.label) for status in Status if status in SAID_BY_THE_CITY],
    )
    next_on = day_field(_("More will be said by"), help_text=_("“Later” needs a day."), required=False)

    def __init__(self, *args: Any, said: Sequence[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.said, self.languages = list(said), list(dict.fromkeys(["sv", *said]))
        self.fields["unit"].among_todays()  # type: ignore[attr-defined]
        self.fields["written_in"] = forms.ChoiceField(
            label=_("The language it was written in"),
            help_text=_("The other texts are marked as translations."),
            choices=[(code, own_language(code)) for code in self.languages],
        )
        for code in self.languages:
            name = {"language": own_language(code)}
            self.fields[f"answer_{code}"] = forms.CharField(
                label=_("The answer, %(language)s") % name,
                required=False,
                max_length=10_000,
                widget=forms.Textarea(attrs={"rows": 4, "lang": code, "dir": "auto"}),
            )
            if code in self.said:
                self.fields[f"missing_{code}"] = forms.BooleanField(
                    label=_("There is no translation yet, %(language)s") % name, required=False
                )

    def answer(self) -> dict[str, Any]:
        """Return the answer as the service takes it."""
        found = self.cleaned_data
        return {
            "unit": found["unit"],
            "status": Status(found["status"]),
            "next_on": found["next_on"],
            "written_in": found["written_in"],
            "texts": {code: found[f"answer_{code}"] for code in self.languages},
            "missing": {code for code in self.said if found[f"missing_{code}"]},
        }


class TranslateForm(AskingForm):
    """A translation of an answer that was missing."""

    answer = forms.IntegerField(widget=forms.HiddenInput)
    language = forms.CharField(widget=forms.HiddenInput, max_length=12)
    text = forms.CharField(
        label=_("The answer in this language"),
        max_length=10_000,
        widget=forms.Textarea(attrs={"rows": 3, "dir": "auto"}),
    )
