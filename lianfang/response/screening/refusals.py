"""What screening refuses."""

from django.utils.translation import gettext_lazy as _

from lianfang.core.refusal import catalogue

catalogue(
    {
        "screening.not_for_this_role": (_("Your role does not do this in screening."), 403),
        "screening.not_in_this_state": _("This report is %(state)s; that cannot be done with it now."),
        "screening.reason_missing": (_("Say why: choose or write a reason."), 400),
        "screening.arrival_missing": (
            _("On which day did they arrive (or have the last contact)? The fourteen days count from it."),
            400,
        ),
        "screening.committee_missing": (_("Choose the committee it belongs to, another than now."), 400),
        "screening.day_in_the_future": (_("%(day)s has not come yet. Check the date."), 400),
        "screening.day_too_long_ago": (_("%(day)s is more than a year ago. Check the date."), 400),
        "screening.name_missing": (_("Write a name, or how you call them."), 400),
        "screening.place_not_read": (
            _("“%(place)s” is not a place the table of divisions or countries knows."),
            400,
        ),
        "screening.rule_must_end_later": (_("The last day must not be before the first."), 400),
        "screening.rule_ended": _("This rule has ended already."),
        "screening.days_out_of_range": (_("Between 1 and 30 days."), 400),
        "screening.urgent_from_out_of_range": (
            _("The urgent temperature lies between %(lowest)s and %(highest)s ℃."),
            400,
        ),
        "screening.too_many_people": (_("At most %(most)s people at once. Send the others separately."), 400),
        "screening.child_alone": (
            _("A child under 14 is registered by a guardian: put the guardian first."),
            400,
        ),
        "screening.arrival_too_far_ahead": (_("%(day)s is more than a month ahead. Check the date."), 400),
        "screening.too_many_registrations": (
            _("Too many registrations at the moment. Wait a little, or call the help phone."),
            429,
        ),
        "screening.corrected_already": (
            _("This was corrected already. Use the newer link, or call the help phone."),
            410,
        ),
        "screening.not_of_this_stair": (_("This flat is not in your stair."), 403),
    }
)
