"""What calls write: one function per intention of a user or of a room above."""

from .asking import Ask, ask, ask_many, withdraw
from .claiming import beat, claim, give_back
from .recording import Heard, Said, record_outcome
from .undoing import take_back

__all__ = [
    "Ask",
    "Heard",
    "Said",
    "ask",
    "ask_many",
    "beat",
    "claim",
    "give_back",
    "record_outcome",
    "take_back",
    "withdraw",
]
