"""The programme with its goals and units, which are real, and accounts, which are constructed."""

import datetime
from typing import Any

from bokal.programme.accounts.enums import Role
from bokal.programme.accounts.models import Account, Membership
from bokal.programme.programmes.enums import Stage
from bokal.programme.programmes.models import Unit
from bokal.programme.programmes.services import (
    Description,
    add_unit,
    describe_programme,
    open_window,
    reorganise,
    set_goals,
)

ACCOUNTS = (
    ("coordinator@example.org", Role.COORDINATOR),
    ("recorder@example.org", Role.RECORDER),
    ("board@example.org", Role.BOARD),
    ("auditor@example.org", Role.AUDITOR),
    ("administrator@example.org", Role.ADMINISTRATOR),
)
# Speaks for an organisation that is made up; invited by the same service as for real.
SPEAKER = ("partner@example.org", Role.PARTNER)

CONTACT = {
    "sv": "Det här är en demonstration av Bokal. Ingen stad svarar här.",
    "en": "This is a demonstration of Bokal. No city answers here.",
    "ar": "هذا عرض توضيحي لنظام Bokal. لا تجيب هنا أي مدينة.",
}


def build_programme(data: dict[str, Any]) -> None:
    """Describe the programme, its goals and the units of the city."""
    day = datetime.date.fromisoformat
    describe_programme(
        description=Description(
            name=data["name"],
            city=data["city"],
            starts_on=day(data["starts_on"]),
            ends_on=day(data["ends_on"]),
            summary=data["summary"],
            contact=CONTACT,
            source=data["source"],
            constructed=data["constructed"],
        ),
        actor=None,
    )
    set_goals(goals=[(goal["text"], goal["source"]) for goal in data["goals"]], actor=None)
    for unit in data["units"]:
        add_unit(
            code=unit["code"],
            name=unit["name"],
            valid_from=day(unit["valid_from"]),
            valid_to=day(unit["valid_to"]) if unit["valid_to"] else None,
            source=unit["source"],
            actor=None,
        )
    units = {unit.code: unit for unit in Unit.objects.order_by("pk")}
    for succession in data["successions"]:
        reorganise(
            predecessors=[units[succession["predecessor"]]],
            successors=[units[succession["successor"]]],
            on=day(succession["from_day"]),
            actor=None,
        )
    open_window(stage=Stage.FIND, actor=None)


def build_accounts() -> None:
    """Make the constructed accounts that one can sign in with."""
    today = datetime.date(2026, 1, 1)
    for address, role in ACCOUNTS:
        account = Account.objects.filter(email=address).first()
        if account is None:
            account = Account.objects.create_user(address, name=f"{role.label} (constructed)")
        Membership.objects.get_or_create(
            account=account, role=role, area_code="", valid_to=None, defaults={"valid_from": today}
        )
