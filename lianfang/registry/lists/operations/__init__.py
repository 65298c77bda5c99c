"""Lists: handed in, read, looked at, imported, joined, and taken back."""

from .committing import commit, finish, resume
from .reading import read
from .undoing import undo
from .uploading import choose, queue, upload

__all__ = ["choose", "commit", "finish", "queue", "read", "resume", "undo", "upload"]
