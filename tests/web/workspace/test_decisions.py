"""Decisions at work: what one is about is found among very many, and a mistake is taken back in the open."""

import csv
import io
import re
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from django.utils.translation import override

from bokal.programme.accounts.enums import Role
from bokal.programme.decisions.enums import Ruled
from bokal.programme.decisions.errors import CorrectedAlready, JoinedSince
from bokal.programme.decisions.models import Decision
from bokal.programme.decisions.services import RuledOn, Withdrawn, decide, rulings_on
from bokal.programme.initiatives.services import answer_with, thread_through
from bokal.programme.initiatives.services.thread import Step
from bokal.programme.voices.models import Problem
from bokal.programme.voices.services import join_problems, undo_grouping
from bokal.web.public import decisions
from bokal.web.workspace.decisions_forms import JOINED
from tests.factories.accounts import make_account
from tests.factories.initiatives import DAY, make_decision, make_idea, make_minuted
from tests.factories.programmes import make_programme
from tests.factories.voices import make_problem, make_voice

pytestmark = pytest.mark.django_db
HOME = "/sv/workspace/decisions/"
WHY = "Protokollet gällde en annan gård."


@pytest.fixture
def coordinator(client: Client) -> Client:
    make_programme()
    client.force_login(make_account(Role.COORDINATOR))
    return client


def as_it_stands(client: Client, address: str) -> dict[str, Any]:
    """Return what a form would send if nothing in it was changed."""
    form = client.get(address).context["form"]
    return {name: form[name].value() for name in form.fields if form[name].value()}


def taken_back(client: Client, wrong: Decision, mark: str, **more: object) -> Decision:
    """Correct a decision by its page, and take back what it ruled on one thing."""
    address = f"{HOME}{wrong.slug}/correct/"
    sent = as_it_stands(client, address) | {f"ruled_{mark}": "taken_back", f"why_{mark}_sv": WHY} | more
    assert client.post(address, sent).status_code == 302
    return Decision.objects.get(corrects=wrong)


def table_told() -> str:
    """Return the table that everybody may take along."""
    return b"".join(Client().get("/sv/decisions.csv")).decode("utf-8-sig")


def rows_told() -> list[tuple[str, str, str]]:
    """Return what the table says of each thing, and in which decision."""
    rows = csv.DictReader(io.StringIO(table_told()))
    return sorted((one["slug"], one["ruled"], one["decision"]) for one in rows)


def test_what_was_ruled_by_mistake_is_taken_back_where_everybody_reads_it(coordinator: Client) -> None:
    spoken = make_voice(published=True)
    dark = make_problem([spoken.voice.pk], stage="published", sv="Det är mörkt på stigen")
    wet = make_problem([], slug="wet", stage="published", sv="Gården står under vatten")
    wrong = make_decision(dark, wet)
    right = taken_back(coordinator, wrong, f"problem-{dark.pk}")
    assert ([one.ruled for one in rulings_on(wet)], rulings_on(dark)) == (["yes"], [])
    everybody = Client()
    assert everybody.get(f"/sv/decisions/{wrong.slug}/").headers["Location"] == f"/sv/decisions/{right.slug}/"
    public = everybody.get(f"/sv/decisions/{right.slug}/").content.decode()
    assert WHY in public
    for address in ("/sv/problems/dark/", f"/sv/voices/{spoken.voice.pk}/"):
        page = everybody.get(address).content.decode()
        assert WHY in page, address
        assert "Det behövs." in page, address
    receipt = everybody.post("/sv/follow/", {"code": spoken.code}, follow=True).content.decode()
    assert WHY in receipt
    assert rows_told() == [("dark", "taken_back", right.slug), ("wet", "yes", right.slug)]
    # Neither the feed nor the latest answers tell it as an answer that holds.
    assert "/sv/problems/dark/" not in everybody.get("/sv/answers/feed/").content.decode()


