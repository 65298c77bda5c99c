"""The official account's own language: signatures, XML, and the sealed mode (AES) of its calls.

Source of the rules: the message interface of the WeChat Official Accounts platform. A signature is the SHA-1 of the
sorted token, timestamp and nonce (and the sealed body); the seal is AES-256-CBC over 16 random bytes, the length, the
message and the account's id, filled up to 32 bytes.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import os
import struct
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from xml.sax.saxutils import escape

from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from lxml import etree

BLOCK, RANDOM = 32, 16
BIGGEST = 65_536
# A call whose timestamp is older is somebody's replay; the platform itself repeats within fifteen seconds.
FRESH = timedelta(minutes=10)


class Unreadable(Exception):
    """What came is not what the platform sends."""


@dataclass(frozen=True, slots=True)
class Account:
    """The keys of one official account; `aes_key` is the platform's 43 characters, empty in plain mode."""

    app_id: str
    token: str = field(repr=False)
    aes_key: str = field(default="", repr=False)

    @property
    def key(self) -> bytes:
        """The 32 bytes behind the 43 characters; Unreadable where they are not that."""
        try:
            key = base64.b64decode(self.aes_key + "=", validate=True)
        except (binascii.Error, ValueError):
            raise Unreadable("key") from None
        if len(key) != BLOCK:
            raise Unreadable("key")
        return key


@dataclass(frozen=True, slots=True)
class Call:
    """One call of the platform: who wrote what, once by which id. `text` is empty for what is no text."""

    sender: str = field(repr=False)
    receiver: str
    kind: str
    text: str = field(repr=False)
    external_id: str
    sent_at: int
    event: str = ""


def is_signed(account: Account, query: Mapping[str, str], sealed: str = "") -> bool:
    """True where the signature is the platform's; `sealed` is the sealed body in AES mode."""
    name = "msg_signature" if sealed else "signature"
    given = query.get(name, "")
    return hmac.compare_digest(_signature(account, query, sealed).encode(), given.encode())


def is_fresh(query: Mapping[str, str], at: datetime) -> bool:
    """True where the call was signed a moment ago."""
    stamp = query.get("timestamp", "")
    if not (stamp.isascii() and stamp.isdigit() and len(stamp) < 12):
        return False
    return abs(at.timestamp() - int(stamp)) <= FRESH.total_seconds()


def _signature(account: Account, query: Mapping[str, str], sealed: str) -> str:
    parts = [account.token, query.get("timestamp", ""), query.get("nonce", "")]
    return hashlib.sha1("".join(sorted([*parts, sealed] if sealed else parts)).encode()).hexdigest()


def read_xml(body: bytes) -> dict[str, str]:
    """The fields of a call; Unreadable for anything but a flat XML of moderate size, without declarations."""
    if len(body) > BIGGEST or b"<!" in body.replace(b"<![CDATA[", b""):
        raise Unreadable("xml")
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    try:
        root = etree.fromstring(body, parser)
    except (etree.XMLSyntaxError, ValueError):
        raise Unreadable("xml") from None
    return {str(one.tag): (one.text or "").strip() for one in root if isinstance(one.tag, str)}


def read_call(fields: Mapping[str, str]) -> Call:
    """A call out of its fields; Unreadable where sender or time is missing."""
    sender, stamp = fields.get("FromUserName", ""), fields.get("CreateTime", "")
    if not sender or len(sender) > 64 or not (stamp.isascii() and stamp.isdigit() and len(stamp) < 12):
        raise Unreadable("fields")
    kind, event = fields.get("MsgType", ""), fields.get("Event", "").lower()
    # What was spoken comes with what the platform heard.
    text = fields.get("Content", "") if kind == "text" else fields.get("Recognition", "")
    # A call without a number of its own is known by what it says; the account stays unreadable.
    told = hashlib.sha256(f"{sender} {stamp} {kind} {event}".encode()).hexdigest()
    number = fields.get("MsgId", "")[:40] or told[:40]
    return Call(sender, fields.get("ToUserName", "")[:64], kind, text, number, int(stamp), event)


def unseal(account: Account, sealed: str) -> bytes:
    """The message inside a sealed call; Unreadable where the seal or the account's id is not ours."""
    try:
        body = base64.b64decode(sealed, validate=True)
    except (binascii.Error, ValueError):
        raise Unreadable("seal") from None
    if not body or len(body) % RANDOM:
        raise Unreadable("seal")
    key = account.key
    opener = Cipher(algorithms.AES(key), modes.CBC(key[:16])).decryptor()
    plain = opener.update(body) + opener.finalize()
    return _inner(account, plain)


def _inner(account: Account, plain: bytes) -> bytes:
    filled = plain[-1]
    if not 1 <= filled <= BLOCK or len(plain) < RANDOM + 4 + filled:
        raise Unreadable("seal")
    content = plain[RANDOM:-filled]
    [length] = struct.unpack("!I", content[:4])
    message, owner = content[4 : 4 + length], content[4 + length :]
    if len(message) != length or owner != account.app_id.encode():
        raise Unreadable("seal")
    return message


def seal(account: Account, message: bytes) -> str:
    """A message sealed as the platform wants it."""
    plain = os.urandom(RANDOM) + struct.pack("!I", len(message)) + message + account.app_id.encode()
    filled = BLOCK - len(plain) % BLOCK
    key = account.key
    closer = Cipher(algorithms.AES(key), modes.CBC(key[:16])).encryptor()
    return base64.b64encode(closer.update(plain + bytes([filled]) * filled) + closer.finalize()).decode()


def write_reply(call: Call, text: str, at: datetime) -> bytes:
    """A text in answer to a call."""
    return (
        f"<xml><ToUserName>{escape(call.sender)}</ToUserName><FromUserName>{escape(call.receiver)}</FromUserName>"
        f"<CreateTime>{int(at.timestamp())}</CreateTime><MsgType>text</MsgType><Content>{escape(text)}</Content></xml>"
    ).encode()


def write_sealed(account: Account, message: bytes, at: datetime) -> bytes:
    """An answer in AES mode: sealed, with a signature of its own."""
    sealed, query = (
        seal(account, message),
        {"timestamp": str(int(at.timestamp())), "nonce": os.urandom(8).hex()},
    )
    signed = _signature(account, query, sealed)
    return (
        f"<xml><Encrypt>{sealed}</Encrypt><MsgSignature>{signed}</MsgSignature>"
        f"<TimeStamp>{query['timestamp']}</TimeStamp><Nonce>{query['nonce']}</Nonce></xml>"
    ).encode()
