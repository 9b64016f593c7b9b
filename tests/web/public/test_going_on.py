"""What is going on near somebody, and the days ahead as a calendar."""

import datetime

import pytest
from django.test import Client
from django.utils import timezone

from bokal.programme.decisions.enums import Ruled
from bokal.programme.decisions.services import RuledOn, Withdrawn, decide
from bokal.programme.initiatives.enums import WorkKind, WorkStep
from bokal.programme.initiatives.models import Gate, Initiative, Work, WorkPhase
from bokal.programme.initiatives.services import answer_with
from bokal.programme.initiatives.services.near import initiatives_near
from tests.factories.initiatives import (
    DAY,
    make_complete,
    make_decision,
    make_documented,
    make_idea,
    make_initiative,
    make_minuted,
)
from tests.factories.programmes import make_programme
from tests.factories.voices import make_area, make_problem, make_voice

pytestmark = pytest.mark.django_db


def events_in(text: str) -> list[str]:
    """Return the events of a calendar with their folded lines put together again."""
    whole = text.replace("\r\n ", "")
    return [one.partition("END:VEVENT")[0] for one in whole.split("BEGIN:VEVENT")[1:]]


def test_the_page_of_an_area_says_what_is_done_since_when_why_and_for_which_voices(client: Client) -> None:
    make_programme()
    area = make_area()
    voices = [make_voice(published=True).voice.pk, make_voice().voice.pk]
    problem = make_problem(voices, sv="Det är mörkt", stage="published")
    initiative = make_complete("lamps").initiative
    answer_with(initiative_id=initiative.pk, answers=[problem], actor=None)
    make_idea("secret")
    make_initiative("elsewhere", area=make_area("kroksback"))
    address = f"/sv/areas/{area.geography.code}/{area.code}/"
    page = client.get(address).content.decode()
    for words in ("/sv/initiatives/lamps/", "de ser vem de möter", "/sv/thread/initiative/lamps/"):
        assert words in page, words
    assert "/sv/initiatives/secret/" not in page
    assert "/sv/initiatives/elsewhere/" not in page
    assert [(one.initiative.slug, one.voices) for one in initiatives_near(area).first] == [("lamps", 2)]


def test_voices_are_counted_once_by_whatever_way_an_initiative_answers_them(
    django_assert_max_num_queries: object,
) -> None:
    voice = make_voice().voice.pk
    problem = make_problem([voice], stage="published")
    ruling = make_decision(problem).rulings.get()
    initiative = make_initiative()
    answer_with(initiative_id=initiative.pk, answers=[problem, ruling], actor=None)
    area = make_area()
    with django_assert_max_num_queries(3):  # type: ignore[operator]
        found = initiatives_near(area)
    assert [one.voices for one in found.first] == [1]


def test_a_decision_that_was_taken_back_brings_no_voices_and_a_corrected_one_does() -> None:
    dark = make_problem([make_voice().voice.pk], stage="published")
    wet = make_problem([make_voice().voice.pk], slug="wet", stage="published")
    wrong, initiative = make_decision(dark, wet), make_initiative()
    answer_with(initiative_id=initiative.pk, answers=list(wrong.rulings.all()), actor=None)
    assert [one.voices for one in initiatives_near(make_area()).first] == [2]
    reason = {"sv": "Protokollet var fel."}
    decide(
        slug="right",
        minuted=make_minuted(),
        rulings=[RuledOn(thing=dark, ruled=Ruled.YES, reason=reason)],
        actor=None,
        corrects=wrong,
        withdrawn=[Withdrawn(thing=wet, reason=reason)],
    )
    assert [one.voices for one in initiatives_near(make_area()).first] == [1]


def test_an_area_where_nothing_is_done_has_no_such_part(client: Client) -> None:
    make_programme()
    area = make_area()
    page = client.get(f"/sv/areas/{area.geography.code}/{area.code}/").content.decode()
    assert 'id="going-on"' not in page


def test_more_than_a_few_lead_to_all_of_them(client: Client) -> None:
    for number in range(8):
        make_documented(f"one-{number}")
    found = initiatives_near(make_area())
    assert (len(found.first), found.count) == (6, 8)


def test_the_calendar_holds_decisions_starts_ends_and_works(client: Client) -> None:
    make_programme()
    today = timezone.localdate()
    initiative = make_initiative("light", ends_on=today + 365 * DAY)
    work = Work.objects.create(
        initiative=initiative, slug="lamps", kind=WorkKind.LIGHTING, name={"sv": "Tolv lampor, längs stigen"}
    )
    WorkPhase.objects.create(
        work=work, step=WorkStep.CONSTRUCTION, planned_from=today, planned_to=today + 30 * DAY
    )
    WorkPhase.objects.create(work=work, step=WorkStep.IN_USE, from_day=today, year_only=True)
    make_idea("secret")
    make_documented(starts_on=today)
    answer = client.get("/sv/initiatives/initiatives.ics")
    assert answer["Content-Type"].startswith("text/calendar")
    events = events_in(answer.content.decode())
    names = sorted(event.partition("UID:")[2].partition("-")[0] for event in events)
    assert names == ["end", "gate", "start", "work"]
    built = next(event for event in events if "UID:work" in event)
    ends = (today + 30 * DAY).strftime("%Y%m%d")
    assert f"DTEND;VALUE=DATE:{ends}" in built
    assert "Konstruerat exempel: " in built
    assert "Tolv lampor\\, längs stigen" in built
    assert max(len(line.encode()) for line in answer.content.decode().split("\r\n")) <= 75


def test_the_last_day_is_the_day_before_the_end_and_what_is_long_past_is_left_out(client: Client) -> None:
    make_programme()
    today = timezone.localdate()
    make_initiative("light", ends_on=today + 10 * DAY)
    make_initiative("old", starts_on=today - 400 * DAY, ends_on=None)
    events = events_in(client.get("/en/initiatives/initiatives.ics").content.decode())
    (end,) = [event for event in events if "UID:end" in event]
    assert f"DTSTART;VALUE=DATE:{today + 9 * DAY:%Y%m%d}" in end
    assert not [event for event in events if "UID:start-old" in event]


def test_an_area_has_a_calendar_of_its_own(client: Client) -> None:
    make_programme()
    area = make_area()
    make_initiative("here")
    make_initiative("there", area=make_area("kroksback"))
    text = client.get(f"/en/initiatives/areas/{area.code}.ics").content.decode()
    assert "start-here" in text
    assert "start-there" not in text
    assert client.get("/en/initiatives/areas/nowhere.ics").status_code == 404


def test_a_day_that_has_no_day_after_it_leaves_the_rest_of_the_calendar_as_it_is(client: Client) -> None:
    make_programme()
    last = datetime.date.max
    make_initiative("here")
    odd = make_initiative("odd")
    Initiative.objects.filter(pk=odd.pk).update(starts_on=last)
    assert Gate.objects.ahead().filter(initiative=odd).update(due_on=last)
    work = Work.objects.create(
        initiative=odd, slug="lamps", kind=WorkKind.LIGHTING, name={"sv": "Tolv lampor"}
    )
    WorkPhase.objects.create(work=work, step=WorkStep.CONSTRUCTION, planned_from=last)
    answer = client.get("/sv/initiatives/initiatives.ics")
    assert answer.status_code == 200
    text = answer.content.decode()
    assert "start-here" in text
    assert "9999" not in text
