"""Our names for the fields of a list, for people."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from .rules.fields import Field

FIELDS = {
    Field.SEQUENCE: _("running number"),
    Field.NAME: _("name or form of address"),
    Field.SEX: _("sex"),
    Field.AGE: _("age"),
    Field.BORN_ON: _("date of birth"),
    Field.ID_NUMBER: _("identity number"),
    Field.ID_KIND: _("kind of document"),
    Field.PHONE: _("phone"),
    Field.LANDLINE: _("landline"),
    Field.ADDRESS: _("address here"),
    Field.STREET: _("address: subdistrict"),
    Field.ROAD: _("address: road"),
    Field.LANE: _("address: lane"),
    Field.COMPOUND: _("address: compound"),
    Field.BUILDING: _("address: building"),
    Field.UNIT: _("address: unit"),
    Field.ROOM: _("address: room"),
    Field.COMMITTEE: _("committee"),
    Field.COMPOUND_KIND: _("kind of housing"),
    Field.FROM_PLACE: _("came from"),
    Field.ARRIVED_ON: _("day of arrival"),
    Field.LAST_CONTACT_ON: _("day of last contact"),
    Field.SEEN_AT: _("time of entry"),
    Field.TEMPERATURE: _("temperature"),
    Field.SYMPTOM: _("symptoms"),
    Field.EMPLOYER: _("employer"),
    Field.RESIDENCE_KIND: _("kind of residence"),
    Field.HOUSEHOLD_SIZE: _("people in the household"),
    Field.IS_RENTED: _("rented"),
    Field.RESERVATION_NO: _("reservation number"),
    Field.DESTINATION: _("going to"),
    Field.VEHICLE: _("train, flight or car"),
    Field.RELATION: _("relation"),
    Field.NATIONALITY: _("nationality"),
    Field.NOTE: _("remark"),
    Field.CODE: _("division code"),
    Field.PLACE_NAME: _("division name"),
    Field.IGNORED: _("not needed"),
}
