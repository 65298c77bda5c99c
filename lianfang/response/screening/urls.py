"""Doors of screening."""

from django.urls import path

from . import pages

app_name = "screening"
urlpatterns = [
    path("", pages.index, name="index"),
    path("export/", pages.export_list, name="export"),
    path("tell/", pages.tell, name="tell"),
    path("stair/", pages.stair, name="stair"),
    path("rules/", pages.rules_page, name="rules"),
    path("rules/deadlines/", pages.set_policy, name="set_policy"),
    path("rules/<uuid:region_id>/end/", pages.end_rule, name="end_rule"),
    path("<uuid:report_id>/", pages.report, name="report"),
    path("<uuid:report_id>/reopen/", pages.reopen, name="reopen"),
]
