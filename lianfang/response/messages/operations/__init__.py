"""What messages write: one function per intention."""

from .delivering import Outcome, note, report, set_out
from .receiving import Arrived, receive, receive_many
from .replying import Verdict, conclude, take
from .sending import Letter, announce, send, send_many
from .setting import Hours, set_channel, set_hours, set_text, shut_channel
from .settling import answer, dismiss, hand, open_message, settle, tie, withdraw
from .tying import Code, give_code, untie

__all__ = [
    "Arrived",
    "Code",
    "Hours",
    "Letter",
    "Outcome",
    "Verdict",
    "announce",
    "answer",
    "conclude",
    "dismiss",
    "give_code",
    "hand",
    "note",
    "open_message",
    "receive",
    "receive_many",
    "report",
    "send",
    "send_many",
    "set_channel",
    "set_hours",
    "set_out",
    "set_text",
    "settle",
    "shut_channel",
    "take",
    "tie",
    "untie",
    "withdraw",
]
