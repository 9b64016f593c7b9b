"""Works as everybody sees them: a map by year with an equal list, pages, and files that are read again."""

import csv
import datetime
import io
import json
import re
from decimal import Decimal
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from bokal.programme.initiatives.enums import Moment, WorkKind, WorkStep
from bokal.programme.initiatives.models import Work
from bokal.programme.initiatives.services.import_works import import_works
from bokal.programme.initiatives.services.works import (
    PhaseFacts,
    RentFacts,
    add_photo,
    add_quantity,
    note_displacement,
    set_phase,
    tell_noise,
)
from tests.factories.initiatives import make_idea, make_initiative
from tests.factories.paper import codes_on, faults_of, pages_of
from tests.factories.voices import make_area, make_picture
from tests.factories.works import LINE, SQUARE, make_built, make_ground, make_known, make_work

pytestmark = pytest.mark.django_db
LIST = "/en/works/"
DATE = datetime.date


def marks_on(page: str) -> dict[str, str]:
    """Return how each work on the map is drawn, by its address."""
    found = re.findall(r'<a href="[^"]*" data-code="([^"]+)"[^>]*>(.*?)</a>', page)
    return {code: " ".join(re.findall(r'class="(work-[^"]+)"', drawn)) for code, drawn in found}


def listed_on(page: str) -> dict[str, str]:
    """Return how far each work in the list is, by its name."""
    rows = re.findall(
        r'<th scope="row"><a[^>]*><bdi>(.*?)</bdi>.*?data-label="How far">(.*?)<', page, re.DOTALL
    )
    return dict(rows)


@pytest.fixture
def three(db: None) -> None:
    """Lay out a path in use, a square being built, a park that is planned, and one nobody knows where."""
    make_ground(herrgarden=800)
    initiative = make_initiative()
    make_built(make_work(initiative, "path", geometry=LINE, name={"en": "Path"}), 2010, 2012)
    make_built(make_work(initiative, "square", geometry=SQUARE, name={"en": "Square"}), 2012, 2014)
    park = make_work(initiative, "park", name={"en": "Park"}, kind=WorkKind.PARK)
    plan = PhaseFacts(step=WorkStep.PLANNING, from_day=DATE(2013, 1, 1), to_day=DATE(2014, 1, 1))
    set_phase(work_id=park.pk, phase=plan, actor=None)
    make_built(make_work(initiative, "lost", geometry=None, name={"en": "Lost"}), 2011, 2012)


def test_the_map_and_the_list_say_the_same_of_a_year(client: Client, three: None) -> None:
    page = client.get(f"{LIST}?year=2013").text
    assert listed_on(page) == {"Path": "In use", "Square": "Being built", "Park": "Planned", "Lost": "In use"}
    assert marks_on(page) == {
        "square": "work-area built",
        "path": "work-reach work-line under work-line used",
        "park": "work-reach work-dot under work-dot ink work-dot light",
    }
    assert 'fill="url(#works-built)"' in page
    assert "3 works on the map in 2013" in page
    assert "1 more has no known place and is in the list." in page
    assert "place not known" in page


def test_only_works_with_a_step_in_the_year_are_drawn(client: Client, three: None) -> None:
    assert listed_on(client.get(f"{LIST}?year=2010").text) == {"Path": "Being built"}
    after = client.get(f"{LIST}?year=2015").text
    assert listed_on(after) == {"Path": "In use", "Square": "In use", "Lost": "In use"}
    assert "park" not in marks_on(after)


def test_years_are_links_and_the_one_that_is_shown_is_marked(client: Client, three: None) -> None:
    page = client.get(LIST).text
    links = re.findall(r'<a href="\?year=(\d+)"( aria-current="true")?>', page)
    this_year = timezone.localdate().year
    assert [year for year, _here in links] == [str(year) for year in range(2010, this_year + 1)]
    assert [year for year, here in links if here] == [str(this_year)]
    wrong = client.get(f"{LIST}?year=1066")
    assert wrong.status_code == 200
    assert "1066" in wrong.text


def test_the_ground_is_the_same_in_every_year_so_that_nothing_jumps(client: Client, three: None) -> None:
    boxes = {
        re.findall(r'viewBox="[^"]+" role', client.get(f"{LIST}?year={y}").text)[0] for y in (2010, 2014)
    }
    assert len(boxes) == 1


def test_a_work_without_any_day_is_in_a_list_of_its_own(client: Client, three: None) -> None:
    make_work(make_initiative("other"), "timeless", name={"en": "Timeless"})
    page = client.get(LIST).text
    assert "No source gives a year for these." in page
    assert "timeless" not in marks_on(page)
    assert "/en/works/timeless/" in page