def test_what_is_ruled_on_anew_is_told_once_and_not_as_owed(coordinator: Client) -> None:
    dark = make_problem([make_voice().voice.pk], stage="published")
    wet = make_problem([], slug="wet", stage="published")
    mark = f"problem-{dark.pk}"
    empty = taken_back(coordinator, make_decision(dark, wet), mark, title_sv="Tomt")
    address = f"{HOME}{empty.slug}/correct/?things={mark}"
    sent = as_it_stands(coordinator, address) | {f"ruled_{mark}": "yes", f"why_{mark}_sv": "Det är mörkt."}
    assert coordinator.post(address, sent | {"title_sv": "Rätt"}).status_code == 302
    right = Decision.objects.get(corrects=empty)
    assert rows_told() == [("dark", "yes", right.slug), ("wet", "yes", right.slug)]
    page = Client().get(f"/sv/decisions/{right.slug}/").text
    assert ("Det är mörkt." in page, WHY in page) == (True, False)
    assert "another answer is owed" not in Client().get(f"/en/decisions/{right.slug}/").text
    # It is taken back once more: told once, with the last reason.
    last = taken_back(coordinator, right, mark, **{f"why_{mark}_sv": "Fel igen.", "title_sv": "Sist"})
    assert rows_told() == [("dark", "taken_back", last.slug), ("wet", "yes", last.slug)]
    assert "Fel igen." in table_told()
    page = Client().get(f"/sv/decisions/{last.slug}/").text
    assert ("Fel igen." in page, WHY in page) == (True, False)


def test_a_correction_while_the_table_is_sent_breaks_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    dark = make_problem([], stage="published")
    back = [Withdrawn(thing=dark, reason={"sv": WHY})]
    first = make_decision(dark)
    empty = decide(
        slug="empty", minuted=make_minuted(), rulings=[], corrects=first, withdrawn=back, actor=None
    )
    real = decisions.newest_of

    def newest_then_corrected(asked: Any) -> Any:
        found = real(asked)
        decide(slug="again", minuted=make_minuted(), rulings=[], corrects=empty, actor=None)
        return found

    monkeypatch.setattr(decisions, "newest_of", newest_then_corrected)
    assert rows_told() == [("dark", "taken_back", "empty")]


def test_taking_back_asks_why_in_the_language_it_was_written_in(coordinator: Client) -> None:
    problem = make_problem([], stage="published")
    wrong = make_decision(problem)
    mark, address = f"problem-{problem.pk}", f"{HOME}{wrong.slug}/correct/"
    sent = as_it_stands(coordinator, address) | {f"ruled_{mark}": "taken_back", f"why_{mark}_sv": " "}
    refused = coordinator.post(address, sent)
    assert (refused.status_code, set(refused.context["form"].errors)) == (422, {f"why_{mark}_sv"})
    # A decision that corrects nothing has nothing to take back.
    new = coordinator.get(f"{HOME}new/?things={mark}").content.decode()
    assert "taken_back" not in new


def test_a_correction_takes_up_what_should_have_been_ruled_on(coordinator: Client) -> None:
    dark = make_problem([], stage="published", sv="Det är mörkt på stigen")
    wet = make_problem([], slug="wet", stage="published", sv="Gården står under vatten")
    wrong = make_decision(dark)
    address = f"{HOME}{wrong.slug}/correct/"
    found = re.search(r'href="(\?more=yes[^"]*)"', coordinator.get(address).content.decode())
    assert found is not None
    choose = address + found.group(1).replace("&amp;", "&")
    assert "Gården står under vatten" in coordinator.get(choose).content.decode()
    gone_on = coordinator.get(address, {"more": "yes", "go": "on", "problems": wet.pk})
    assert gone_on.headers["Location"] == f"{address}?things=problem-{wet.pk}"
    marks = {name: f"problem-{one.pk}" for name, one in (("dark", dark), ("wet", wet))}
    sent = as_it_stands(coordinator, gone_on.headers["Location"]) | {
        f"ruled_{marks['dark']}": "taken_back",
        f"ruled_{marks['wet']}": "no",
        f"why_{marks['wet']}_sv": "Pengarna räcker inte.",
    }
    assert coordinator.post(gone_on.headers["Location"], sent).status_code == 302
    assert [one.ruled for one in rulings_on(wet)] == ["no"]
    assert rulings_on(dark) == []


