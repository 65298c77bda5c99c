"""Doors of services."""

from django.urls import path

from .pages import errands, hands, kinds, listing, own

app_name = "services"
urlpatterns = [
    path("", listing.index, name="index"),
    path("export/", listing.export_list, name="export"),
    path("assign/", listing.assign_many, name="assign_many"),
    path("list/", listing.day_list, name="day_list"),
    path("kinds/", kinds.kinds, name="kinds"),
    path("kinds/<uuid:kind_id>/end/", kinds.end_kind, name="end_kind"),
    path("mine/", hands.mine, name="mine"),
    path("own/", own.own, name="own"),
    path("own/<uuid:errand_id>/", own.own_step, name="own_step"),
    path("for/<uuid:person_id>/", errands.ask, name="ask"),
    path("for/<uuid:person_id>/repeat/", errands.begin_series, name="begin_series"),
    path("series/<uuid:series_id>/end/", errands.end_series, name="end_series"),
    path("payments/<uuid:payment_id>/strike/", errands.strike, name="strike"),
    path("payments/<uuid:payment_id>/receipt/", errands.receipt, name="receipt"),
    path("<uuid:errand_id>/", errands.errand, name="errand"),
    path("<uuid:errand_id>/assign/", errands.assign, name="assign"),
    path("<uuid:errand_id>/step/", errands.step, name="step"),
    path("<uuid:errand_id>/back/", errands.take_back, name="take_back"),
    path("<uuid:errand_id>/pay/", errands.pay, name="pay"),
]
