"""Addresses of published reports; they stay the same from edition to edition."""

from django.urls import path

from bokal.web.report import views

app_name = "report"

urlpatterns = [
    path("", views.report_list, name="report-list"),
    path("<slug:slug>/", views.report_latest, name="report-latest"),
    path("<slug:slug>/<int:edition>/", views.report_edition, name="report-edition"),
    path("<slug:slug>/<int:edition>/report.pdf", views.report_pdf, name="report-pdf"),
    path("<slug:slug>/<int:edition>/figures.csv", views.report_figures, name="report-figures"),
    path("<slug:slug>/<int:edition>/tables/<slug:block>.csv", views.report_table, name="report-table"),
    path(
        "<slug:slug>/<int:edition>/pictures/<slug:name>.<picture:kind>",
        views.report_picture,
        name="report-picture",
    ),
    path(
        "<slug:slug>/<int:edition>/figures/<str:part>/<str:area>/",
        views.report_figure,
        name="report-figure",
    ),
]
