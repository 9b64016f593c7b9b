"""Addresses of data and files; each table has its description beside it."""

from django.urls import path

from bokal.web.data import areas, documents, heard, pictures, rankings, voice_pictures, voices

app_name = "data"

TABLES = (
    ("observations/<slug:geography>/<slug:indicator>.csv", areas.observations, "observations"),
    ("areas/<slug:geography>/<str:code>.csv", areas.area, "area"),
    ("maps/<slug:geography>/<str:show>.csv", areas.map_table, "map-table"),
    ("rankings/<slug:run>.csv", rankings.ranking, "ranking"),
    ("rankings/<slug:run>/sensitivity.csv", rankings.sensitivity, "ranking-sensitivity"),
    ("rankings/<slug:run>/methods.csv", rankings.methods, "ranking-methods"),
)

urlpatterns = [
    path("documents/<slug:sha256>/<str:name>", documents.document, name="document"),
    path("voices/pictures/<uuid:key>.jpg", voice_pictures.voice_picture, name="voice-picture"),
    path("voices.csv", voices.voices, name="voices"),
    path("promises.csv", voices.promises, name="promises"),
    path("who-was-heard.csv", heard.heard_table, name="heard-table"),
    path("answers.csv", voices.answer_table, name="answer-table"),
    *(path(route, view, name=name) for route, view, name in TABLES),
    *(path(f"{route}-metadata.json", view, name=f"{name}-metadata") for route, view, name in TABLES),
    path("rankings/<slug:run>/levels.csv", rankings.ranking_levels, name="ranking-levels"),
    path("rankings/<slug:run>/spec.toml", rankings.ranking_spec, name="ranking-spec"),
    path("rankings/<slug:run>.<picture:kind>", pictures.ranks, name="ranks"),
    path("boundaries/<slug:geography>.geojson", areas.boundaries, name="boundaries"),
    path("maps/<slug:geography>/<str:show>.<picture:kind>", pictures.map_picture, name="map"),
]
