"""An extract of the ledger: hand it in, see what goes where, choose for the rest, then let it.

A small one is read while the page waits. A large one is read in the background, and leads to the same pages.
"""

import datetime
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.urls import path
from django.utils import timezone
from django.utils.translation import get_language
from django.views.decorators.http import require_POST

from bokal.programme.documents.enums import Access
from bokal.programme.documents.errors import DocumentRefused
from bokal.programme.documents.models import Document
from bokal.programme.history.errors import Refused
from bokal.programme.initiatives.models import LedgerFile
from bokal.programme.initiatives.perms import can_enter_money
from bokal.programme.initiatives.services.import_ledger import LedgerChoices, look_at_ledger, read_in_ledger
from bokal.programme.initiatives.services.ledger_outline import GroupOutline, LedgerOutline, outline_of
from bokal.programme.initiatives.services.wait_ledger import (
    WAITS,
    forget_ledgers,
    keep_ledger,
    ledger_content,
    ledger_name,
)
from bokal.programme.initiatives.tasks import look_at_waiting_ledger, read_in_waiting_ledger
from bokal.programme.queue.models import Job
from bokal.programme.queue.services import JobProgress, job_state
from bokal.web.ui.choosing import LONGEST, SHOWN
from bokal.web.ui.guards import allow
from bokal.web.ui.sent_numbers import number_in
from bokal.web.workspace.imports import account_of
from bokal.web.workspace.money_forms import LedgerForm, LedgerTermsForm, line_choices, lines_fitting

WAITING = "ledger"
EARLIER = 20
# About 8,000 rows, which are looked at in a second.
AT_ONCE = 500_000
TASKS = {task.module_path for task in (look_at_waiting_ledger, read_in_waiting_ledger)}


@allow(can_enter_money)
def ledger_start(request: HttpRequest) -> HttpResponse:
    form = LedgerForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        try:
            return taken_in(request, form)
        except DocumentRefused as refusal:
            form.add_error("file", str(refusal))
    files = LedgerFile.objects.order_by("-at", "-pk")[:EARLIER]
    status = 422 if form.is_bound else 200
    return render(request, "workspace/money/ledger.html", {"form": form, "files": files}, status=status)


def taken_in(request: HttpRequest, form: LedgerForm) -> HttpResponse:
    """Keep a file until it is read in; a small one is looked at first, and not kept when it is wrong."""
    upload = form.cleaned_data["file"]
    content = upload.read()
    large = len(content) > AT_ONCE
    if not large:
        look = outline_of(look_at_ledger(content=content, name=upload.name))
        if look.wrong:
            return refused(request, look)
    document = keep_ledger(content=content, name=upload.name, actor=account_of(request))
    wait_for(request, document.pk)
    if large:
        return in_background(request, look_at_waiting_ledger, document, LedgerChoices())
    return redirect("workspace:money-ledger-preview")


def wait_for(request: HttpRequest, document: int, job: str = "") -> None:
    """Note which file waits for whoever hands it in, and which job has looked at it."""
    waiting = request.session.get(WAITING, {})
    since = waiting["since"] if waiting.get("document") == document else timezone.now().isoformat()
    words = waiting.get("words", "") if waiting.get("document") == document else ""
    request.session[WAITING] = {"document": document, "job": job, "since": since, "words": words}


def in_background(
    request: HttpRequest, task: Any, document: Document, choices: LedgerChoices
) -> HttpResponse:
    """Have a file looked at or read in in the background, and show how far that is."""
    job = task.enqueue(document.pk, account_of(request).pk, choices.as_dict(), get_language())
    wait_for(request, document.pk, str(job.id))
    return redirect("workspace:job-progress", public_id=job.id)


def refused(request: HttpRequest, look: LedgerOutline) -> HttpResponse:
    """Say what is wrong with a file, which waits for nothing any more."""
    forget_waiting(request)
    return render(request, "workspace/money/ledger_refused.html", {"look": look}, status=422)


def forget_waiting(request: HttpRequest) -> None:
    """Let go of the file that waited; what was read in stays with its payments."""
    waiting = request.session.pop(WAITING, None)
    if waiting is not None:
        forget_ledgers(waiting["document"])


def waiting_document(request: HttpRequest) -> Document | None:
    """Return the file that waits to be read in; after a day it waits no longer."""
    waiting = request.session.get(WAITING)
    if waiting is None or datetime.datetime.fromisoformat(waiting["since"]) < timezone.now() - WAITS:
        return None
    return Document.objects.filter(pk=waiting["document"], access=Access.STAFF).first()


def choices_in(request: HttpRequest, terms: LedgerTermsForm) -> LedgerChoices:
    """Return what was chosen for rows that fit several lines or none."""
    chosen = zip(request.POST.getlist("group"), map(number_in, request.POST.getlist("line")), strict=False)
    # What is asked again counts as it is answered now.
    lines = {group: number for group, number in dict(chosen).items() if number is not None}
    return LedgerChoices(lines, terms.cleaned_data["releases"], terms.written("overrun"))


def look_for_lines(request: HttpRequest) -> None:
    """Note by which words lines are looked for, for as long as the file waits."""
    words = request.POST.get("words", "").replace("\0", "").strip()[:LONGEST]
    request.session[WAITING] = request.session[WAITING] | {"words": words}


@dataclass(frozen=True, slots=True)
class Offered:
    """The first lines of a year that fit what is looked for, drawn, and whether there are more."""

    drawn: str
    more: bool


