"""Addresses of the pages that anybody reads."""

from django.urls import path

from bokal.web.public import (
    about,
    answers,
    areas,
    board,
    dialogues,
    follow,
    indicators,
    map,
    problems,
    ranking,
    say,
    say_map,
    start,
    translations,
    voices,
)

app_name = "public"

urlpatterns = [
    path("", start.start, name="start"),
    path("areas/", areas.area_list, name="area-list"),
    path("areas/<slug:geography>/", areas.area_geography, name="area-geography"),
    path("areas/<slug:geography>/<str:code>/", areas.area, name="area"),
    path("areas/<slug:geography>/<str:code>/<slug:indicator>/", areas.area_indicator, name="area-indicator"),
    path(
        "areas/<slug:geography>/<str:code>/<str:name>.<picture:kind>", areas.area_picture, name="area-picture"
    ),
    path("map/", map.map_, name="map"),
    path("indicators/", indicators.indicator_list, name="indicator-list"),
    path("indicators/<slug:code>/", indicators.indicator, name="indicator"),
    path(
        "indicators/<slug:code>/<str:key>.<picture:kind>",
        indicators.indicator_picture,
        name="indicator-picture",
    ),
    path("ranking/", ranking.ranking_latest, name="ranking-latest"),
    path("ranking/<slug:run>/", ranking.ranking, name="ranking"),
    path("method/", ranking.method, name="method"),
    path("selection/", areas.selection, name="selection"),
    path("say/", say.say, name="say"),
    path("say/ground.svg", say_map.ground, name="ground"),
    path("say/add/", say.say_add, name="say-add"),
    path("card/<slug:mark>/", say.card, name="card"),
    path("follow/", follow.follow, name="follow"),
    path("follow/withdraw/", follow.follow_withdraw, name="follow-withdraw"),
    path("follow/appeal/", follow.follow_appeal, name="follow-appeal"),
    path("follow/confirm/", follow.follow_confirm, name="follow-confirm"),
    path("follow/outcome/", follow.follow_outcome, name="follow-outcome"),
    path("voices/", voices.voice_list, name="voice-list"),
    path("voices/notice-board/<str:code>.pdf", board.notice_board, name="notice-board"),
    path("voices/<int:number>/", voices.voice, name="voice"),
    path("voices/<int:number>/translation/", translations.translation_doubt, name="translation-doubt"),
    path("dialogues/", dialogues.dialogue_list, name="dialogue-list"),
    path("dialogues/dialogues.ics", dialogues.dialogue_calendar, name="dialogue-calendar"),
    path("problems/", problems.problem_list, name="problem-list"),
    path("problems/<slug:slug>/", problems.problem, name="problem"),
    path("proposals/<slug:slug>/", problems.proposal, name="proposal"),
    path("organisations/<slug:slug>/", problems.organisation, name="organisation"),
    path("answers/", answers.answers, name="answers"),
    path("answers/feed/", answers.answers_feed, name="answers-feed"),
    path("about/", about.about, name="about"),
    path("accessibility/", about.accessibility, name="accessibility"),
    path("privacy/", about.privacy, name="privacy"),
    path("open-data/", about.open_data, name="open-data"),
]
