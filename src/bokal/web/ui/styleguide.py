"""Every component in all its states, with a word on when to use it; all content is constructed."""

import datetime
from types import SimpleNamespace
from typing import Any

from django import forms
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.safestring import SafeString
from django.utils.translation import gettext, gettext_lazy

from bokal.programme.accounts.models import Draft
from bokal.programme.accounts.perms import anyone
from bokal.web.ui.chart_files import Drawn
from bokal.web.ui.charts import (
    RankRow,
    Series,
    chart,
    contribution_bars,
    count_bars,
    line_chart,
    rank_plot,
    strip_plot,
)
from bokal.web.ui.choosing import FindingMany
from bokal.web.ui.drafts import FormDraft
from bokal.web.ui.formats import number
from bokal.web.ui.guards import allow
from bokal.web.ui.maps import Shape, choropleth, classify, legend
from bokal.web.ui.naming import source_words
from bokal.web.ui.page_cache import remembered

STATUSES = ("estimated", "perturbed", "suppressed", "missing", "computed", "constructed", "public_fact")


class ExampleForm(forms.Form):
    """A form with one field of each kind."""

    name = forms.CharField(label=gettext_lazy("Name"), help_text=gettext_lazy("As it stands on the door."))
    day = forms.DateField(
        label=gettext_lazy("Day"),
        widget=forms.DateInput(attrs={"type": "date"}),
        help_text=gettext_lazy("Year, month, day."),
    )
    share = forms.IntegerField(label=gettext_lazy("Share in per cent"), min_value=0, max_value=100)
    kind = forms.ChoiceField(
        label=gettext_lazy("Kind"),
        choices=[("a", gettext_lazy("Measured")), ("b", gettext_lazy("Estimated"))],
        widget=forms.RadioSelect,
    )
    agrees = forms.BooleanField(label=gettext_lazy("I have read this"), required=False)


class ExampleFinding(FindingMany):
    """Finds constructed records."""

    more, found = True, 2

    def offered(self, value: list[str]) -> list[tuple[str, str]]:
        return [(str(place), f"{gettext('Example')} {place}") for place in (7, 1, 2)]


class ExampleChoosing(forms.Form):
    """A form that chooses among very many."""

    chosen = forms.MultipleChoiceField(
        label=gettext_lazy("Problems"), widget=ExampleFinding, initial=["7"], required=False
    )


def example_shapes() -> list[Shape]:
    """Return a grid of constructed areas in every status."""
    statuses = ["ok"] * 9 + ["estimated", "suppressed", "missing"]
    shapes = []
    for place, status in enumerate(statuses):
        x, y = (place % 4) * 1000, (place // 4) * 1000
        ring = [x, y, x + 950, y, x + 950, y + 950, x, y + 950]
        value = None if status in {"suppressed", "missing"} else float(10 + place * 4)
        shapes.append(Shape(f"E{place}", f"{gettext('Example')} {place + 1}", [ring], value, status))
    return shapes


def example_ranks() -> list[RankRow]:
    """Return constructed ranks."""
    return [
        RankRow(label=f"{gettext('Example')} {place}", rank=place, low=max(1, place - 2), high=place + 3)
        for place in range(1, 6)
    ]


def example_pictures() -> list[dict[str, Any]]:
    """Return every chart with constructed figures."""
    title, told = gettext("Constructed example"), gettext("Constructed figures, to show the form.")
    rows = example_ranks()
    observed = Series(
        gettext("The area"), [(2018, 52.0), (2019, 51.0), (2020, None), (2021, 47.0)], "observed"
    )
    city = Series(gettext("The city"), [(2018, 40.0), (2019, 40.5), (2020, 41.0), (2021, 40.0)], "comparator")
    return [
        {
            "name": "rank_plot",
            "picture": chart(rank_plot, name="sg-rank", rows=rows, total=12, title=title, description=told),
        },
        {
            "name": "line_chart",
            "picture": chart(
                line_chart,
                name="sg-line",
                series=[observed, city],
                unit="%",
                decimals=0,
                breaks=[(2021, gettext("New definition"))],
                title=title,
                description=told,
            ),
        },
        {
            "name": "strip_plot",
            "picture": chart(
                strip_plot,
                name="sg-strip",
                values=[3.0, 5.0, 6.0, 9.0, 14.0, 22.0],
                highlighted=[(14.0, gettext("The area"))],
                unit="%",
                decimals=0,
                title=title,
                description=told,
            ),
        },
        {
            "name": "contribution_bars",
            "picture": chart(
                contribution_bars,
                name="sg-parts",
                parts=[(gettext("Income"), 21.5), (gettext("Work"), 18.0)],
                title=title,
                description=told,
            ),
        },
        {
            "name": "count_bars",
            "picture": chart(
                count_bars,
                name="sg-counts",
                parts=[(gettext("Asked"), 120), (gettext("Answered"), 45)],
                title=title,
                description=told,
            ),
        },
    ]


def example_figure(picture: SafeString) -> Drawn:
    """Return a picture with all that a figure says."""
    return Drawn(
        title=gettext("Constructed example"),
        sentence=gettext("The title states the finding, the sentence its source and date."),
        picture=picture,
        source=source_words([gettext("Nobody")], 2024),
        heads=(gettext("Area"), gettext("Value")),
        rows=((gettext("Example"), "1"),),
    )


@allow(anyone)
@remembered("programmes")
def styleguide(request: HttpRequest) -> HttpResponse:
    shapes = example_shapes()
    limits = classify([shape.value for shape in shapes])
    wrong = ExampleForm({"name": "", "day": "32", "share": "140"})
    dataset = SimpleNamespace(
        title=gettext("Constructed dataset"),
        publisher=gettext("Nobody"),
        licence_name="CC0",
        licence="public_fact",
        retrieved_on=datetime.date(2026, 11, 24),
        reference="https://example.org/",
        reader="described",
        number=2,
    )
    problem = {"sheet": "", "line": 3, "column": "value", "value": "140"}
    told = {"reason": gettext("A share cannot exceed 100."), "remedy": gettext("Correct the figure.")}
    context = {
        "form": ExampleForm(),
        "choosing": ExampleChoosing(),
        "wrong": wrong,
        "draft": FormDraft(Draft(saved_at=datetime.datetime(2026, 11, 24, 13, 3, tzinfo=datetime.UTC))),
        "drawings": [example_figure(one["picture"]) for one in example_pictures()],
        "map": choropleth(
            name="sg-map",
            shapes=shapes,
            limits=limits,
            worse="high",
            title=gettext("Constructed example"),
            description=gettext("Constructed figures, to show the form."),
            format_value=number,
        ),
        "legend": legend(limits, "high", shapes, number),
        "page": Paginator(range(100), 10).page(2),
        "stats": [{"value": 209, "label": gettext("zones")}, {"value": 3755, "label": gettext("figures")}],
        "steps": [
            {
                "title": gettext("Received"),
                "text": gettext("Your words are kept as you said them."),
                "day": "2026-03-01",
            },
            {
                "title": gettext("Being looked at"),
                "text": gettext("The parks unit owes an answer."),
                "day": "2026-04-01",
            },
            {"title": gettext("Under way"), "text": gettext("Lamps are ordered."), "day": ""},
        ],
        "trail": [{"address": "#", "text": gettext("Areas")}, {"address": "", "text": gettext("Example")}],
        "dataset": dataset,
        "problems": [problem | told],
        "statuses": STATUSES,
    }
    return render(request, "styleguide/styleguide.html", context)
