"""The status report (lägesrapport): what was done, decided, paid and learned in a period, from the records.

Everything is as it stood at the end of the period, so that it comes out the same when computed again: what is
recorded later belongs to the next report, which tells it and says that it is late. Only a correction of what
an edition counted reaches back, and then verifying the edition names it.
"""

from collections.abc import Mapping
from typing import Any

from bokal.programme.programmes.models import Programme
from bokal.programme.reports.services.report_texts import texts_of
from bokal.programme.reports.services.status_chain import followed
from bokal.programme.reports.services.status_initiatives import (
    assumptions_of,
    initiatives_in,
    initiatives_told,
    overview_of,
    unknown_of,
)
from bokal.programme.reports.services.status_money import money_of
from bokal.programme.reports.services.status_people import people_of
from bokal.programme.reports.services.status_span import PROFILE, Json, Span, area_of, iso, span_of
from bokal.programme.reports.services.status_voices import (
    decisions_of,
    made_up_voices,
    promises_of,
    voices_of,
)
from bokal.programme.reports.services.status_work import gates_of, handovers_of, works_of

REGISTERS: dict[str, dict[str, str]] = {
    "initiatives": {"en": "Initiatives", "sv": "Insatser", "ar": "المبادرات"},
    "plans": {"en": "Plans of initiatives", "sv": "Insatsernas planer", "ar": "خطط المبادرات"},
    "updates": {
        "en": "Approved reports from the work",
        "sv": "Godkända lägesuppgifter från arbetet",
        "ar": "تقارير معتمدة من العمل",
    },
    "sessions": {
        "en": "Groups and their meetings",
        "sv": "Grupper och deras träffar",
        "ar": "المجموعات ولقاءاتها",
    },
    "gates": {"en": "Gates", "sv": "Avstämningar", "ar": "نقاط القرار"},
    "decisions": {"en": "Decisions", "sv": "Beslut", "ar": "القرارات"},
    "ledger": {
        "en": "Budget lines and their entries",
        "sv": "Budgetrader och poster",
        "ar": "بنود الميزانية وقيودها",
    },
    "works": {"en": "Works", "sv": "Fysiska åtgärder", "ar": "الأشغال"},
    "handovers": {"en": "Handovers", "sv": "Överlämningar", "ar": "عمليات التسليم"},
    "voices": {"en": "Voices and answers", "sv": "Röster och svar", "ar": "الأصوات والإجابات"},
    "promises": {"en": "Promises", "sv": "Löften", "ar": "الوعود"},
}
"""The registers that figures are counted from."""


def build_status_report(subject: Mapping[str, Any], *, as_run: bool) -> Json:
    """Build the content from period, ``area``, ``funder`` and the ``texts`` of the sections.

    Nothing was run before; ``as_run`` stands for an edition that is to come, which follows those that are
    published by now. One that is there says itself which it followed.

    Raises
    ------
    NoSuchArea
        The area is not known.
    DayKept, KnowsLess, PeriodTold
        It would tell what the reports before or after it tell, or leave something out.
    NoSuchFigure
        A text asks for a number that is not there.
    PeriodWrong
        There is no period, or its days are out of order.
    TextTooLong
        A text has too many words.
    """
    subject = followed(subject) if as_run else dict(subject)
    facts = status_facts(span_of(subject))
    return facts | {"subject": subject, "texts": texts_of(subject.get("texts", {}), facts)}


def status_facts(span: Span) -> Json:
    """Build all of the content that comes from records; it has no words of an author."""
    initiatives = initiatives_in(span)
    before = {one.pk for one in initiatives_in(span.former)} if span.former else set()
    told = initiatives_told(initiatives, span)
    decisions = decisions_of(initiatives, before, span)
    promises = promises_of(initiatives, before, span)
    listed = (*told, *decisions["decisions"], *promises["promises"])
    made_up = any(one["constructed"] for one in listed) or made_up_voices(span)
    return {
        "profile": PROFILE,
        "programme": programme_of(),
        "period": {
            "from": span.first.isoformat(),
            "to": span.after.isoformat(),
            "known_on": span.known.isoformat(),
            "told_until": iso(span.told),
            **({"beside": True} if span.beside else {}),
        },
        "area": area_of(span),
        "funder": span.funder,
        "constructed": made_up,
        "overview": overview_of(told),
        "initiatives": told,
        "people": people_of(initiatives, before, span),
        "gates": gates_of(initiatives, before, span),
        "decisions": decisions,
        "money": money_of(initiatives, span),
        "works": works_of(initiatives, span),
        "handovers": handovers_of(initiatives, span),
        "voices": voices_of(span),
        "promises": promises,
        "assumptions": assumptions_of(initiatives, before, span),
        "unknown": unknown_of(told),
        "sources": sources_of(),
    }


def programme_of() -> Json:
    """Return the programme the report belongs to."""
    programme = Programme.objects.order_by("pk").first()
    if programme is None:
        return {"name": {}, "city": "", "currency": "SEK"}
    return {"name": programme.name, "city": programme.city, "currency": programme.currency}


def sources_of() -> list[Json]:
    """Name the registers of the programme that the figures are counted from."""
    programme = programme_of()
    return [
        {"slug": slug, "title": title, "publisher": programme["city"], "reference": ""}
        for slug, title in REGISTERS.items()
    ]
