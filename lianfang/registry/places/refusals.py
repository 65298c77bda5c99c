"""What places refuse."""

from django.utils.translation import gettext_lazy as _

from lianfang.core.refusal import catalogue

catalogue(
    {
        "places.code_wrong": (
            _(
                "%(division)s (%(name)s) is not a division code: it must have 12 digits. "
                "Correct it and upload again."
            ),
            400,
        ),
        "places.code_elsewhere": (
            _("%(division)s (%(name)s) is not a committee of %(home)s. Upload your own subdistrict's codes."),
            400,
        ),
        "places.code_nameless": (
            _("The code %(division)s stands without a committee's name. Add the name and upload again."),
            400,
        ),
        "places.code_twice": (
            _(
                "%(division)s (%(name)s) contradicts another row: one code has two names, "
                "or one name two codes. Correct it and upload again."
            ),
            400,
        ),
        "places.not_yours_to_change": (
            _("Only the data officer and the commander change the register of places. Tell one of them."),
            403,
        ),
        "places.name_missing": (_("Write the compound's name."), 400),
        "places.name_known": _("The compound is already found by the name “%(name)s”."),
        "places.name_is_its_address": _(
            "“%(name)s” is also the address of this compound, by which lists find it. "
            "Add a further name instead."
        ),
        "places.front_of_a_committee": _(
            "%(name)s is this committee's part of a road; it cannot pass to another committee as a whole."
        ),
        "places.address_without_compound": (
            _("The address names no road and no compound. Write it down to the room."),
            400,
        ),
        "places.address_without_building": (
            _("The address names no building. Write it down to the room."),
            400,
        ),
        "places.address_without_room": (_("The address names no room. Write it down to the room."), 400),
        "places.committee_missing": (
            _("This compound is new. Choose the committee it belongs to."),
            400,
        ),
        "places.position_out_of_range": (
            _("%(latitude)s, %(longitude)s lies nowhere near: latitude first, then longitude."),
            400,
        ),
        "places.door_known": _("“%(address)s” is in the register already."),
    }
)
