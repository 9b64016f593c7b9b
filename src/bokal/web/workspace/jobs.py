"""How far a background job has come."""

import uuid

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path
from django.views.decorators.cache import never_cache

from bokal.programme.accounts.perms import has_any_role
from bokal.programme.queue.models import Job
from bokal.programme.queue.services import job_state
from bokal.web.ui.guards import allow


@allow(has_any_role)
@never_cache
def job_progress(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    try:
        job = job_state(public_id)
    except Job.DoesNotExist as missing:
        raise Http404 from missing
    template = "workspace/jobs/progress.html"
    if request.headers.get("HX-Request"):
        template = "workspace/jobs/progress.html#progress"
    response = render(request, template, {"job": job})
    response["Vary"] = "HX-Request, Cookie"
    return response


urlpatterns = [path("<uuid:public_id>/", job_progress, name="job-progress")]
