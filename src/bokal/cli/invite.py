"""``bokal invite``: let somebody sign in, with a role."""

import argparse
import datetime

from bokal.cli.refusals import Refusal
from bokal.cli.serve import CannotServe, prepare_database
from bokal.programme.accounts.enums import WORKING_HERE, Role
from bokal.programme.accounts.services import invite_account
from bokal.programme.areas.models import Area
from bokal.programme.history.errors import Refused

HELP = "Invite somebody to work here."


def add_parser(subparsers: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Declare the command and what it takes."""
    parser = subparsers.add_parser("invite", help=HELP, description=HELP)
    parser.set_defaults(run=run)
    parser.add_argument("email", help="Address that sign-in codes are sent to.")
    parser.add_argument("--role", required=True, choices=[role.value for role in WORKING_HERE])
    parser.add_argument("--area", default="", help="Code of the only area the role holds in.")
    parser.add_argument("--name", default="")
    parser.add_argument(
        "--until", type=day, metavar="DAY", help="First day the role no longer holds, as 2027-01-31."
    )


def day(text: str) -> datetime.date:
    """Read a day as an option of a command."""
    try:
        return datetime.date.fromisoformat(text)
    except ValueError as wrong:
        raise argparse.ArgumentTypeError(f"{text!r} is not a day. Write it as 2027-01-31.") from wrong


def require_area(code: str) -> None:
    """Refuse an area that is not there: the role would hold nowhere, and nobody would notice."""
    if code and not Area.objects.filter(code=code).exists():
        raise Refusal(f"No area has the code {code}. Import the boundaries first, or look the code up.")


def run(options: argparse.Namespace) -> int:
    """Make the account and the role."""
    try:
        prepare_database(migrate=False)
        require_area(options.area)
        account = invite_account(
            email=options.email,
            role=Role(options.role),
            area_code=options.area,
            name=options.name,
            valid_to=options.until,
            actor=None,
        )
    except (CannotServe, Refused) as refusal:
        raise Refusal(str(refusal)) from refusal
    print(f"{account.email} can sign in as {options.role}. The code comes by e-mail.")
    return 0
