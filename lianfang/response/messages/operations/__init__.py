"""What messages write: one function per intention."""

from .delivering import Outcome, note, report, set_out
from .receiving import Arrived, pass_on, receive, take
from .sending import Letter, announce, send, send_many

__all__ = [
    "Arrived",
    "Letter",
    "Outcome",
    "announce",
    "note",
    "pass_on",
    "receive",
    "report",
    "send",
    "send_many",
    "set_out",
    "take",
]
