"""Doors of calls."""

from django.urls import path

from .pages import desk, phone, ruling, staffing

app_name = "calls"
urlpatterns = [
    path("", phone.phone, name="phone"),
    path("next/", phone.take, name="take"),
    path("leave/", phone.leave, name="leave"),
    path("languages/", phone.languages, name="languages"),
    path("inbound/", phone.inbound, name="inbound"),
    path("inbound/<uuid:person_id>/", phone.take_inbound, name="take_inbound"),
    path("undo/<uuid:attempt_id>/", phone.undo, name="undo"),
    path("desk/", desk.desk, name="desk"),
    path("desk/live/", desk.live, name="live"),
    path("desk/<uuid:callee_id>/release/", desk.release, name="release"),
    path("desk/<uuid:callee_id>/reorder/", desk.reorder, name="reorder"),
    path("desk/staffing/", staffing.staffing, name="staffing"),
    path("desk/staffing/export/", staffing.export_plan, name="export_plan"),
    path("desk/rules/", ruling.rules_page, name="rules"),
    path("desk/rules/advice/", ruling.write_advice, name="write_advice"),
    path("desk/rules/advice/<uuid:advice_id>/end/", ruling.end_advice, name="end_advice"),
    path("<uuid:callee_id>/outcome/", phone.outcome, name="outcome"),
    path("<uuid:callee_id>/beat/", phone.heartbeat, name="beat"),
]