def test_without_works_the_page_says_so(client: Client) -> None:
    assert "Nothing is built yet" in client.get(LIST).text


def test_what_nobody_has_decided_to_show_is_not_there(client: Client) -> None:
    make_built(make_work(make_idea(), "secret", name={"en": "Secret"}), 2010, 2012)
    assert "Secret" not in client.get(LIST).text
    for address in ("", "place.svg", "sheet.pdf"):
        assert client.get(f"/en/works/secret/{address}").status_code == 404
    assert "secret" not in client.get("/en/works.geojson").getvalue().decode()
    assert "secret" not in client.get("/en/works.csv").getvalue().decode()


@pytest.fixture
def told(three: None) -> Work:
    """Return a work with all that can be told of one."""
    work = Work.objects.get(slug="square")
    given: dict[str, Any] = {"work_id": work.pk, "actor": None}
    add_quantity(what={"en": "Paving"}, value=Decimal("1240.50"), unit="m²", source="Plan", **given)
    for moment, year, rent, moved in ((Moment.BEFORE, 2011, 95_000, 28), (Moment.AFTER, 2015, 121_050, 0)):
        facts = {"on": DATE(year, 1, 1), "rent": rent, "moved": moved, "homes": 140, "source": "A list"}
        note_displacement(rents=RentFacts(moment=moment, **facts), **given)
    photo = {"content": make_picture(), "name": "a.jpg", "taken_on": DATE(2011, 5, 1)}
    add_photo(moment=Moment.BEFORE, alt={"en": "An empty car park."}, **photo, **given)
    tell_noise(noise={"en": "Piling on weekdays."}, **given)
    return work


def test_the_page_of_a_work_tells_all_that_is_known(client: Client, told: Work) -> None:
    page = client.get("/en/works/square/").text
    for words in (
        "1,240.5 m²",
        "2012-01-01–2013-12-31",
        "from 2014-01-01",
        "Piling on weekdays.",
        'alt="An empty car park."',
        "Constructed example",
        "/en/works/square/place.svg",
        "/en/works/square/sheet.pdf",
    ):
        assert words in page, words


def test_rents_stand_side_by_side_with_no_cause_between_them(client: Client, told: Work) -> None:
    page = client.get("/en/works/square/").text
    assert "950 kronor on 2011-01-01, 1,210.50 kronor on 2015-01-01. That is 260.50 kronor more." in page
    assert "28 of 140 (20\N{NO-BREAK SPACE}%) before, 0 of 140 (0\N{NO-BREAK SPACE}%) after." in page
    assert "Two moments side by side do not say why." in page
    assert not re.search(r"\b(because|caused?|led to|due to|effect)\b", page)


def test_what_is_known_on_one_side_alone_is_not_compared(client: Client, told: Work) -> None:
    told.displacements.filter(moment=Moment.AFTER).delete()
    page = client.get("/en/works/square/").text
    assert "950 kronor. It is not known after the work." in page
    assert "28 of 140" in page
    assert "more." not in page.partition("Rents and who moved")[2].partition("No more is known")[0]


def test_a_work_known_from_sources_says_so_and_what_is_not_known(client: Client) -> None:
    Work.objects.create(
        initiative=make_known(),
        slug="old",
        kind=WorkKind.PARK,
        name={"sv": "Park"},
        source="Report, https://example.org/a",
        unknown={"en": "Who paid is not known."},
    )
    page = client.get("/en/works/old/").text
    for words in (
        "Known from sources",
        "Who paid is not known.",
        'href="https://example.org/a"',
        "not known.",
    ):
        assert words in page
    assert "place.svg" not in page


@pytest.mark.parametrize("slug", ["path", "square", "park"])
def test_where_it_lies_is_a_picture(client: Client, three: None, slug: str) -> None:
    answer = client.get(f"/en/works/{slug}/place.svg")
    assert answer["Content-Type"] == "image/svg+xml"
    assert answer.text.startswith("<svg")
    assert "class=" not in answer.text
    assert client.get("/en/works/lost/place.svg").status_code == 404


@pytest.mark.parametrize("language", ["en", "sv", "ar"])
def test_the_plan_sheet_is_one_accessible_page_with_the_way_back(
    client: Client, told: Work, language: str, tmp_path: Path
) -> None:
    answer = client.get(f"/{language}/works/square/sheet.pdf")
    assert answer["Content-Type"] == "application/pdf"
    ((picture, text),) = pages_of(answer.content)
    assert codes_on(picture) == [f"http://testserver/{language}/works/square/"]
    assert faults_of(answer.content, tmp_path) == ""
    if language == "en":
        for words in ("Square", "1,240.5 m²", "2012-01-01–2013-12-31", "Piling on weekdays."):
            assert words in text, words


