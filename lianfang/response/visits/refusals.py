"""What visits refuse."""

from django.utils.translation import gettext_lazy as _

from lianfang.core.refusal import catalogue

catalogue(
    {
        "visits.not_for_this_role": (_("Your role does not do this with visits."), 403),
        "visits.not_in_this_state": _("This visit is %(state)s; that cannot be done with it now."),
        "visits.where_missing": (_("Say where to knock: a person, a flat or a stair."), 400),
        "visits.kind_unknown": (_("Choose why somebody should knock."), 400),
    }
)
