"""The plot of the whole system: what follows from what. Event → handlers, run in the event's own transaction."""

from __future__ import annotations

from lianfang.ledger.operations import Reactions

Reactions.table = {
    # "lists.committed": [screening.reactions.open_reports],
}