def test_what_is_downloaded_can_be_brought_in_again_and_changes_nothing(client: Client, told: Work) -> None:
    year_only = PhaseFacts(
        step=WorkStep.IN_USE, from_day=DATE(2011, 1, 1), to_day=DATE(2014, 1, 1), year_only=True
    )
    set_phase(work_id=Work.objects.get(slug="lost").pk, phase=year_only, actor=None)
    content = client.get("/en/works.geojson").getvalue()
    places = {one["id"]: one["geometry"] for one in json.loads(content)["features"]}
    assert places["path"] == LINE
    assert places["lost"] is None
    assert b'"in_use_to": "2013"' in content
    brought = import_works(content=content, name="works.geojson", actor=None)
    assert (brought.problems, brought.new, brought.changed, len(brought.unchanged)) == ((), (), (), 4)


def test_the_table_has_a_row_for_each_work(client: Client, three: None) -> None:
    rows = list(csv.DictReader(io.StringIO(client.get("/en/works.csv").getvalue().decode())))
    assert [(row["slug"], row["stage_this_year"], row["place_known"]) for row in rows] == [
        ("lost", "used", "0"),
        ("park", "", "1"),
        ("path", "used", "1"),
        ("square", "used", "1"),
    ]


def test_many_works_cost_no_more_questions(
    client: Client, told: Work, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    for number in range(30):
        initiative = make_initiative(f"other-{number}", area=make_area(f"area-{number % 5}"))
        make_built(make_work(initiative, f"work-{number}", name={"en": f"Work {number}"}), 2010, 2012)
    for address in (
        LIST,
        "/en/works/square/",
        "/en/works.geojson",
        "/en/works.csv",
        "/en/works/square/sheet.pdf",
    ):
        with django_assert_max_num_queries(15):
            answer = client.get(address)
            assert answer.getvalue() if answer.streaming else answer.content


def test_the_map_of_a_year_can_be_taken_along_with_all_that_it_needs(client: Client, three: None) -> None:
    page = client.get(f"{LIST}?year=2013").text
    assert 'href="/en/works/map/2013.svg" download="works-2013.svg"' in page
    answer = client.get("/en/works/map/2013.svg")
    assert answer["Content-Type"] == "image/svg+xml"
    root = ElementTree.fromstring(answer.content)
    said = ["".join(text.itertext()) for text in root.iter("{http://www.w3.org/2000/svg}text")]
    assert "3 works on the map in 2013" in said
    assert {"Planned (1)", "Being built (1)", "In use (1)", "Programme areas"} <= set(said)
    assert any(text.endswith((" km", " m")) for text in said)
    words = " ".join(said)
    assert "1 more has no known place" in words
    assert "Source: Bokal, as it stands on" in words
    assert "/en/works/?year=2013" in words
    assert "class=" not in answer.text
    assert "<a " not in answer.text


def test_the_map_as_a_file_lies_within_its_box_and_only_its_words_are_turned(
    client: Client, three: None
) -> None:
    boxes, lines, texts = [], [], []
    for language in ("en", "ar"):
        file = client.get(f"/{language}/works/map/2013.svg").text
        boxes.append([float(one) for one in re.search(r'viewBox="(.*?)"', file)[1].split()])  # type: ignore[index]
        lines.append(re.findall(r'<path[^>]*stroke-width="30"[^>]*d="([^"]+)"', file)[:1])
        texts.append(re.findall(r'direction="rtl" font-size="\d+" x="(\S+)" y="(\S+)"', file))
    assert lines[0] == lines[1] != []
    assert texts[0] == []
    assert len(texts[1]) >= 6
    _left, top, width, height = boxes[1]
    assert all(x == f"{width - 60:g}" or float(x) < width - 400 for x, _y in texts[1])
    assert all(top < float(y) < top + height for _x, y in texts[1])


def test_a_file_says_that_works_on_it_are_made_up(client: Client, three: None) -> None:
    said = "Constructed examples are among these works."
    Work.objects.update(constructed=False)
    assert said not in client.get("/en/works/map/2013.svg").text
    Work.objects.filter(slug="path").update(constructed=True)
    assert said in client.get("/en/works/map/2013.svg").text


def test_a_year_without_a_map_has_no_file(client: Client, three: None) -> None:
    assert client.get("/en/works/map/1066.svg").status_code == 404
    assert client.get("/en/works/map/99999999999999999999.svg").status_code == 404
