"""Every address of the site."""

from django.conf.urls.i18n import i18n_patterns
from django.urls import URLPattern, URLResolver, include, path

from bokal.web.public import about
from bokal.web.ui.health import healthz
from bokal.web.ui.language import to_the_best_language

urlpatterns: list[URLPattern | URLResolver] = [
    path("", to_the_best_language, name="language"),
    path("healthz", healthz, name="healthz"),
    path("robots.txt", about.robots, name="robots"),
    path("sitemap.xml", about.sitemap, name="sitemap"),
    path("favicon.ico", about.favicon, name="favicon"),
    path(".well-known/security.txt", about.security, name="security"),
    path("data/", include("bokal.web.data.urls")),
    path("api/", include("bokal.web.data.api_urls")),
    path("open311/", include("bokal.web.data.open311_urls")),
    *i18n_patterns(
        path("", include("bokal.web.public.urls")),
        path("reports/", include("bokal.web.report.urls")),
        path("workspace/", include("bokal.web.workspace.urls")),
        path("partner/", include("bokal.web.partner.urls")),
        path("recorder/", include("bokal.web.workspace.recorder")),
        path("account/", include("bokal.web.ui.account_urls")),
        path("styleguide/", include("bokal.web.ui.styleguide_urls")),
    ),
]
