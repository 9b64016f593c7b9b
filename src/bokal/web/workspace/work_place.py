"""Say where a work lies: by pressing a picture, by pasting coordinates, or with a file; none needs script."""

from functools import partial

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext

from bokal.programme.initiatives.models import Work
from bokal.programme.initiatives.perms import can_plan_initiatives
from bokal.programme.initiatives.services.works import place_work
from bokal.web.ui.acts import done
from bokal.web.ui.guards import allow
from bokal.web.ui.map_corners import (
    AREA,
    FORMS,
    LINE,
    MOST,
    POINT,
    Drawing,
    draw_corners,
    drawing_of,
    is_drawing,
)
from bokal.web.ui.map_pressed import outlines_of_programme, start_of
from bokal.web.ui.work_pictures import ground_of, ground_with
from bokal.web.workspace.imports import account_of
from bokal.web.workspace.works_forms import AboutForm, GivenForm


def start_at(work: Work) -> Drawing | None:
    """Return the picture to begin with: what is drawn already, else the ground of the area; or nothing."""
    shape = FORMS[work.geometry["type"]] if work.geometry else LINE if work.kind == "path" else POINT
    area = work.initiative.area
    ground = ground_of(work) or start_of(outlines_of_programme(), area.name if area else "")
    if ground is None:
        return None
    rows = work.outline or []
    # An outline with holes, or one too fine to be pressed by hand, is drawn anew or comes from a file.
    row = rows[0] if len(rows) == 1 and len(rows[0]) <= 2 * MOST else []
    return Drawing(ground, shape, tuple(zip(row[::2], row[1::2], strict=True)))


def place_page(
    request: HttpRequest,
    work: Work,
    drawing: Drawing | None,
    *,
    drawn: forms.Form | None = None,
    given: forms.Form | None = None,
    status: int = 200,
) -> HttpResponse:
    """Draw the page with its ways to give a place."""
    address = reverse("workspace:work-ground", kwargs={"slug": work.initiative.slug})
    about = {"about": work.about}
    context = {
        "work": work,
        "initiative": work.initiative,
        "drawing": drawing,
        "picture": f"{address}?{drawing.query}" if drawing else "",
        "shapes": [(POINT, gettext("A point")), (LINE, gettext("A line")), (AREA, gettext("An outline"))],
        "drawn": drawn or AboutForm(initial=about, auto_id="drawn-%s"),
        "given": given or GivenForm(initial=about, auto_id="given-%s"),
    }
    return render(request, "workspace/works/place.html", context, status=status)


@allow(can_plan_initiatives)
def work_place(request: HttpRequest, slug: str, work: str) -> HttpResponse:
    known = get_object_or_404(
        Work.objects.select_related("initiative__area"), initiative__slug=slug, slug=work
    )
    start = start_at(known)
    if request.method != "POST":
        return place_page(request, known, start)
    if "given" in request.POST:
        return save_given(request, known, start)
    if "unknown" in request.POST:
        form = forms.Form(request.POST)
        return save(request, known, form) or place_page(request, known, start, status=422)
    drawing = drawing_of(request.POST.dict(), start) if start else None
    form = AboutForm(request.POST, auto_id="drawn-%s")
    if drawing is None or is_drawing(request.POST):
        return place_page(request, known, drawing, drawn=form)
    return save_drawn(request, known, drawing, form)


def save_drawn(request: HttpRequest, work: Work, drawing: Drawing, form: AboutForm) -> HttpResponse:
    """Save what was drawn, or say how many corners are missing."""
    if not drawing.is_whole:
        form.add_error(None, gettext("Press the map first: a line needs two points, an outline three."))
        return place_page(request, work, drawing, drawn=form, status=422)
    answer = save(request, work, form, drawing.geometry)
    return answer or place_page(request, work, drawing, drawn=form, status=422)


def save_given(request: HttpRequest, work: Work, start: Drawing | None) -> HttpResponse:
    """Save a place that was pasted or sent as a file."""
    form = GivenForm(request.POST, request.FILES, auto_id="given-%s")
    answer = save(request, work, form, form.given) if form.is_valid() else None
    return answer or place_page(request, work, start, given=form, status=422)


def save(
    request: HttpRequest, work: Work, form: forms.Form, geometry: object | None = None
) -> HttpResponse | None:
    """Save a place; nothing when it was refused, and the form then says why."""

    def act() -> object:
        found = geometry() if callable(geometry) else geometry
        about = bool(form.cleaned_data.get("about"))
        return place_work(work_id=work.pk, geometry=found, about=about, actor=account_of(request))

    if form.is_valid() and done(form, act):
        return redirect("workspace:work", slug=work.initiative.slug, work=work.slug)
    return None


@allow(can_plan_initiatives)
def work_ground(request: HttpRequest, slug: str) -> HttpResponse:
    """Draw a piece of ground with the corners that were pressed."""
    start = start_of(outlines_of_programme())
    if start is None:
        raise Http404
    asked = {name: request.GET.get(name, "") for name in ("view", "shape", "corners")}
    drawing = drawing_of(asked, Drawing(start, POINT))
    picture = ground_with(drawing.ground, partial(draw_corners, drawing), title=gettext("Map to point at"))
    response = HttpResponse(picture, content_type="image/svg+xml")
    response["Cache-Control"] = "private, max-age=3600"
    return response
