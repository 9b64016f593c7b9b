"""The pictures of the public pages as files of their own, in the language of their address."""

from django.http import Http404, HttpRequest, HttpResponse

from bokal.programme.accounts.perms import anyone
from bokal.web.public.area_figures import strip_of, trend_of
from bokal.web.public.areas import figure_of, names_in, page_of_area, score_picture
from bokal.web.public.indicators import asked_for, spread_picture
from bokal.web.ui.area_pictures import Drawn
from bokal.web.ui.guards import allow
from bokal.web.ui.page_cache import remembered


def as_file(drawn: Drawn | None) -> HttpResponse:
    """Return a picture without a page around it."""
    if drawn is None:
        raise Http404
    return HttpResponse(drawn.picture, content_type="image/svg+xml")


@allow(anyone)
@remembered
def place(request: HttpRequest, geography: str, code: str, indicator: str) -> HttpResponse:
    page = page_of_area(geography, code)
    return as_file(strip_of(page.area, figure_of(page, indicator), standalone=True))


@allow(anyone)
@remembered
def trend(request: HttpRequest, geography: str, code: str, indicator: str) -> HttpResponse:
    page = page_of_area(geography, code)
    return as_file(trend_of(page.area, figure_of(page, indicator), standalone=True))


@allow(anyone)
@remembered
def score(request: HttpRequest, geography: str, code: str) -> HttpResponse:
    page = page_of_area(geography, code)
    return as_file(score_picture(page.standing, names_in(page), standalone=True))


@allow(anyone)
@remembered
def spread(request: HttpRequest, code: str) -> HttpResponse:
    found = asked_for(request, code)
    if found.table is None:
        raise Http404
    return as_file(spread_picture(found, standalone=True))
