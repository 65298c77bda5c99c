"""The doors of the record."""

from django.urls import path

from . import pages

app_name = "ledger"
urlpatterns = [
    path("", pages.index, name="index"),
    path("export/", pages.export_entries, name="export"),
    path("chain/", pages.chain, name="chain"),
    path("chain/verify/", pages.verify, name="verify"),
    path("purposes/", pages.purposes, name="purposes"),
    path("retention/", pages.retention, name="retention"),
    path("holds/ask/", pages.ask_hold, name="ask_hold"),
    path("holds/<uuid:hold_id>/approve/", pages.approve_hold, name="approve_hold"),
    path("holds/<uuid:hold_id>/lift/", pages.lift_hold, name="lift_hold"),
    path("orders/", pages.orders, name="orders"),
    path("orders/give/", pages.give_order, name="give_order"),
    path("orders/<uuid:order_id>/end/", pages.end_order, name="end_order"),
]
