"""Kept files, read under guard."""

from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils.cache import get_conditional_response
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_safe

from bokal.programme.accounts.perms import anyone, has_any_role
from bokal.programme.documents.enums import Access
from bokal.programme.documents.models import Document
from bokal.programme.documents.perms import can_read_document
from bokal.programme.documents.services import document_bytes
from bokal.web.ui.guards import allow

# A file can be taken back: whoever has it asks again before it is shown, which costs one question.
ASKING_EACH_TIME = "public, no-cache"
NEVER = "private, no-store"


@allow(anyone)
@require_safe
def document(request: HttpRequest, sha256: str, name: str) -> HttpResponseBase:
    """Send a document to those who may read it; to others it does not exist."""
    for found in Document.objects.filter(sha256=sha256).order_by("access"):
        public = found.access == Access.PUBLIC
        if public or can_read_document(found, works_here=has_any_role(request.user)):
            return answer(request, found, ASKING_EACH_TIME if public else NEVER)
    raise Http404


def answer(request: HttpRequest, found: Document, caching: str) -> HttpResponseBase:
    """Send the bytes as a download, or say that the browser has them already."""
    etag = f'"{found.sha256}"'
    response = get_conditional_response(request, etag=etag)
    if response is None:
        response = HttpResponse(document_bytes(found), content_type=found.media_type)
        response["Content-Disposition"] = content_disposition_header(as_attachment=True, filename=found.name)
    response["Cache-Control"] = caching
    response["ETag"] = etag
    return response
