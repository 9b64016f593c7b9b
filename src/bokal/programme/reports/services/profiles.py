"""The kinds of report, each with the function that builds its content from stored records."""

from collections.abc import Mapping
from typing import Any, Protocol

from bokal.programme.reports.errors import UnknownProfile
from bokal.programme.reports.services.consistent_read import consistent_read
from bokal.programme.reports.services.status_report import build_status_report
from bokal.programme.reports.services.welfare_ranking import build_welfare_ranking


class Builder(Protocol):
    """Builds the content of one kind of report; with ``as_run`` only of the figures its run was made of."""

    def __call__(self, subject: Mapping[str, Any], *, as_run: bool) -> dict[str, Any]: ...


PROFILES: dict[str, Builder] = {
    "welfare-ranking": build_welfare_ranking,
    "status-report": build_status_report,
}


def build_content(*, profile: str, subject: Mapping[str, Any], as_run: bool) -> dict[str, Any]:
    """Build the content of a report of a kind: figures, tables, shapes, sources and texts.

    All of it is read at one moment. Profile and subject are part of the content, so that an edition can be
    verified from itself, whatever the report is built from by then.
    """
    if profile not in PROFILES:
        raise UnknownProfile
    with consistent_read():
        built = PROFILES[profile](subject, as_run=as_run)
    return {"profile": profile, "subject": dict(subject), **built}
