"""What calls write: one function per intention of a user or of a room above."""

from .asking import Ask, ask, ask_many, withdraw
from .claiming import claim, give_back
from .inbound import look_up, take_inbound
from .recording import Heard, Said, record_outcome
from .ruling import end_advice, load_default_advice, set_policy, write_advice
from .speaking import Words, answer
from .supervising import free_idle, release, reorder, set_languages
from .undoing import take_back

__all__ = [
    "Ask",
    "Heard",
    "Said",
    "Words",
    "answer",
    "ask",
    "ask_many",
    "claim",
    "end_advice",
    "free_idle",
    "give_back",
    "load_default_advice",
    "look_up",
    "record_outcome",
    "release",
    "reorder",
    "set_languages",
    "set_policy",
    "take_back",
    "take_inbound",
    "withdraw",
    "write_advice",
]
