"""What the record refuses."""

from django.utils.translation import gettext_lazy as _

from lianfang.core.refusal import catalogue

catalogue(
    {
        "ledger.only_the_commander_orders": (_("Only the commander gives or ends this order."), 403),
        "ledger.reason_missing": (_("Say why: the reason is kept in the record."), 400),
        "ledger.order_must_end_later": (_("The order must end later than now."), 400),
        "ledger.order_ended": _("This order has ended already."),
    }
)
