"""The kinds of report: what builds their content from records, and when an edition may be published."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Protocol

from bokal.programme.reports.errors import UnknownProfile
from bokal.programme.reports.services.consistent_read import consistent_read
from bokal.programme.reports.services.status_chain import has_begun, still_follows
from bokal.programme.reports.services.status_report import build_status_report
from bokal.programme.reports.services.welfare_ranking import build_welfare_ranking


class Builder(Protocol):
    """Builds the content of one kind of report; with ``as_run`` only of the figures its run was made of."""

    def __call__(self, subject: Mapping[str, Any], *, as_run: bool) -> dict[str, Any]: ...


type Holds = Callable[[Mapping[str, Any]], bool]


def always(_subject: Mapping[str, Any]) -> bool:
    """Stand in for a kind of report that is about no period, or whose editions follow no others."""
    return True


@dataclass(frozen=True, slots=True)
class Profile:
    """A kind of report.

    Attributes
    ----------
    build
        Builds the content.
    has_begun
        Whether an edition on a subject is about a time of which anything can be known.
    still_follows
        Whether an edition that was drawn fits what has been published meanwhile.
    """

    build: Builder
    has_begun: Holds = always
    still_follows: Holds = always


PROFILES = {
    "welfare-ranking": Profile(build_welfare_ranking),
    "status-report": Profile(build_status_report, has_begun=has_begun, still_follows=still_follows),
}


def build_content(*, profile: str, subject: Mapping[str, Any], as_run: bool) -> dict[str, Any]:
    """Build the content of a report of a kind: figures, tables, shapes, sources and texts.

    All of it is read at one moment. Profile and subject are part of the content, so that an edition can be
    verified from itself, whatever the report is built from by then.
    """
    if profile not in PROFILES:
        raise UnknownProfile
    with consistent_read():
        built = PROFILES[profile].build(subject, as_run=as_run)
    return {"profile": profile, "subject": dict(subject), **built}
