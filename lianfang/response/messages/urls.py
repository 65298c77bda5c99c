"""Doors of messages."""

from django.urls import path

from .pages import callbacks, inbox, outbox, own, setting

app_name = "messages"
urlpatterns = [
    path("", inbox.inbox, name="inbox"),
    path("in/<uuid:incoming_id>/", inbox.incoming, name="incoming"),
    path("in/<uuid:incoming_id>/settle/", inbox.settle, name="settle"),
    path("in/<uuid:incoming_id>/dismiss/", inbox.dismiss, name="dismiss"),
    path("in/<uuid:incoming_id>/answer/", inbox.answer, name="answer"),
    path("in/<uuid:incoming_id>/tie/", inbox.tie, name="tie"),
    path("outbox/", outbox.outbox, name="outbox"),
    path("outbox/<uuid:message_id>/", outbox.message, name="message"),
    path("outbox/<uuid:message_id>/hand/", outbox.hand, name="hand"),
    path("outbox/<uuid:message_id>/withdraw/", outbox.withdraw, name="withdraw"),
    path("texts/", setting.texts, name="texts"),
    path("texts/<slug:code>/<slug:language>/", setting.text, name="text"),
    path("ways/", setting.channels, name="channels"),
    path("ways/hours/", setting.set_hours, name="set_hours"),
    path("ways/<slug:kind>/set/", setting.set_channel, name="set_channel"),
    path("ways/<uuid:channel_id>/shut/", setting.shut_channel, name="shut_channel"),
    path("own/", own.own, name="own"),
    path("own/<uuid:correspondent_id>/untie/", own.untie, name="untie"),
    path("call/wechat/<slug:code>/", callbacks.wechat, name="wechat"),
    path("call/sms/<slug:code>/", callbacks.sms, name="sms"),
    path("call/report/<slug:code>/", callbacks.report, name="report"),
]
