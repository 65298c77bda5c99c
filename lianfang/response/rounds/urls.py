"""Doors of rounds."""

from django.urls import path

from .pages import campaigns, doors

app_name = "rounds"
urlpatterns = [
    path("", campaigns.index, name="index"),
    path("new/", campaigns.new, name="new"),
    path("<uuid:campaign_id>/", campaigns.campaign, name="campaign"),
    path("<uuid:campaign_id>/live/", campaigns.live, name="live"),
    path("<uuid:campaign_id>/next/", campaigns.begin_next, name="next"),
    path("<uuid:campaign_id>/pause/", campaigns.pause, name="pause"),
    path("<uuid:campaign_id>/resume/", campaigns.resume, name="resume"),
    path("<uuid:campaign_id>/close/", campaigns.close, name="close"),
    path("<uuid:campaign_id>/export/", campaigns.export_coverage, name="export_coverage"),
    path("<uuid:campaign_id>/homes/", doors.targets, name="targets"),
    path("<uuid:campaign_id>/homes/export/", doors.export_targets, name="export_targets"),
    path("<uuid:campaign_id>/homes/visits/", doors.ask_doors, name="ask_doors"),
    path("<uuid:campaign_id>/homes/slips/", doors.slips, name="slips"),
]
