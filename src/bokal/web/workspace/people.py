"""Who works here: see, invite, give and end roles."""

import csv
import io

from allauth.socialaccount.models import SocialAccount
from django.conf import settings
from django.core.paginator import Paginator
from django.db.models import Prefetch, Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST

from bokal.programme.accounts.models import Account, Membership
from bokal.programme.accounts.perms import can_manage_people
from bokal.programme.accounts.services import (
    deactivate_account,
    end_membership,
    forget_identities,
    grant_membership,
    invite_account,
    register_identity,
)
from bokal.programme.documents.services import disarmed
from bokal.programme.history.errors import Refused
from bokal.web.ui.drafts import keeps_draft
from bokal.web.ui.guards import allow
from bokal.web.workspace.imports import account_of
from bokal.web.workspace.people_forms import (
    CloseForm,
    EndForm,
    FilterForm,
    IdentityForm,
    InviteForm,
    RoleForm,
)

SORTS = {"name": ("name", "email"), "email": ("email",), "newest": ("-joined_at", "-pk")}
COLUMNS = ("name", "email", "account", "role", "area", "valid_from", "valid_to")


def people_found(form: FilterForm) -> QuerySet[Account]:
    """Return the people that the filter keeps, in the order asked for, with their roles."""
    found = form.cleaned_data if form.is_valid() else {}
    today = timezone.localdate()
    held = Membership.objects.valid_on(today)
    if found.get("role"):
        held = held.filter(role=found["role"])
    accounts = Account.objects.order_by(*SORTS[found.get("sort") or "name"])
    if found.get("q"):
        accounts = accounts.filter(Q(name__icontains=found["q"]) | Q(email__icontains=found["q"]))
    if found.get("state") == "closed":
        accounts = accounts.filter(is_active=False)
    elif found.get("state") != "all":
        accounts = accounts.filter(is_active=True)
    if found.get("role"):
        accounts = accounts.filter(pk__in=held.values("account"))
    roles = Membership.objects.valid_on(today).order_by("role", "area_code")
    return accounts.prefetch_related(Prefetch("memberships", roles, to_attr="current_roles"))


def filter_of(request: HttpRequest) -> FilterForm:
    """Return what was asked for; it comes in the body alone: names in the address of a page are logged."""
    return FilterForm(request.POST or None)


@allow(can_manage_people)
@never_cache
def people(request: HttpRequest) -> HttpResponse:
    form = filter_of(request)
    page = Paginator(people_found(form), 50).get_page(request.POST.get("page"))
    return render(request, "workspace/people/list.html", {"form": form, "people": page})


@allow(can_manage_people)
@never_cache
def people_table(request: HttpRequest) -> HttpResponse:
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(COLUMNS)
    for account in people_found(filter_of(request)):
        state = "open" if account.is_active else "closed"
        own = (account.name, account.email, state)
        for role in account.current_roles or [None]:  # type: ignore[attr-defined]
            rest = (role.role, role.area_code, role.valid_from, role.valid_to or "") if role else ("",) * 4
            writer.writerow([disarmed(str(cell)) for cell in (*own, *rest)])
    response = HttpResponse(text.getvalue(), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="people.csv"'
    return response


@allow(can_manage_people)
@keeps_draft(_("Invite somebody"))
def people_invite(request: HttpRequest) -> HttpResponse:
    form = InviteForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            account = invite_account(**form.cleaned_data, actor=account_of(request))
            return redirect("workspace:person", number=account.pk)
        except Refused as refusal:
            form.add_error(None, str(refusal))
    return render(
        request, "workspace/people/invite.html", {"form": form}, status=422 if form.is_bound else 200
    )


@allow(can_manage_people)
@never_cache
def person(request: HttpRequest, number: int) -> HttpResponse:
    found = get_object_or_404(Account, pk=number)
    form = RoleForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            grant_membership(account_id=found.pk, **form.cleaned_data, actor=account_of(request))
            return redirect("workspace:person", number=found.pk)
        except Refused as refusal:
            form.add_error(None, str(refusal))
    return person_page(request, found, form=form)


def person_page(
    request: HttpRequest,
    found: Account,
    *,
    form: RoleForm,
    refusal: EndForm | CloseForm | None = None,
    identity: IdentityForm | None = None,
) -> HttpResponse:
    """Draw the page of one person; ``refusal`` is a form that says why something was not done."""
    context = {
        "person": found,
        "today": timezone.localdate(),
        "memberships": found.memberships.select_related("spokesperson__organisation").order_by(
            "-valid_from", "role", "area_code"
        ),
        "form": form,
        "refusal": refusal,
        "with_provider": bool(settings.OIDC_ISSUER),
        "identities": SocialAccount.objects.filter(user=found).count(),
        "identity": identity or IdentityForm(),
    }
    wrong = form.is_bound or refusal is not None or identity is not None
    return render(request, "workspace/people/person.html", context, status=422 if wrong else 200)


@allow(can_manage_people)
@require_POST
def person_end_role(request: HttpRequest, number: int, membership: int) -> HttpResponse:
    found = get_object_or_404(Account, pk=number)
    ended = get_object_or_404(Membership, pk=membership, account=found)
    form = EndForm(request.POST)
    try:
        end_membership(membership_id=ended.pk, actor=account_of(request))
    except Refused as refusal:
        form.add_error(None, str(refusal))
        return person_page(request, found, form=RoleForm(), refusal=form)
    return redirect("workspace:person", number=number)


@allow(can_manage_people)
@require_POST
def person_close(request: HttpRequest, number: int) -> HttpResponse:
    found = get_object_or_404(Account, pk=number)
    form = CloseForm(request.POST)
    try:
        deactivate_account(account_id=found.pk, actor=account_of(request))
    except Refused as refusal:
        form.add_error(None, str(refusal))
        return person_page(request, found, form=RoleForm(), refusal=form)
    return redirect("workspace:person", number=number)


@allow(can_manage_people)
@require_POST
@sensitive_post_parameters("subject")
def person_identity(request: HttpRequest, number: int) -> HttpResponse:
    found = get_object_or_404(Account, pk=number)
    form = IdentityForm(request.POST)
    if form.is_valid():
        try:
            register_identity(account_id=found.pk, **form.cleaned_data, actor=account_of(request))
            return redirect("workspace:person", number=number)
        except Refused as refusal:
            form.add_error(None, str(refusal))
    return person_page(request, found, form=RoleForm(), identity=form)


@allow(can_manage_people)
@require_POST
def person_forget_identity(request: HttpRequest, number: int) -> HttpResponse:
    found = get_object_or_404(Account, pk=number)
    forget_identities(account_id=found.pk, actor=account_of(request))
    return redirect("workspace:person", number=number)


urlpatterns = [
    path("", people, name="people"),
    path("people.csv", people_table, name="people-table"),
    path("invite/", people_invite, name="people-invite"),
    path("<int:number>/", person, name="person"),
    path("<int:number>/close/", person_close, name="person-close"),
    path("<int:number>/identity/", person_identity, name="person-identity"),
    path("<int:number>/identity/forget/", person_forget_identity, name="person-forget-identity"),
    path("<int:number>/roles/<int:membership>/end/", person_end_role, name="person-end-role"),
]
