"""Addresses that machines send to."""

from django.urls import path

from bokal.web.data import messages

app_name = "api"

urlpatterns = [path("messages/", messages.message, name="messages")]
