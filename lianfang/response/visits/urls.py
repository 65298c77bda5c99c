"""Doors of visits."""

from django.urls import path

from .pages import answers, dispatch, phone, sweeps, teams

app_name = "visits"
urlpatterns = [
    path("", dispatch.index, name="index"),
    path("live/", dispatch.live, name="live"),
    path("plan/", dispatch.plan, name="plan"),
    path("requests/", dispatch.requests, name="requests"),
    path("requests/<uuid:request_id>/", dispatch.request_page, name="request"),
    path("requests/<uuid:request_id>/move/", dispatch.move, name="move"),
    path("requests/<uuid:request_id>/pin/", dispatch.pin, name="pin"),
    path("requests/<uuid:request_id>/take-off/", dispatch.take_off, name="take_off"),
    path("requests/<uuid:request_id>/withdraw/", dispatch.withdraw, name="withdraw"),
    path("ask/", dispatch.ask, name="ask"),
    path("conflicts/", dispatch.conflicts, name="conflicts"),
    path("conflicts/<uuid:visit_id>/", dispatch.settle, name="settle"),
    path("answers/", answers.index, name="answers"),
    path("answers/<uuid:loose_id>/place/", answers.place, name="place_answers"),
    path("answers/<uuid:loose_id>/leave/", answers.leave, name="leave_answers"),
    path("<uuid:visit_id>/photo/", answers.photo, name="photo"),
    path("checks/", dispatch.checks, name="checks"),
    path("checks/<uuid:check_id>/", dispatch.check, name="check"),
    path("teams/", teams.index, name="teams"),
    path("teams/<uuid:team_id>/", teams.team, name="team"),
    path("teams/<uuid:team_id>/end/", teams.end, name="end_team"),
    path("teams/<uuid:team_id>/shift/", teams.shift, name="shift"),
    path("shifts/<uuid:shift_id>/end/", teams.end_shift, name="end_shift"),
    path("terms/", teams.terms_page, name="terms"),
    path("rounds/", sweeps.index, name="sweeps"),
    path("rounds/slips/", sweeps.slips, name="slips"),
    path("rounds/loudspeaker/", sweeps.broadcasts, name="broadcasts"),
    path("rounds/<uuid:sweep_id>/", sweeps.sweep, name="sweep"),
    path("rounds/<uuid:sweep_id>/close/", sweeps.close, name="close_sweep"),
    path("rounds/<uuid:sweep_id>/stairs/<uuid:building_id>/", sweeps.stair, name="stair"),
    path("rounds/doors/<uuid:turn_id>/", sweeps.knock, name="knock"),
    path("phone/", phone.phone, name="phone"),
    path("phone/sw.js", phone.worker, name="worker"),
    path("phone/list/", phone.carried, name="carried"),
    path("phone/records/", phone.records, name="records"),
    path("phone/<uuid:request_id>/begin/", phone.begin, name="begin"),
    path("phone/<uuid:request_id>/call/", phone.call, name="call"),
]
