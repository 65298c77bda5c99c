"""What tips refuse."""

from django.utils.translation import gettext_lazy as _

from lianfang.core.refusal import catalogue

catalogue(
    {
        "tips.not_for_this_role": (_("Your role does not do this with tips."), 403),
        "tips.not_in_this_state": _("This tip is: %(state)s. That cannot be done with it now."),
        "tips.verdict_missing": (_("Choose what came of the check."), 400),
        "tips.how_missing": (_("Say how it was checked: nobody is approached on a tip alone."), 400),
        "tips.reason_missing": (_("Say why: choose or write a reason."), 400),
        "tips.too_many": (_("Too many tips at the moment. Wait a little, or call the help phone."), 429),
        "tips.nothing_said": (_("Say where it is and what you saw."), 400),
        "tips.too_long": (_("Say it in %(most)s characters at most."), 400),
        "tips.day_wrong": (_("Check the day: it lies ahead, or more than two months back."), 400),
        "tips.report_missing": (_("Choose the report it belongs to."), 400),
        "tips.nobody_told_who": (_("No way to reach them was left."), 404),
        "tips.place_missing": (_("Set the place first: somebody has to know where to go."), 400),
        "tips.place_unknown": (
            _("This address leads nowhere here. Write it otherwise, or choose the committee."),
            400,
        ),
    }
)