def lines_offered(year: int, words: str) -> Offered:
    """Return the lines of a year to choose from; of very many the first that fit some words."""
    found = list(line_choices().filter(lines_fitting(words), year=year)[: SHOWN + 1])
    drawn = render_to_string("workspace/money/line_options.html", {"lines": found[:SHOWN]})
    return Offered(drawn, len(found) > SHOWN)


def with_lines(groups: Sequence[GroupOutline], words: str) -> list[tuple[GroupOutline, Offered]]:
    """Add to each group the lines of its year to choose from, drawn once for all groups of the year."""
    by_year = {year: lines_offered(year, words) for year in {group.year for group in groups}}
    return [(group, by_year[group.year]) for group in groups]


def preview(
    request: HttpRequest, look: LedgerOutline, choices: LedgerChoices | None = None, said: str = ""
) -> HttpResponse:
    """Draw what a file would do, with what was chosen already."""
    chosen = choices or LedgerChoices()
    known = {"overrun": chosen.overrun_because}
    words = request.session[WAITING].get("words", "")
    groups = with_lines(look.groups, words)
    context = {
        "look": look,
        "groups": groups,
        "words": words,
        "searches": bool(words) or any(lines.more for _group, lines in groups),
        "chosen": dict(chosen.lines),
        "terms": LedgerTermsForm(known=known, initial={"releases": chosen.releases}),
        "said": said,
    }
    return render(request, "workspace/money/ledger_preview.html", context, status=409 if said else 200)


@allow(can_enter_money)
def ledger_preview(request: HttpRequest) -> HttpResponse:
    document = waiting_document(request)
    if document is None:
        return redirect("workspace:money-ledger")
    job = request.session[WAITING]["job"]
    if job:
        return redirect("workspace:money-ledger-outcome", public_id=job)
    look = outline_of(look_at_ledger(content=ledger_content(document), name=ledger_name(document)))
    return refused(request, look) if look.wrong else preview(request, look)


@allow(can_enter_money)
@require_POST
def ledger_apply(request: HttpRequest) -> HttpResponse:
    """Read the file in, or show again what is missing."""
    document = waiting_document(request)
    if document is None:
        return redirect("workspace:money-ledger")
    terms = LedgerTermsForm(request.POST)
    terms.is_valid()
    choices, enters = choices_in(request, terms), request.POST.get("do") == "enter"
    look_for_lines(request)
    job = request.session[WAITING]["job"]
    if job and request.POST.get("do") == "find" and choices.as_dict() == job_state(uuid.UUID(job)).args[2]:
        # Nothing more was chosen: what was found in the file stands.
        return redirect("workspace:money-ledger-outcome", public_id=job)
    if job:
        task = read_in_waiting_ledger if enters else look_at_waiting_ledger
        return in_background(request, task, document, choices)
    return at_once(request, document, choices, enters=enters)


def at_once(
    request: HttpRequest, document: Document, choices: LedgerChoices, *, enters: bool
) -> HttpResponse:
    """Read a small file in while the page waits, or look at it again."""
    given: dict[str, Any] = {"content": ledger_content(document), "name": ledger_name(document)}
    said = ""
    if enters:
        try:
            done = read_in_ledger(actor=account_of(request), choices=choices, **given)
        except Refused as refusal:
            said = str(refusal)
        else:
            return done_page(request, outline_of(done))
    look = outline_of(look_at_ledger(choices=choices, **given))
    return refused(request, look) if look.wrong else preview(request, look, choices, said)


def done_page(request: HttpRequest, look: LedgerOutline) -> HttpResponse:
    """Say what was entered; the file waits for nothing any more."""
    forget_waiting(request)
    return render(request, "workspace/money/ledger_done.html", {"look": look})


def own_job(request: HttpRequest, public_id: uuid.UUID) -> JobProgress:
    """Return the work on a file that whoever asks has handed in; that of others does not exist for them."""
    try:
        job = job_state(public_id)
    except Job.DoesNotExist as missing:
        raise Http404 from missing
    if job.task not in TASKS or job.args[1] != request.user.pk:
        raise Http404
    return job


@allow(can_enter_money)
def ledger_outcome(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """Show what work in the background found in a file or did with it, as for a file that is read at once."""
    job = own_job(request, public_id)
    if not isinstance(job.result, dict):
        return redirect("workspace:job-progress", public_id=public_id)
    document, _actor, choices, _language = job.args
    if job.result["entered"]:
        if request.session.get(WAITING, {}).get("job") == str(public_id):
            forget_waiting(request)
        look = LedgerOutline.from_dict(job.result["ledger"])
        return render(request, "workspace/money/ledger_done.html", {"look": look})
    wait_for(request, document, str(public_id))
    if waiting_document(request) is None:
        return redirect("workspace:money-ledger")
    look = LedgerOutline.from_dict(job.result["ledger"])
    if look.wrong:
        return refused(request, look)
    return preview(request, look, LedgerChoices.from_dict(choices), job.result.get("refused", ""))


urlpatterns = [
    path("", ledger_start, name="money-ledger"),
    path("preview/", ledger_preview, name="money-ledger-preview"),
    path("apply/", ledger_apply, name="money-ledger-apply"),
    path("outcome/<uuid:public_id>/", ledger_outcome, name="money-ledger-outcome"),
]
