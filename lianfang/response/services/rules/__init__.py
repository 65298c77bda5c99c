"""What errands are allowed to become, what money adds up to, and when something repeats: no database, no clock."""

from .kinds import DEFAULTS, Default, check_kind, check_span, days
from .money import PAYMENTS, WAYS, Account, PayKind, Way, account, read_yuan, spell_yuan
from .photos import MOST_BYTES, check_photo, kind_of_photo, without_traces
from .states import (
    MOVES,
    OVER,
    REASONED,
    RUNNING,
    STATES,
    TRANSITIONS,
    Move,
    State,
    can,
    check_said,
    replay,
    state_after,
)

__all__ = [
    "DEFAULTS",
    "MOST_BYTES",
    "MOVES",
    "OVER",
    "PAYMENTS",
    "REASONED",
    "RUNNING",
    "STATES",
    "TRANSITIONS",
    "WAYS",
    "Account",
    "Default",
    "Move",
    "PayKind",
    "State",
    "Way",
    "account",
    "can",
    "check_kind",
    "check_photo",
    "check_said",
    "check_span",
    "days",
    "kind_of_photo",
    "read_yuan",
    "replay",
    "spell_yuan",
    "state_after",
    "without_traces",
]
