"""What calls decline, and in which words."""

from django.utils.translation import gettext_lazy as _

from lianfang.core.refusal import catalogue

catalogue(
    {
        "calls.not_for_this_role": (_("Your role does not make calls."), 403),
        "calls.unknown_purpose": (_("“%(purpose)s” is no purpose of a call."), 400),
        "calls.nobody_named": (_("A call needs a person or a household."), 400),
        "calls.outside_hours": _("It is too late or too early to ring. The first calls are at %(opens)s."),
        "calls.nothing_in_hand": _("This call is no longer in your hand. Take the next one."),
        "calls.in_another_hand": _("%(name)s is talking to them at this moment."),
        "calls.time_missing": (_("Give the time at which they wish to be called."), 400),
        "calls.time_past": (_("The time of a call-back lies ahead."), 400),
        "calls.language_missing": (_("Say which language they speak."), 400),
        "calls.reason_missing": (_("Give a reason."), 400),
        "calls.too_late_to_take_back": _(
            "More than ten seconds have passed; this can no longer be taken back."
        ),
        "calls.nothing_to_take_back": _("There is nothing of yours to take back."),
        "calls.taken_meanwhile": _("Somebody else has taken this call meanwhile."),
        "calls.no_number": _("There is no number known at which they can be reached."),
        "calls.not_found": (_("Nobody was found. Check the number, or ask for name and date of birth."), 404),
        "calls.policy_unsound": (_("These times do not fit together: %(what)s."), 400),
    }
)