def test_what_an_initiative_was_begun_on_leads_on_to_the_correction(coordinator: Client) -> None:
    dark = make_problem([make_voice().voice.pk], stage="published")
    wet = make_problem([make_voice().voice.pk], slug="wet", stage="published")
    wrong, idea = make_decision(dark, wet), make_idea(shown=True)
    answer_with(initiative_id=idea.pk, answers=list(wrong.rulings.all()), actor=None)
    right = taken_back(coordinator, wrong, f"problem-{dark.pk}", title_sv="Rättat beslut")
    everybody = Client()
    page = everybody.get("/sv/initiatives/light/").content.decode()
    assert f'href="/sv/decisions/{right.slug}/"' in page
    assert f"/sv/decisions/{wrong.slug}/" not in page
    assert WHY in page
    assert (
        f"/sv/decisions/{right.slug}/" in coordinator.get("/sv/workspace/initiatives/light/").content.decode()
    )
    for step, mark in (("initiative", "light"), ("decision", right.slug), ("problem", "wet")):
        thread = thread_through(Step(step), mark)
        assert thread is not None
        marks = {one: [knot.mark for knot in thread.knots[one]] for one in Step}
        assert marks[Step.DECISION] == [right.slug], step
        assert marks[Step.INITIATIVE] == ["light"], step
        assert marks[Step.PROBLEM] == ["wet"], step
    without = thread_through(Step.PROBLEM, "dark")
    assert without is not None
    assert (without.knots[Step.DECISION], without.knots[Step.INITIATIVE]) == ([], [])
    old = everybody.get(f"/sv/thread/decision/{wrong.slug}/")
    assert old.headers["Location"] == f"/sv/thread/decision/{right.slug}/"
    data = everybody.get(f"/sv/thread/decision/{wrong.slug}.json").json()
    assert data["start"]["mark"] == right.slug
    assert "/sv/initiatives/light/" in everybody.get("/sv/problems/wet/").content.decode()
    assert "/sv/initiatives/light/" not in everybody.get("/sv/problems/dark/").content.decode()


def corrected_meanwhile(wrong: Decision, thing: Problem) -> Decision:
    """Return the correction that a colleague records while somebody else writes another."""
    ruling = RuledOn(thing=thing, ruled=Ruled.NO, reason={"sv": "Det stod fel."})
    minuted = make_minuted(title={"sv": "Kollegans rättelse"})
    return decide(slug="colleague", minuted=minuted, rulings=[ruling], actor=None, corrects=wrong)


def test_a_correction_of_what_was_corrected_meanwhile_is_kept_and_leads_on(coordinator: Client) -> None:
    problem = make_problem([], stage="published")
    wrong = make_decision(problem)
    address = f"{HOME}{wrong.slug}/correct/"
    sent = as_it_stands(coordinator, address) | {"reason_sv": "En lång förklaring."}
    newest = corrected_meanwhile(wrong, problem)
    on = f"{HOME}{newest.slug}/correct/"
    refused = coordinator.post(address, sent)
    assert refused.status_code == 422
    assert str(CorrectedAlready.message) in refused.context["form"].non_field_errors()
    assert "En lång förklaring." in refused.text
    assert f'href="{on}"' in refused.text
    assert list(Decision.objects.filter(corrects=newest)) == []
    # Who has not begun to write is led on at once, with what was chosen; whose draft is there finds it.
    assert coordinator.get(address)["Location"] == on
    assert coordinator.get(f"{address}?things=problem-7")["Location"] == f"{on}?things=problem-7"
    names = {"draft": "save", "draft-fields": "reason_sv"}
    assert coordinator.post(address, sent | names)["Location"] == address
    draft = coordinator.get(address)
    assert "En lång förklaring." in draft.text
    assert f'href="{on}"' in draft.text
    assert "Kollegans rättelse" in draft.text
    assert coordinator.get(on).context["newest"] is None


def test_a_decision_on_what_was_joined_since_says_how_it_is_put_right(coordinator: Client) -> None:
    dark = make_problem([make_voice().voice.pk], stage="published", sv="Det är mörkt på stigen")
    into = make_problem([], slug="into", stage="published")
    wrong = make_decision(dark)
    act = join_problems(problem_id=dark.pk, into_id=into.pk, actor=None)
    address, mark = f"{HOME}{wrong.slug}/correct/", f"problem-{dark.pk}"
    form = coordinator.get(address).context["form"]
    assert form.fields[f"ruled_{mark}"].help_text == JOINED
    sent = as_it_stands(coordinator, address) | {"reference": "TN 2026-2"}
    with override("sv"):
        refused = coordinator.post(address, sent)
        words = str(JoinedSince("“Det är mörkt på stigen”"))
    assert refused.status_code == 422
    assert refused.context["form"].non_field_errors() == [words]
    undo_grouping(act=act, actor=None)
    assert coordinator.get(address).context["form"].fields[f"ruled_{mark}"].help_text == ""
    assert coordinator.post(address, sent).status_code == 302
    assert Decision.objects.get(corrects=wrong).reference == "TN 2026-2"


