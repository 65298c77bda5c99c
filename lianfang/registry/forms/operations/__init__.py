"""What people do with questionnaires, and what phones send."""

from ..files import Sent
from .deciding import put_aside, take_in
from .founding import load_defaults
from .keys import give_key, revoke_key
from .receiving import Received, receive
from .submitting import submit
from .versions import Handed, add, restore, set_begins, upload, withdraw

__all__ = [
    "Handed",
    "Received",
    "Sent",
    "add",
    "give_key",
    "load_defaults",
    "put_aside",
    "receive",
    "restore",
    "revoke_key",
    "set_begins",
    "submit",
    "take_in",
    "upload",
    "withdraw",
]
