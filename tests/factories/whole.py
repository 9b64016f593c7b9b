"""An initiative with everything that can be on one; all of it constructed."""

import datetime
from decimal import Decimal

from django.utils import timezone

from bokal.programme.decisions.enums import Ruled
from bokal.programme.decisions.models import Decision
from bokal.programme.decisions.services import RuledOn, decide
from bokal.programme.initiatives.calculations import Pair
from bokal.programme.initiatives.enums import GateKind, GateRuling, Phase
from bokal.programme.initiatives.models import Initiative
from bokal.programme.initiatives.services import answer_with, learn, serve_goals, take_part
from bokal.programme.initiatives.services.attachments import Attached, attach
from bokal.programme.initiatives.services.handover import accept_handover, propose_handover
from bokal.programme.initiatives.services.social import Gathered, count_outcome, count_session, gather_cohort
from bokal.programme.programmes.services import set_goals
from bokal.programme.voices.enums import Author
from bokal.programme.voices.models import Problem, Proposal
from bokal.programme.voices.services import Terms, Text, draft_proposal, publish_wording, show_wording
from tests.factories.accounts import make_account
from tests.factories.documents import keep
from tests.factories.initiatives import (
    decide_gate,
    make_decision,
    make_measure,
    make_minuted,
    make_proposed,
    make_ready,
    settle_all,
    start,
)
from tests.factories.money import make_line
from tests.factories.organisations import make_organisation, make_own_promise
from tests.factories.updates import make_approved
from tests.factories.voices import make_picture, make_problem, make_voice
from tests.factories.works import make_work

DAY = datetime.timedelta(days=1)


def make_whole(slug: str = "light") -> Initiative:
    """Return an initiative with two or more of each thing that its page can show."""
    initiative = make_ready(slug, measures=0)
    answers_and_serves(initiative)
    for _one in range(2):
        make_measure(initiative, groups=["woman", "man"])
    start(initiative)
    reports(initiative)
    gathers(initiative)
    for place in range(2):
        make_work(initiative, f"path-{place}")
        make_line(initiative, planned=1_000_00, account=str(4600 + place))
        attach(
            initiative_id=initiative.pk,
            content=b"%PDF-1.7 letter " + bytes([65 + place]),
            name="letter.pdf",
            attached=Attached(title={"sv": "Brev"}, shown=True),
            actor=None,
        )
        organisation = make_organisation(f"house-{place}")
        promise = make_own_promise(organisation)
        take_part(initiative_id=initiative.pk, organisation=organisation, promise=promise, actor=None)
    hands_over(initiative)
    initiative.refresh_from_db()
    return initiative


def answers_and_serves(initiative: Initiative) -> None:
    """Have it answer problems, a proposal and a decision, and serve two goals."""
    voices = [make_voice(published=True).voice.pk for _one in range(2)]
    problems = [
        make_problem([voice], slug=f"dark-{place}", stage="published", sv="Det är mörkt")
        for place, voice in enumerate(voices)
    ]
    proposal = make_proposal(problems[0])
    ruling = make_decision(*problems, proposal, slug="lamps").rulings.get(problem=problems[0])
    answer_with(initiative_id=initiative.pk, answers=[*problems, proposal, ruling], actor=None)
    goals = set_goals(goals=[({"sv": "Trygga gator"}, ""), ({"sv": "Fler jobb"}, "")], actor=None)
    serve_goals(initiative_id=initiative.pk, goals=goals, actor=None)


def make_proposal(problem: Problem) -> Proposal:
    """Return a published proposal of residents."""
    proposal = draft_proposal(
        slug="lamps",
        area=problem.area,
        problems=[problem.pk],
        terms=Terms(Author.RESIDENTS),
        texts={"sv": Text("Sätt upp lampor")},
        written_in="sv",
        actor=None,
    )
    show_wording(thing=proposal, actor=None)
    publish_wording(thing=proposal, actor=None)
    return proposal


def reports(initiative: Initiative) -> None:
    """Report on each measure, by groups and with a picture."""
    for measure in initiative.measures.all():
        for months in (3, 2):
            make_approved(
                measure,
                months_ago=months,
                sentence="Fler går här.",
                photo=keep(make_picture(), name="lamp.jpg"),
                portions={"woman": Pair(Decimal(60)), "man": Pair(Decimal(40))},
            )


def gathers(initiative: Initiative) -> None:
    """Let two cohorts begin, meet and get somewhere."""
    today = timezone.localdate()
    for place in range(2):
        gathered = Gathered(
            name={"sv": f"Grupp {place}"},
            from_day=today - 60 * DAY,
            people=30,
            groups={"woman": 20, "man": 10},
            steps=[{"sv": "Simma"}],
        )
        cohort = gather_cohort(initiative_id=initiative.pk, gathered=gathered, actor=None)
        for days in (20, 10):
            count_session(cohort_id=cohort.pk, on=today - days * DAY, came=12, step=0, actor=None)
        count_outcome(
            cohort_id=cohort.pk,
            what={"sv": "Kan simma"},
            period_from=today - 60 * DAY,
            period_to=today,
            reached=20,
            actor=None,
        )


def hands_over(initiative: Initiative) -> None:
    """Take it through its gates into other hands, with every line settled and what was learned."""
    decide_gate(initiative, GateKind.CONTINUE, GateRuling.CONTINUE)
    decide_gate(initiative, GateKind.HANDOVER, GateRuling.HAND_OVER)
    propose_handover(initiative_id=initiative.pk, proposed=make_proposed(), actor=make_account())
    handover = accept_handover(initiative_id=initiative.pk, actor=make_account())
    settle_all(handover)
    initiative.refresh_from_db()
    assert initiative.phase == Phase.HANDED_OVER
    learn(initiative_id=initiative.pk, lesson={"sv": "Börja i liten skala."}, actor=None)


def correct_decision() -> None:
    """Put a decision right that an initiative rests on; it says the same of all things."""
    wrong = Decision.objects.get(slug="lamps")
    things = [one.problem or one.proposal for one in wrong.rulings.all()]
    rulings = [RuledOn(thing=one, ruled=Ruled.YES, reason={"sv": "Det behövs."}) for one in things]
    minuted = make_minuted(title={"sv": "Lampor, rätt skrivet"})
    decide(slug="lamps-right", minuted=minuted, rulings=rulings, actor=make_account(), corrects=wrong)
