"""Pictures of voices: whether one may be seen is asked each time, so that what is taken back is gone."""

import uuid

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404
from django.utils.cache import get_conditional_response
from django.views.decorators.http import require_safe

from bokal.programme.documents.services import document_bytes
from bokal.programme.voices.perms import can_read_published_voices
from bokal.programme.voices.services import readable_pictures
from bokal.web.ui.guards import allow


@allow(can_read_published_voices)
@require_safe
def voice_picture(request: HttpRequest, key: uuid.UUID) -> HttpResponseBase:
    """Send a picture that was let through; a browser that has it asks again before it shows it."""
    shown = get_object_or_404(readable_pictures(), key=key)
    etag = f'"{shown.document.sha256}"'
    response = get_conditional_response(request, etag=etag)
    if response is None:
        response = HttpResponse(document_bytes(shown.document), content_type=shown.document.media_type)
    response["Cache-Control"] = "no-cache"
    response["ETag"] = etag
    return response
