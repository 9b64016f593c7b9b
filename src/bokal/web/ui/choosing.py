"""Choose among very many: what is chosen always stands there, and of the rest the first that fit some words.

A form stays as small as that, however many there are to choose among. It works without script: the button
beside the words sends the form as it is, nothing is done, and the page comes back with what was found. What
was ticked or written is there still. The words may stand in an address as well.
"""

from collections.abc import Callable
from functools import reduce
from operator import or_
from typing import TYPE_CHECKING, Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Case, Q, Value, When
from django.http import HttpRequest, QueryDict

from bokal.web.ui.drafts import fill_in
from bokal.web.ui.sent_numbers import number_in, numbers_in

if TYPE_CHECKING:
    ModelChoiceField = forms.ModelChoiceField[Any]
    ModelMultipleChoiceField = forms.ModelMultipleChoiceField[Any]
else:
    ModelChoiceField = forms.ModelChoiceField
    ModelMultipleChoiceField = forms.ModelMultipleChoiceField

type Fits = Callable[[str], Q]
"""The condition by which records fit some words."""

FIND = "find"
"""The button that searches; its value is the name of the field."""

SHOWN = 20
LONGEST = 80
MOST_CHOSEN = 1000


def anything(_words: str) -> Q:
    """Keep all, where nothing is searched by words."""
    return Q()


def cases_of(words: str) -> set[str]:
    """Return words as they may be written: SQLite takes a and A for alike, but not ö and Ö."""
    return {words, words.lower(), words.capitalize(), words.title(), words.upper()}


class Finding(forms.widgets.ChoiceWidget):
    """Offers what is chosen and the first others that fit; drawn by ``components/chooser.html``.

    Attributes
    ----------
    fits
        The condition by which records fit some words.
    words
        What was searched for last; ``searched`` says whether it was just now.
    more, found
        Once drawn: whether others fit too, and how many are shown that are not chosen.
    """

    chooser = True
    fits: Fits = staticmethod(anything)
    words = ""
    searched = False
    more = False
    found = 0

    def optgroups(self, name: str, value: list[str], attrs: dict[str, Any] | None = None) -> Any:
        every, self.choices = self.choices, self.offered(value)
        try:
            return super().optgroups(name, value, attrs)
        finally:
            self.choices = every

    def offered(self, value: list[str]) -> list[tuple[str, str]]:
        """Return what is drawn: none where that can be chosen, the chosen ones, and the first others."""
        field: Any = self.choices.field  # type: ignore[attr-defined]
        numbers = numbers_in(value, most=MOST_CHOSEN)
        chosen, others = self.first_of(field.queryset, self.fits, numbers)
        self.more, self.found = len(others) > SHOWN, min(len(others), SHOWN)
        none = [("", str(field.empty_label))] if getattr(field, "empty_label", None) else []
        shown = [(str(one.pk), field.label_from_instance(one)) for one in (*chosen, *others[:SHOWN])]
        return [*none, *shown]

    def first_of(self, rows: Any, fits: Fits, numbers: list[int]) -> tuple[list[Any], list[Any]]:
        """Return which of some records are chosen, and the first others that fit; one more than is shown.

        One question finds both: what is chosen first, the rest in the order of the records.
        """
        fitting = rows.filter(reduce(or_, map(fits, cases_of(self.words)))) if self.words else rows
        if not numbers:
            return [], list(fitting[: SHOWN + 1])
        place = Case(When(pk__in=numbers, then=Value(0)), default=Value(1))
        among = rows.filter(Q(pk__in=numbers) | Q(pk__in=fitting.order_by().values("pk")))
        found = list(among.order_by(place, *rows.query.order_by)[: len(numbers) + SHOWN + 1])
        chosen = [one for one in found if one.pk in numbers]
        return chosen, found[len(chosen) :][: SHOWN + 1]


class FindingMany(Finding, forms.CheckboxSelectMultiple):
    """Ticks."""


class FindingOne(Finding, forms.RadioSelect):
    """One of them, or none where the field may be left empty."""


class Offers:
    """A field that offers some of very many records."""

    queryset: Any
    widget: Any

    def offer(self, rows: Any, fits: Fits) -> None:
        """Offer some records, in their order, and say which fit some words."""
        self.queryset = rows
        self.widget.fits = fits


class ManyField(Offers, ModelMultipleChoiceField):
    """Some of very many records; ``offer`` says which."""

    widget = FindingMany

    def __init__(self, **options: Any) -> None:
        super().__init__(queryset=None, **options)

    def clean(self, value: Any) -> Any:
        """Refuse what is no number of a record, or longer than one, before a database meets it."""
        for word in value or ():
            if number_in(str(word)) is None:
                told = {"pk": word}
                raise ValidationError(self.error_messages["invalid_pk_value"], "invalid_pk_value", told)
        return super().clean(value)


class OneField(Offers, ModelChoiceField):
    """One of very many records; ``offer`` says which."""

    widget = FindingOne

    def __init__(self, **options: Any) -> None:
        super().__init__(queryset=None, blank=not options.get("required", True), **options)

    def to_python(self, value: Any) -> Any:
        """Refuse what is no number of a record, or longer than one, before a database meets it."""
        if isinstance(value, str) and value and number_in(value) is None:
            raise ValidationError(self.error_messages["invalid_choice"], "invalid_choice", {"value": value})
        return super().to_python(value)


def only_searches(request: HttpRequest) -> bool:
    """Tell whether a form came back for the sake of a search, so that nothing is done yet."""
    return FIND in request.POST


def handed_in(request: HttpRequest) -> QueryDict | None:
    """Return what was sent to be done; nothing while somebody searches."""
    return request.POST if request.method == "POST" and not only_searches(request) else None


def with_search[F: forms.BaseForm](form: F, request: HttpRequest) -> F:
    """Have the fields of a form find what was searched for, and keep what was ticked and written."""
    sent = request.POST if request.method == "POST" else request.GET
    if FIND in sent:
        fill_in(form, sent)
    for name, field in form.fields.items():
        if isinstance(field.widget, Finding):
            whole = form.add_prefix(name)
            words = sent.get(f"{whole}-words", "").replace("\0", "")
            field.widget.words = words.strip()[:LONGEST]
            field.widget.searched = sent.get(FIND) == whole
    return form
