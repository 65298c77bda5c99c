"""Files on their way in: no file takes more room than the largest list, whatever is sent."""

from __future__ import annotations

from typing import Any

from django.core.files.uploadhandler import FileUploadHandler

from .files import LIMITS


class Bounded(FileUploadHandler):
    """Lets a file through up to just above the limit and drops the rest; its size then tells to refuse it.

    Stands first in FILE_UPLOAD_HANDLERS.
    """

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes | None:
        """The chunk, for the handlers that keep it; None once there is too much."""
        return raw_data if start <= LIMITS.file_bytes else None

    def file_complete(self, file_size: int) -> Any:
        """Keeping the file is the next handlers' work."""
        return None
