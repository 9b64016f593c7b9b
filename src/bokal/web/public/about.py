"""Pages about the site itself, and what machines ask of it."""

import datetime

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.templatetags.static import static
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import override

from bokal.programme.accounts.perms import anyone
from bokal.programme.areas.services import sources_page
from bokal.programme.voices.services import service_set
from bokal.web.ui.guards import allow
from bokal.web.ui.page_cache import remembered

LISTED = ("start", "area-list", "map", "work-list", "indicator-list", "ranking-latest", "method", "selection")
ABOUT = ("about", "accessibility", "privacy", "open-data")
SECURITY_DAYS = 180


@allow(anyone)
@remembered("programmes")
def about(request: HttpRequest) -> HttpResponse:
    return render(request, "public/about.html")


@allow(anyone)
@remembered("programmes")
def accessibility(request: HttpRequest) -> HttpResponse:
    return render(request, "public/accessibility.html")


@allow(anyone)
@remembered("programmes")
def privacy(request: HttpRequest) -> HttpResponse:
    context = {"service": service_set(), "gateway": bool(settings.GATEWAY_SECRET)}
    return render(request, "public/privacy.html", context)


@allow(anyone)
@remembered("programmes", "areas")
def open_data(request: HttpRequest) -> HttpResponse:
    return render(request, "public/open_data.html", {"page": sources_page()})


@allow(anyone)
def robots(request: HttpRequest) -> HttpResponse:
    """Let machines read what people read; the desk and the sign-in have nothing for them."""
    closed = [
        f"/{code}/{part}/"
        for code, _name in settings.LANGUAGES
        for part in ("workspace", "partner", "account")
    ]
    lines = ["User-agent: *", *(f"Disallow: {address}" for address in closed)]
    lines.append(f"Sitemap: {request.build_absolute_uri(reverse('sitemap'))}")
    return HttpResponse("\n".join(lines) + "\n", content_type="text/plain; charset=utf-8")


@allow(anyone)
def favicon(request: HttpRequest) -> HttpResponse:
    """Lead whoever asks for the old address of the mark to where it is."""
    return redirect(static("img/bokal.svg"), permanent=False)


@allow(anyone)
def security(request: HttpRequest) -> HttpResponse:
    """Say where to report a weakness (RFC 9116)."""
    expires = timezone.now().astimezone(datetime.UTC) + datetime.timedelta(days=SECURITY_DAYS)
    lines = [
        f"Contact: mailto:{settings.DEFAULT_FROM_EMAIL}",
        f"Expires: {expires.strftime('%Y-%m-%dT00:00:00Z')}",
        f"Preferred-Languages: {', '.join(code for code, _name in settings.LANGUAGES)}",
        f"Canonical: {request.build_absolute_uri(reverse('security'))}",
    ]
    return HttpResponse("\n".join(lines) + "\n", content_type="text/plain; charset=utf-8")


@allow(anyone)
@remembered("programmes")
def sitemap(request: HttpRequest) -> HttpResponse:
    """List the pages that stay where they are, each in every language."""
    languages = [code for code, _name in settings.LANGUAGES]
    pages = []
    for name in (*LISTED, *ABOUT):
        addresses = {}
        for code in languages:
            with override(code):
                addresses[code] = request.build_absolute_uri(reverse(f"public:{name}"))
        pages += [{"address": address, "others": addresses} for address in addresses.values()]
    return render(request, "public/sitemap.xml", {"pages": pages}, content_type="application/xml")
