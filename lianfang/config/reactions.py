"""The plot of the whole system: what follows from what. Event → handlers, in the event's transaction."""

from __future__ import annotations

from lianfang.ledger.operations import Reactions

Reactions.table = {
    # "lists.committed": [screening.reactions.open_reports],
}
