"""A photograph of a receipt: only JPEG and PNG, and nothing in it that tells where or with what it was taken."""

from __future__ import annotations

from lianfang.core import Refused

MOST_BYTES = 4 * 2**20
JPEG, PNG = b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n"
KINDS = {JPEG: "image/jpeg", PNG: "image/png"}
KEPT_CHUNKS = {b"IHDR", b"PLTE", b"IDAT", b"IEND", b"tRNS"}
# Markers of a JPEG that carry what a camera writes about itself (APP1 to APP15) and comments.
TOLD = {*range(0xE1, 0xF0), 0xFE}


def kind_of_photo(body: bytes) -> str:
    """The media type by its first bytes; empty for anything but JPEG and PNG."""
    return next((kind for magic, kind in KINDS.items() if body.startswith(magic)), "")


def check_photo(body: bytes) -> str:
    """Refuses what is too large or no photograph; gives its media type."""
    if len(body) > MOST_BYTES:
        raise Refused("services.photo_too_large", most=MOST_BYTES // 2**20)
    kind = kind_of_photo(body)
    if not kind:
        raise Refused("services.not_a_photo")
    return kind


def without_traces(body: bytes) -> bytes:
    """The same picture without place, camera and comments. A damaged file comes back as it was read so far."""
    return _jpeg(body) if body.startswith(JPEG) else _png(body)


def _jpeg(body: bytes) -> bytes:
    out, at = bytearray(body[:2]), 2
    while at + 4 <= len(body) and body[at] == 0xFF and body[at + 1] != 0xDA:
        length = 2 + int.from_bytes(body[at + 2 : at + 4], "big")
        if body[at + 1] not in TOLD:
            out += body[at : at + length]
        at += length
    return bytes(out + body[at:])


def _png(body: bytes) -> bytes:
    out, at = bytearray(PNG), len(PNG)
    while at + 12 <= len(body):
        length = 12 + int.from_bytes(body[at : at + 4], "big")
        if body[at + 4 : at + 8] in KEPT_CHUNKS:
            out += body[at : at + length]
        at += length
    return bytes(out)
