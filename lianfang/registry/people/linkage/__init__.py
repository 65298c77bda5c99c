"""Linkage 人员归并: many lists in, one person out, with the reasons; pure functions over records, no
database.
"""

from .cluster import Thresholds
from .explain import MESSAGES, Reason
from .link import Decision, Linkage, ReviewPair, link, link_new
from .model import Model
from .records import Kind, Record

__all__ = [
    "MESSAGES",
    "Decision",
    "Kind",
    "Linkage",
    "Model",
    "Reason",
    "Record",
    "ReviewPair",
    "Thresholds",
    "link",
    "link_new",
]
