"""Whether the site and its database answer, for proxies and monitors."""

from django.db import DatabaseError, connection
from django.http import HttpRequest, HttpResponse
from django.views.decorators.cache import never_cache

from bokal.programme.accounts.perms import anyone
from bokal.web.ui.guards import allow


@allow(anyone)
@never_cache
def healthz(request: HttpRequest) -> HttpResponse:
    """Answer “ok”, or 503 when the database does not."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError:
        return HttpResponse("database", status=503, content_type="text/plain")
    return HttpResponse("ok", content_type="text/plain")
