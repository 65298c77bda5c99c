"""Doors of tips."""

from django.urls import path

from .pages import desk, telling

app_name = "tips"
urlpatterns = [
    path("", desk.index, name="index"),
    path("export/", desk.export_list, name="export"),
    path("poster/", telling.poster, name="poster"),
    path("tell/<slug:code>/", telling.tell, name="tell"),
    path("tell/<slug:code>/at/<uuid:compound_id>/", telling.tell, name="tell_compound"),
    path("tell/<slug:code>/told/<uuid:tip_id>/<slug:sign>/", telling.told, name="told"),
    path("status/<slug:code>/", telling.how_far, name="status"),
    path("<uuid:tip_id>/", desk.tip, name="tip"),
    path("<uuid:tip_id>/check/", desk.check, name="check"),
    path("<uuid:tip_id>/known/<uuid:report_id>/", desk.known, name="known"),
    path("<uuid:tip_id>/join/<uuid:into_id>/", desk.join, name="join"),
    path("<uuid:tip_id>/part/", desk.part, name="part"),
    path("<uuid:tip_id>/reopen/", desk.reopen, name="reopen"),
    path("<uuid:tip_id>/place/", desk.place, name="place"),
    path("<uuid:tip_id>/told-by/", desk.tipster, name="tipster"),
]
