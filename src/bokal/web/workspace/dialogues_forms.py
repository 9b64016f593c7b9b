"""Forms about dialogues: plan one, count heads, write minutes, cut them into voices, and close."""

from typing import Any

from django import forms
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from bokal.programme.voices.enums import SPOKEN, AgeBand, Gender, Ladder, Part, Question
from bokal.programme.voices.models import Dialogue
from bokal.programme.voices.services import Cut, Invitation
from bokal.web.ui.asking import AskingForm, day_field
from bokal.web.workspace.programme_forms import TextsForm
from bokal.web.workspace.scope import AreaField
from bokal.web.workspace.voices_forms import UnitField

CLOCK = "%Y-%m-%dT%H:%M"
GROUPS = [(Question.AGE, band.value, band.label) for band in AgeBand] + [
    (Question.GENDER, gender.value, gender.label) for gender in Gender
]


def time_field(label: Any) -> forms.DateTimeField:
    """Return a field for a day with its time."""
    widget = forms.DateTimeInput(attrs={"type": "datetime-local"}, format=CLOCK)
    return forms.DateTimeField(label=label, widget=widget, input_formats=[CLOCK])


class PlanForm(TextsForm):
    """What is said of a dialogue before anybody is invited."""

    texts = (
        ("title", _("Title"), True),
        ("open_to_influence", _("What is open to influence"), True),
        ("already_decided", _("What is decided already"), False),
    )
    slug = forms.SlugField(
        label=_("Address"), help_text=_("Small letters, digits and hyphens."), max_length=80
    )
    area = AreaField()
    ladder = forms.ChoiceField(label=_("How much those who take part can change"), choices=Ladder)
    starts_at = time_field(_("Starts"))
    ends_at = time_field(_("Ends"))
    place = forms.CharField(label=_("Place"), max_length=200)
    invited_how = forms.CharField(
        label=_("How people are invited"), required=False, widget=forms.Textarea(attrs={"rows": 2})
    )
    languages = forms.MultipleChoiceField(
        label=_("Languages spoken"), choices=SPOKEN, required=False, widget=forms.CheckboxSelectMultiple
    )
    interpreted = forms.MultipleChoiceField(
        label=_("Of these with an interpreter"),
        choices=SPOKEN,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    child_care = forms.BooleanField(label=_("There is child care"), required=False)
    follow_up_on = day_field(_("Day on which those who came hear what came of it"), required=False)

    def __init__(
        self, *args: Any, request: HttpRequest, dialogue: Dialogue | None = None, **kwargs: Any
    ) -> None:
        if dialogue is not None:
            texts = {name: getattr(dialogue, name) for name, _label, _needed in self.texts}
            plain = {name: getattr(dialogue, name) for name in self.base_fields if name != "area"}
            area = dialogue.area.code if dialogue.area else ""
            kwargs |= {"known": texts, "initial": plain | {"area": area}}
        super().__init__(*args, **kwargs)
        self.fields["area"].offer(request)  # type: ignore[attr-defined]
        if dialogue is not None:
            self.fields["slug"].disabled = True

    def clean_slug(self) -> str:
        """Return an address that is none of ours."""
        slug: str = self.cleaned_data["slug"]
        if slug == "new":
            raise forms.ValidationError(_("This word has a page of its own. Choose another."))
        return slug

    def invitation(self) -> Invitation:
        """Return what is said of the dialogue."""
        plain = {name: self.cleaned_data[name] for name in self.base_fields if name != "slug"}
        texts = {name: self.written(name) for name, _label, _needed in self.texts}
        return Invitation(**plain | texts | {"ladder": Ladder(plain["ladder"])})


class HeadsForm(forms.Form):
    """How many came, in all and by group as far as they said so."""

    def __init__(self, *args: Any, dialogue: Dialogue, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        known = {(count.question, count.answer): count.people for count in dialogue.head_counts.all()}
        self.asked = {"all": ("", "")} | {
            f"{question}-{answer}": (question, answer) for question, answer, _label in GROUPS
        }
        labels = {"all": _("All who came")} | {
            f"{question}-{answer}": label for question, answer, label in GROUPS
        }
        for name, group in self.asked.items():
            self.fields[name] = forms.IntegerField(
                label=labels[name], min_value=0, max_value=100_000, required=False, initial=known.get(group)
            )

    def counts(self) -> dict[tuple[Question | str, str], int]:
        """Return the numbers that were given; an empty field is not known, which is not none."""
        found = ((group, self.cleaned_data[name]) for name, group in self.asked.items())
        return {group: people for group, people in found if people is not None}


class MinutesForm(AskingForm):
    """What was written down, in one language; an empty line parts what was said."""

    language = forms.ChoiceField(label=_("Language of the minutes"), choices=SPOKEN, initial="sv")
    text = forms.CharField(
        label=_("Minutes"),
        help_text=_("Put an empty line between what different people said. Write no names."),
        strip=False,
        max_length=100_000,
        widget=forms.Textarea(attrs={"rows": 12, "dir": "auto"}),
    )


class CloseForm(AskingForm):
    """Who answers, and by when."""

    unit = UnitField(label=_("Unit that answers"))
    answers_due_on = day_field(_("Answers owed by"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["unit"].among_todays()  # type: ignore[attr-defined]


class CutForm(forms.Form):
    """One paragraph of minutes, and what becomes of it."""

    text = forms.CharField(
        label=_("Words"),
        strip=False,
        widget=forms.Textarea(attrs={"rows": 3, "dir": "auto"}),
        max_length=8000,
    )
    part = forms.ChoiceField(label=_("What it becomes"), choices=Part, initial=Part.OWN)

    def cut(self) -> Cut:
        """Return the paragraph as the service takes it."""
        return Cut(self.cleaned_data["text"], Part(self.cleaned_data["part"]))


class ConsentForm(forms.Form):
    """Whether those who spoke know that their words may be shown."""

    rests_on = forms.CharField(widget=forms.HiddenInput, required=False)
    may_publish = forms.BooleanField(
        label=_("Those who came know that their words may be shown, without their names"), required=False
    )


def cut_forms(paragraphs: list[str], data: Any = None) -> list[CutForm]:
    """Return a form for each paragraph."""
    return [
        CutForm(data, prefix=f"paragraph-{place}", initial={"text": text})
        for place, text in enumerate(paragraphs, start=1)
    ]
