"""Address of the style guide."""

from django.urls import path

from bokal.web.ui import styleguide

urlpatterns = [path("", styleguide.styleguide, name="styleguide")]
