"""How the room says what the address grammar found."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from .rules import Level, Reason

PARTS = {
    "province": _("Province"),
    "city": _("City"),
    "district": _("District"),
    "street": _("Subdistrict"),
    "committee": _("Committee"),
    "road": _("Road"),
    "lane": _("Lane"),
    "sublane": _("Sublane"),
    "compound": _("Compound"),
    "block": _("Block or gate number"),
    "building": _("Building"),
    "unit": _("Unit (stair)"),
    "floor": _("Floor"),
    "room": _("Room"),
    "person": _("Person named"),
    "leftover": _("Not understood"),
}

LEVELS = {
    Level.FLAT: _("To the flat"),
    Level.STAIR: _("To the building"),
    Level.COMPOUND: _("To the compound"),
    Level.COMMITTEE: _("To the committee"),
    Level.OUTSIDE: _("Not in this subdistrict"),
    Level.UNKNOWN: _("Not found"),
}
LOOKS = {
    Level.FLAT: "done",
    Level.STAIR: "now",
    Level.COMPOUND: "now",
    Level.COMMITTEE: "due",
    Level.OUTSIDE: "quiet",
    Level.UNKNOWN: "due",
}

REASONS = {
    Reason.BUILDING_MISSING: _("The address names no building."),
    Reason.BUILDING_UNKNOWN: _("The register has no such building in this compound."),
    Reason.STAIR_SHARED: _("Several stairs have this number; the address does not say which."),
    Reason.ROOM_MISSING: _("The address names no room."),
    Reason.ROOM_UNKNOWN: _("The register has no such room in this building."),
    Reason.LANE_UNKNOWN: _("The register has no such lane on this road."),
    Reason.SUBLANE_UNSURE: _("The sublane is missing or not known; looked for on the whole lane."),
    Reason.ROAD_MISSING: _("The road is missing; found by the lane's number."),
    Reason.ROAD_UNKNOWN: _("The register has no such road."),
    Reason.ROAD_GUESSED: _("The road seems to be misspelt by one character."),
    Reason.NAME_USED: _("Found by the compound's name."),
    Reason.NAME_UNKNOWN: _("No compound is known by this name."),
    Reason.NAME_DISAGREES: _("The compound's name stands for another lane; the lane was followed."),
    Reason.COMMITTEE_USED: _("The committee named helped to decide."),
    Reason.COMMITTEE_DISAGREES: _("The committee named is not the one this place belongs to."),
    Reason.ONLY_ONE_FITS: _("Several places were possible; only in one of them is there such a door."),
    Reason.SEVERAL_FIT: _("Several places fit; the address does not say which."),
    Reason.READ_OTHERWISE: _("The numbers were read another way than they are written."),
    Reason.OTHER_CITY: _("The address is in another city."),
    Reason.OTHER_DISTRICT: _("The address is in another district or subdistrict."),
    Reason.NOTHING_NAMED: _("The address names no place that could be looked up."),
}
