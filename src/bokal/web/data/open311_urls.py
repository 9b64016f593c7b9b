"""Addresses of Open311 GeoReport v2."""

from django.urls import path

from bokal.web.data import open311

app_name = "open311"

urlpatterns = [
    path("discovery.<slug:form>", open311.discovery, name="discovery"),
    path("v2/services.<slug:form>", open311.services, name="services"),
    path("v2/services/<slug:service>.<slug:form>", open311.service_definition, name="service"),
    path("v2/requests.<slug:form>", open311.requests, name="requests"),
    path("v2/requests/<slug:number>.<slug:form>", open311.request_by_id, name="request"),
]
