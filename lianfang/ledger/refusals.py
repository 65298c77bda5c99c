"""What the record refuses."""

from django.utils.translation import gettext_lazy as _

from lianfang.core.refusal import catalogue

catalogue(
    {
        "ledger.only_the_commander_orders": (_("Only the commander gives or ends this order."), 403),
        "ledger.reason_missing": (_("Say why: the reason is kept in the record."), 400),
        "ledger.order_must_end_later": (_("The order must end later than now."), 400),
        "ledger.unknown_purpose": (_("Choose two different purposes from the list."), 400),
        "ledger.not_a_keeper": (_("Only the commander and the data officer decide this."), 403),
        "ledger.hold_needs_basis": (_("A hold needs its legal basis and an assessment in writing."), 400),
        "ledger.hold_needs_object": (_("Say what is to be kept: a purpose, or persons."), 400),
        "ledger.hold_too_long": (_("A hold lasts %(days)d days at most."), 400),
        "ledger.hold_ends_early": (_("The last day lies before today."), 400),
        "ledger.hold_needs_second": (_("A hold is approved by a second person."), 403),
        "ledger.hold_approved": _("This hold is approved already."),
        "ledger.hold_over": _("This hold is over."),
        "ledger.order_ended": _("This order has ended already."),
    }
)
