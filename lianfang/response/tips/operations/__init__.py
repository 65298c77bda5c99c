"""What tips write: one function per intention of a user."""

from .checking import Verdict, check, reopen
from .confiding import read_tipster
from .joining import join, part
from .placing import Where, locate, place
from .settling import settle
from .telling import Told, tell

__all__ = [
    "Told",
    "Verdict",
    "Where",
    "check",
    "join",
    "locate",
    "part",
    "place",
    "read_tipster",
    "reopen",
    "settle",
    "tell",
]
