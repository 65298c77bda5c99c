"""Lists: handed in, read, looked at, imported, joined, and taken back."""

from .committing import commit, finish, resume
from .reading import give_up, issue_before, read
from .undoing import undo
from .uploading import check_size, choose, queue, turn, upload

__all__ = [
    "check_size",
    "choose",
    "commit",
    "finish",
    "give_up",
    "issue_before",
    "queue",
    "read",
    "resume",
    "turn",
    "undo",
    "upload",
]