def test_a_decision_that_rules_on_nothing_is_corrected_in_the_language_it_was_written_in(
    coordinator: Client,
) -> None:
    dark = make_problem([], stage="published")
    first = make_decision(dark)
    empty = decide(
        slug="empty",
        minuted=make_minuted(reason={"en": "The wrong minutes."}, written_in="en"),
        rulings=[],
        actor=None,
        corrects=first,
        withdrawn=[Withdrawn(thing=dark, reason={"en": "The wrong yard."})],
    )
    form = coordinator.get(f"{HOME}{empty.slug}/correct/").context["form"]
    assert form["written_in"].value() == "en"


def test_the_words_of_a_decision_are_marked_with_their_language(coordinator: Client) -> None:
    problem = make_problem([], stage="published")
    minuted = make_minuted(
        title={"sv": "Ljus"},
        body={"sv": "Nämnden"},
        reason={"sv": "Det behövs."},
        scope={"sv": "Stigar"},
        dissent={"sv": "Två ledamöter"},
    )
    ruling = RuledOn(thing=problem, ruled=Ruled.YES, reason={"sv": "Där är mörkt."})
    first = decide(slug="first", minuted=minuted, rulings=[ruling], actor=None)
    arabic = Client().get("/ar/decisions/first/").text
    for text in ("Ljus", "Nämnden", "Det behövs.", "Stigar", "Två ledamöter", "Där är mörkt."):
        assert re.search(f'lang="sv"[^>]*>{text}', arabic), text
    assert '<bdi lang="sv">Nämnden</bdi>' in Client().get("/ar/decisions/").text
    assert '<bdi lang="sv">Nämnden</bdi>' in coordinator.get("/ar/workspace/decisions/").text
    assert "<bdi" not in Client().get("/sv/decisions/").text.partition("Nämnden")[0].rpartition("<p>")[2]
    taken_back(coordinator, first, f"problem-{problem.pk}")
    page = Client().get(f"/ar/decisions/{Decision.objects.get(corrects=first).slug}/").text
    assert re.search(f'lang="sv"[^>]*>{WHY}', page)


def many(count: int) -> list[Problem]:
    """Return so many published problems, the newest first."""
    first = make_problem([], slug="first", stage="published", sv="Det allra äldsta bekymret")
    Problem.objects.filter(pk=first.pk).update(made_at=timezone.now() - DAY)
    made = [
        make_problem([], slug=f"p{place}", stage="published", sv=f"Bekymmer {place}")
        for place in range(count)
    ]
    return [*reversed(made), first]


def test_what_a_decision_is_about_is_found_among_many_and_what_was_ticked_stays(coordinator: Client) -> None:
    *problems, oldest = many(30)
    page = coordinator.get(f"{HOME}new/").content.decode()
    assert page.count('type="checkbox"') == 20
    assert "Det allra äldsta bekymret" not in page
    ticked = [problems[29].pk, problems[0].pk]
    asked = {"problems": ticked, "problems-words": "äldsta", "find": "problems"}
    found = coordinator.get(f"{HOME}new/", asked).content.decode()
    boxes = re.findall(r'<input type="checkbox"[^>]*name="problems"[^>]*>', found)
    assert len(boxes) == 3
    assert {re.search(r'value="(\d+)"', box).group(1) for box in boxes if "checked" in box} == {  # type: ignore[union-attr]
        str(one) for one in ticked
    }
    assert "Det allra äldsta bekymret" in found
    gone_on = coordinator.get(f"{HOME}new/", {"problems": [*ticked, oldest.pk], "go": "on"})
    assert gone_on.status_code == 302
    for pk in (*ticked, oldest.pk):
        assert f"problem-{pk}" in gone_on.headers["Location"]
    nothing = coordinator.get(f"{HOME}new/", {"go": "on"})
    assert nothing.context["form"].errors
