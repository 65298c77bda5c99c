"""What messages refuse."""

from django.utils.translation import gettext_lazy as _

from lianfang.core.refusal import catalogue

catalogue(
    {
        "messages.not_for_this_role": (_("Your role does not do this with messages."), 403),
        "messages.not_in_this_state": _("This message is %(state)s; that cannot be done with it now."),
        "messages.template_unknown": (_("There is no text called %(template)s."), 400),
        "messages.text_empty": (_("Write the text."), 400),
        "messages.text_too_long": (
            _("At most %(longest)s characters: longer texts are cut or cost twice."),
            400,
        ),
        "messages.braces_wrong": (
            _("A place is written {name}: one word in braces, each brace closed."),
            400,
        ),
        "messages.place_unknown": (_("Nothing fills the place {%(place)s} in this text."), 400),
        "messages.fact_missing": (_("What fills the place {%(place)s} is missing."), 400),
        "messages.personal_in_group": (
            _("A staff group is told figures and places, never about one resident: take out {%(place)s}."),
            400,
        ),
        "messages.settled_already": _("Somebody has dealt with this message already."),
        "messages.nobody_chosen": (_("Choose whose message this is."), 400),
        "messages.reason_missing": (_("Say why: choose or write a reason."), 400),
        "messages.too_young": (_("Under %(age)s a grown-up of the household ties their own account."), 400),
        "messages.no_code": _("No code could be drawn; please try again."),
        "messages.channel_wrong": (_("This way out is not complete: %(what)s."), 400),
        "messages.hours_wrong": (_("Write the quiet hours as 21:00 and 08:00."), 400),
    }
)
