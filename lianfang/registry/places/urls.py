"""Doors of 区域."""

from django.urls import path

from . import pages, position_pages

app_name = "places"
urlpatterns = [
    path("", pages.index, name="index"),
    path("export/", pages.export_index, name="export"),
    path("look-up/", pages.look_up, name="look_up"),
    path("divisions/", pages.divisions, name="divisions"),
    path("positions/", position_pages.positions, name="positions"),
    path("doors/add/", pages.add_door, name="add_door"),
    path("committees/<uuid:committee_id>/", pages.committee, name="committee"),
    path("committees/<uuid:committee_id>/export/", pages.export_committee, name="export_committee"),
    path("committees/<uuid:committee_id>/phone/", pages.set_phone, name="set_phone"),
    path("compounds/<uuid:compound_id>/", pages.compound, name="compound"),
    path("compounds/<uuid:compound_id>/export/", pages.export_compound, name="export_compound"),
    path("compounds/<uuid:compound_id>/change/", pages.change_compound, name="change_compound"),
    path("compounds/<uuid:compound_id>/names/", pages.add_name, name="add_name"),
    path("names/<uuid:name_id>/strike/", pages.strike_name, name="strike_name"),
    path("names/<uuid:name_id>/restore/", pages.restore_name, name="restore_name"),
    path("buildings/<uuid:building_id>/", pages.building, name="building"),
]
