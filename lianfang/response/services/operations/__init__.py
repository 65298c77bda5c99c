"""What services write: one function per intention of a user."""

from .asking import Wish, ask
from .assigning import Helper, assign, assign_many
from .kinds import Terms, end_kind, load_default_kinds, set_kind
from .paying import Laid, open_receipt, pay, strike
from .persons import follow_persons
from .repeating import Rhythm, begin_series, end_series, follow_homes, plan
from .showing import show_doors
from .stepping import confirm, dispute, finish, give_back, reopen, take_back, withdraw

__all__ = [
    "Helper",
    "Laid",
    "Rhythm",
    "Terms",
    "Wish",
    "ask",
    "assign",
    "assign_many",
    "begin_series",
    "confirm",
    "dispute",
    "end_kind",
    "end_series",
    "finish",
    "follow_homes",
    "follow_persons",
    "give_back",
    "load_default_kinds",
    "open_receipt",
    "pay",
    "plan",
    "reopen",
    "set_kind",
    "show_doors",
    "strike",
    "take_back",
    "withdraw",
]
