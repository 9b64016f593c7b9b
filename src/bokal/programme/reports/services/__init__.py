"""The doors to reports: prepare one, publish an edition, verify it."""

from bokal.programme.reports.services.compare_contents import Change, Comparison, Difference
from bokal.programme.reports.services.figures import Figure, figures_of
from bokal.programme.reports.services.prepare_report import prepare_report
from bokal.programme.reports.services.preview_report import Preview, draw_draft, preview_report
from bokal.programme.reports.services.publish_report import publish_report
from bokal.programme.reports.services.report_texts import MOST_WORDS, placeholder_of, words_in
from bokal.programme.reports.services.review_report import (
    approve_report,
    return_report,
    send_in_report,
    write_text,
)
from bokal.programme.reports.services.review_state import last_step, missing_approval, next_edition
from bokal.programme.reports.services.shapes import shape_of
from bokal.programme.reports.services.status_chain import first_that_follows, followed
from bokal.programme.reports.services.verify_report import Verification, verify_snapshot

__all__ = [
    "MOST_WORDS",
    "Change",
    "Comparison",
    "Difference",
    "Figure",
    "Preview",
    "Verification",
    "approve_report",
    "draw_draft",
    "figures_of",
    "first_that_follows",
    "followed",
    "last_step",
    "missing_approval",
    "next_edition",
    "placeholder_of",
    "prepare_report",
    "preview_report",
    "publish_report",
    "return_report",
    "send_in_report",
    "shape_of",
    "verify_snapshot",
    "words_in",
    "write_text",
]
