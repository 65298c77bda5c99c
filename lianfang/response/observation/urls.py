"""Doors of observation."""

from django.urls import path

from .pages import desk, duty, episodes, listing, messages, papers, reminders, resident, sheets, turns

app_name = "observation"
urlpatterns = [
    path("", listing.index, name="index"),
    path("export/", listing.export_list, name="export"),
    path("enter/", listing.enter, name="enter"),
    path("sheet/", sheets.sheet, name="sheet"),
    path("sheet/today/", sheets.download, name="sheet_download"),
    path("sheet/take/", sheets.take, name="sheet_take"),
    path("sheet/problems/", sheets.problems, name="sheet_problems"),
    path("mine/", resident.mine, name="mine"),
    path("protocols/", episodes.protocols, name="protocols"),
    path("desk/", desk.desk, name="desk"),
    path("desk/live/", desk.live, name="live"),
    path("desk/take/", duty.take, name="take"),
    path("desk/handover/", duty.handover, name="handover"),
    path("desk/handovers/", duty.handovers, name="handovers"),
    path("desk/handovers/<uuid:handover_id>/", duty.handover_read, name="handover_read"),
    path("desk/handovers/<uuid:handover_id>/withdraw/", duty.withdraw, name="withdraw_handover"),
    path("desk/rules/", duty.duty_rules, name="duty_rules"),
    path("desk/place/<uuid:report_id>/", duty.place, name="place"),
    path("alerts/<uuid:alert_id>/told/", duty.told, name="told"),
    path("alerts/<uuid:alert_id>/", desk.alert, name="alert"),
    path("alerts/<uuid:alert_id>/acknowledge/", desk.acknowledge, name="acknowledge"),
    path("alerts/<uuid:alert_id>/step/", desk.step, name="step"),
    path("alerts/<uuid:alert_id>/close/", desk.close, name="close"),
    path("messages/<uuid:incoming_id>/", messages.from_message, name="from_message"),
    path("reminders/", reminders.reminder_rules, name="reminder_rules"),
    path("turns/<uuid:turn_id>/undo/", turns.undo, name="undo"),
    path("releases/", papers.releases, name="releases"),
    path("register/", papers.register, name="register"),
    path("papers/<uuid:paper_id>/", papers.paper, name="paper"),
    path("papers/<uuid:paper_id>/print/", papers.printed, name="print"),
    path("<uuid:episode_id>/papers/", papers.issue, name="issue"),
    path("<uuid:episode_id>/turn/<slug:kind>/", turns.turn, name="turn"),
    path("<uuid:episode_id>/", episodes.episode, name="episode"),
    path("<uuid:episode_id>/excuse/", episodes.excuse, name="excuse"),
    path("<uuid:episode_id>/release/", episodes.release, name="release"),
    path("<uuid:episode_id>/notice/", episodes.notice, name="notice"),
    path("<uuid:episode_id>/call/", episodes.call, name="call"),
    path("<uuid:episode_id>/slip/", resident.slip, name="slip"),
    path("<uuid:episode_id>/protocol/", episodes.move, name="move"),
]
