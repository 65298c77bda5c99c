"""Writing the record, sealing it, orders and holds, and the end of what has had its day."""

from ..chain import link
from .holds import approve_hold, ask_hold, lift_hold
from .orders import end_order, give_order
from .recording import Act, Reactions, plain, react, record, record_all
from .retention import expire
from .sealing import check_chain, seal

__all__ = [
    "Act",
    "Reactions",
    "approve_hold",
    "ask_hold",
    "check_chain",
    "end_order",
    "expire",
    "give_order",
    "lift_hold",
    "link",
    "plain",
    "react",
    "record",
    "record_all",
    "seal",
]
