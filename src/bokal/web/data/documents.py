"""Kept files, read under guard."""

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from bokal.programme.accounts.perms import anyone, has_any_role
from bokal.programme.documents.enums import Access
from bokal.programme.documents.models import Document
from bokal.programme.documents.perms import can_read_document
from bokal.programme.documents.services import document_bytes
from bokal.web.ui.guards import allow


@allow(anyone)
@require_safe
def document(request: HttpRequest, sha256: str, name: str) -> HttpResponse:
    """Send a document to those who may read it; to others it does not exist."""
    for found in Document.objects.filter(sha256=sha256).order_by("access"):
        public = found.access == Access.PUBLIC
        if public or can_read_document(found, works_here=has_any_role(request.user)):
            response = HttpResponse(document_bytes(found), content_type=found.media_type)
            response["Content-Disposition"] = f'attachment; filename="{found.name}"'
            response["Cache-Control"] = (
                "public, max-age=31536000, immutable" if public else "private, no-store"
            )
            response["ETag"] = f'"{found.sha256}"'
            return response
    raise Http404
