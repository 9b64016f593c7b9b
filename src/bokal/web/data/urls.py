"""Addresses of data and files."""

from django.urls import path

from bokal.web.data import areas, documents, pictures, voices

app_name = "data"

urlpatterns = [
    path("documents/<slug:sha256>/<str:name>", documents.document, name="document"),
    path("observations/<slug:geography>/<slug:indicator>.csv", areas.observations, name="observations"),
    path("voices.csv", voices.voices, name="voices"),
    path("answers.csv", voices.answer_table, name="answer-table"),
    path("rankings/<slug:run>.csv", areas.ranking, name="ranking"),
    path("rankings/<slug:run>/levels.csv", areas.ranking_levels, name="ranking-levels"),
    path("rankings/<slug:run>/spec.toml", areas.ranking_spec, name="ranking-spec"),
    path("rankings/<slug:run>.<picture:kind>", pictures.ranks, name="ranks"),
    path("boundaries/<slug:geography>.geojson", areas.boundaries, name="boundaries"),
    path("maps/<slug:geography>/<str:show>.<picture:kind>", pictures.map_picture, name="map"),
]
