"""What services refuse."""

from django.utils.translation import gettext_lazy as _

from lianfang.core.refusal import catalogue

catalogue(
    {
        "services.not_for_this_role": (_("Your role does not do this with errands."), 403),
        "services.not_in_this_state": _("This errand is: %(state)s. That cannot be done with it now."),
        "services.reason_missing": (_("Say why: choose or write a reason."), 400),
        "services.no_such_kind": (_("This service is not offered at the moment."), 400),
        "services.not_offered_here": (_("Please ask your committee for this by telephone."), 400),
        "services.too_many_open": (
            _("%(most)s things are still being done for your household. Please wait, or ring the committee."),
            429,
        ),
        "services.wish_too_long": (_("Say it in %(most)s characters at most."), 400),
        "services.helper_missing": (_("Choose who sees to it, or write a name."), 400),
        "services.no_such_helper": (_("This colleague has no post here any more. Choose another."), 400),
        "services.amount_not_read": (
            _("“%(amount)s” is not read as an amount. Write it like 36.50, at most 20000."),
            400,
        ),
        "services.no_money_here": (_("No money changes hands for this kind of errand."), 400),
        "services.struck_already": _("This amount has been struck out already."),
        "services.photo_too_large": (_("The photograph is larger than %(most)s MB. Take it smaller."), 400),
        "services.not_a_photo": (_("Only a photograph (JPEG or PNG) can be kept as a receipt."), 400),
        "services.name_missing": (_("Write a name for it."), 400),
        "services.hours_out_of_range": (_("Between 1 and %(most)s hours."), 400),
        "services.no_such_weekday": (_("Choose the days of the week on which it repeats."), 400),
        "services.ends_before_it_begins": (_("The last day must not be before the first."), 400),
        "services.begins_in_the_past": (_("It can be changed from today on, not for days gone by."), 400),
    }
)
