"""Doors of screening."""

from django.urls import path

from .pages import calling, registering, reports, telling

app_name = "screening"
urlpatterns = [
    path("", reports.index, name="index"),
    path("export/", reports.export_list, name="export"),
    path("calls/", calling.ask_calls, name="ask_calls"),
    path("tell/", telling.tell, name="tell"),
    path("stair/", telling.stair, name="stair"),
    path("urgent/", registering.urgent, name="urgent"),
    path("urgent/<uuid:registration_id>/acknowledge/", registering.acknowledge, name="acknowledge"),
    path("poster/", registering.poster, name="poster"),
    path("join/<slug:code>/", registering.join, name="join"),
    path("join/<slug:code>/at/<uuid:compound_id>/", registering.join, name="join_compound"),
    path("join/<slug:code>/thanks/<uuid:registration_id>/<slug:sign>/", registering.thanks, name="thanks"),
    path("join/<slug:code>/correct/<uuid:registration_id>/<slug:sign>/", registering.correct, name="correct"),
    path("rules/", reports.rules_page, name="rules"),
    path("rules/deadlines/", reports.set_policy, name="set_policy"),
    path("rules/<uuid:region_id>/end/", reports.end_rule, name="end_rule"),
    path("<uuid:report_id>/", reports.report, name="report"),
    path("<uuid:report_id>/call/", reports.call, name="call"),
    path("<uuid:report_id>/reopen/", reports.reopen, name="reopen"),
]
