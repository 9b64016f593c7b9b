"""The doors to reports: prepare one, publish an edition, verify it."""

from bokal.programme.reports.services.compare_contents import Change, Comparison, Difference
from bokal.programme.reports.services.figures import Figure, figures_of
from bokal.programme.reports.services.prepare_report import prepare_report
from bokal.programme.reports.services.preview_report import Preview, draw_draft, preview_report
from bokal.programme.reports.services.publish_report import publish_report
from bokal.programme.reports.services.verify_report import Verification, verify_snapshot

__all__ = [
    "Change",
    "Comparison",
    "Difference",
    "Figure",
    "Preview",
    "Verification",
    "draw_draft",
    "figures_of",
    "prepare_report",
    "preview_report",
    "publish_report",
    "verify_snapshot",
]
