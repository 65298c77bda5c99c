"""What people do with questionnaires, and what phones send."""

from ..files import Sent
from .deciding import put_aside, take_in
from .founding import load_defaults
from .keys import carry_list, give_key, revoke_key
from .receiving import Received, receive, take
from .submitting import Answered, hand_in, submit
from .versions import Handed, add, restore, set_begins, upload, withdraw

__all__ = [
    "Answered",
    "Handed",
    "Received",
    "Sent",
    "add",
    "carry_list",
    "give_key",
    "hand_in",
    "load_defaults",
    "put_aside",
    "receive",
    "restore",
    "revoke_key",
    "set_begins",
    "submit",
    "take",
    "take_in",
    "upload",
    "withdraw",
]
