"""Examples for the house's walk over every URL. Orders and holds belong to no area."""

from datetime import timedelta

from lianfang.core import clock
from lianfang.ledger import operations
from lianfang.ledger.operations.holds import Asked


def _hold(cast, area):
    at = clock.now()
    asked = Asked("突发事件应对法第八十五条", "必要且安全", clock.day_of(at) + timedelta(days=10), "screen")
    return {"hold_id": operations.ask_hold(by=cast["commander"], asked=asked, at=at).pk}


def _order(cast, area):
    at = clock.now()
    order = operations.give_order(
        by=cast["commander"],
        purpose_from="mask",
        purpose_to="screen",
        reason="核对来沪人员",
        at=at,
        ends_at=at + timedelta(days=3),
    )
    return {"order_id": order.pk}


EXAMPLES = {
    "ledger:approve_hold": _hold,
    "ledger:lift_hold": _hold,
    "ledger:end_order": _order,
}
