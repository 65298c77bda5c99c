"""Lists: handed in, read, looked at, imported, joined, and taken back."""

from .committing import commit, finish
from .joining import join_again, tell_stuck
from .reading import give_up, read
from .undoing import undo
from .uploading import choose, queue, upload

__all__ = [
    "choose",
    "commit",
    "finish",
    "give_up",
    "join_again",
    "queue",
    "read",
    "tell_stuck",
    "undo",
    "upload",
]
