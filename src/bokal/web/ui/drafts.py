"""Forms that keep what was written until it is handed in: one decorator on the view, one include on the page.

The view says ``@keeps_draft(title)`` below its guard, and the page draws its form with
``components/form.html … draft=request.draft``. A draft is posted to the address of the form itself, so
whoever may not open the form cannot save a draft of it either.
"""

import datetime
import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import wraps
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse, QueryDict
from django.shortcuts import redirect
from django.urls import Resolver404, resolve, reverse
from django.utils.functional import Promise
from django.utils.translation import get_language_from_path, gettext, override

from bokal.programme.accounts.models import Account, Draft
from bokal.programme.accounts.services import drop_draft, find_draft, save_draft
from bokal.web.ui.formats import clock

type View = Callable[..., HttpResponse]
type Tell = Callable[[Mapping[str, list[str]]], dict[str, str]]

ACTION = "draft"
"""The field that says what to do with a draft: ``save`` or ``discard``."""

NAMES = "draft-fields"
"""The field with the names that may be kept; what it does not name never is."""

NEVER = (forms.PasswordInput, forms.FileInput)


@dataclass(frozen=True, slots=True)
class FormDraft:
    """What a page knows of its form's draft; ``saved`` is None until something was kept."""

    saved: Draft | None = None


@dataclass(frozen=True, slots=True)
class Unfinished:
    """A form somebody can go on with."""

    title: str
    address: str
    saved_at: datetime.datetime


@dataclass(frozen=True, slots=True)
class Place:
    """A view and its address in the language of the reader."""

    view: Any
    address: str


def draft_key(request: HttpRequest) -> str:
    """Name a form by its view and what it is about, alike in every language."""
    match = request.resolver_match
    assert match is not None
    about = (sorted(match.kwargs.items()), sorted(request.GET.lists()))
    return f"{match.view_name}:{hashlib.sha256(repr(about).encode()).hexdigest()[:32]}"


def keeps_draft(title: Promise | str, *, tell: Tell | None = None) -> Callable[[View], View]:
    """Keep a draft of the form on a view's page; ``title`` names it among the unfinished on the desk.

    ``tell`` says of fields by name what their hints say of what was kept, for a script to put there.
    A post that is answered by leading on has succeeded, and its draft falls away.
    """

    def decorate(view: View) -> View:
        @wraps(view)
        def drafting_view(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            account, key = writer(request), draft_key(request)
            if request.method == "POST" and ACTION in request.POST:
                return change_draft(request, account, key, tell)
            asked = request.method != "POST"
            request.draft = FormDraft(find_draft(account=account, key=key) if asked else None)  # type: ignore[attr-defined]
            response = view(request, *args, **kwargs)
            if request.method == "POST" and isinstance(response, HttpResponseRedirect):
                drop_draft(account=account, key=key)
            return response

        drafting_view.drafts_as = title  # type: ignore[attr-defined]
        return drafting_view

    return decorate


def writer(request: HttpRequest) -> Account:
    """Return who writes; the guard above has made sure that somebody has signed in."""
    assert isinstance(request.user, Account)
    return request.user


def change_draft(request: HttpRequest, account: Account, key: str, tell: Tell | None) -> HttpResponse:
    """Save or discard the draft; a script is told in words when, everybody else sees the page again."""
    address = request.get_full_path()
    if request.POST[ACTION] != "save":
        drop_draft(account=account, key=key)
        return redirect(address)
    fields = fields_to_keep(request.POST)
    draft = save_draft(account=account, key=key, address=address, fields=fields)
    if request.headers.get("Accept") != "application/json":
        return redirect(address)
    answer: dict[str, object] = {"said": gettext("Saved %(time)s") % {"time": clock(draft.saved_at)}}
    return JsonResponse(answer if tell is None else answer | {"told": tell(fields)})


def fields_to_keep(post: QueryDict) -> dict[str, list[str]]:
    """Return the values of the fields that the page has named, and of no other."""
    named = {name for line in post.getlist(NAMES) for name in line.split()}
    return {name: post.getlist(name) for name in sorted(named) if name in post}


def names_to_keep(form: forms.BaseForm) -> list[str]:
    """Return the names of a form's fields without files, passwords and codes that hold once."""
    return [
        form.add_prefix(name)
        for name, field in form.fields.items()
        if not isinstance(field.widget, NEVER)
        and field.widget.attrs.get("autocomplete") not in {"off", "one-time-code"}
    ]


def fill_from_draft(form: forms.BaseForm, draft: Draft) -> None:
    """Have a form that was not sent start from what was kept."""
    if form.is_bound:
        return
    data = QueryDict(mutable=True)
    for name, values in draft.fields.items():
        data.setlist(name, values)
    fill_in(form, data)


def fill_in(form: forms.BaseForm, data: QueryDict) -> None:
    """Have a form start from values as they are sent; what is not among them stays as it was."""
    for name, field in form.fields.items():
        whole = form.add_prefix(name)
        if isinstance(field.widget, NEVER) or field.widget.value_omitted_from_data(data, {}, whole):
            continue
        form.initial[name] = field.widget.value_from_datadict(data, {}, whole)


def unfinished(account: Account) -> list[Unfinished]:
    """Return the forms somebody can go on with, newest first; what is closed by now is left out."""
    places = ((draft, place_of(draft.address)) for draft in account.drafts.order_by("-saved_at", "-pk"))
    return [
        Unfinished(str(place.view.drafts_as), place.address, draft.saved_at)
        for draft, place in places
        if place is not None and place.view.allowed_by(account)
    ]


def place_of(address: str) -> Place | None:
    """Find the page of an address in any language, if it is still there."""
    path, _mark, query = address.partition("?")
    try:
        with override(get_language_from_path(path)):
            match = resolve(path)
    except Resolver404:
        return None
    here = reverse(match.view_name, args=match.args, kwargs=match.kwargs)
    return Place(match.func, f"{here}?{query}" if query else here)
