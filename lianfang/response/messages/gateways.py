"""The ways out: an SMS gateway over HTTP, the official account, staff groups and e-mail through apprise.

Called from the job alone, never inside a request or a transaction. Every call has a time-out, follows no redirect,
and ends as one of a few words: taken, again later, refused, filtered.
"""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from time import monotonic
from typing import Any
from urllib.error import HTTPError
from urllib.parse import quote, urlencode, urlsplit
from urllib.request import HTTPRedirectHandler, Request, build_opener
from uuid import UUID

import apprise

from .models import Channel
from .rules import Kind, Step

TIME_OUT = 10.0
MOST = 65_536
WECHAT = "https://api.weixin.qq.com"
# The account is over its own limit, or busy: again later. A stale token is fetched anew once.
WECHAT_LATER = frozenset({-1, 45009, 45011})
WECHAT_STALE = frozenset({40001, 40014, 42001})
# Longer than 48 hours since they wrote, or too many since.
WECHAT_SHUT = frozenset({45015, 45047})
WECOM_BYTES = 2048


@dataclass(frozen=True, slots=True)
class Envelope:
    """One message on its way: everything the network needs and nothing else."""

    message: UUID
    claim: UUID
    kind: str
    address: str = field(repr=False)
    subject: str = field(repr=False)
    body: str = field(repr=False)
    settings: Mapping[str, Any] = field(repr=False)
    channel: UUID


@dataclass(frozen=True, slots=True)
class Said:
    """What a gateway answered."""

    step: Step
    code: str = ""
    gateway_id: str = ""


def settings_of(channel: Channel) -> dict[str, Any]:
    """A channel's settings in clear."""
    found = json.loads(channel.settings)
    return found if isinstance(found, dict) else {}


def send(envelope: Envelope) -> Said:
    """Sends one envelope and says what came of it. Never raises: what cannot be understood is tried again later."""
    try:
        return WAYS[Kind(envelope.kind)](envelope)
    except HTTPError as error:
        return _by_status(error.code)
    except (OSError, ValueError, KeyError, TypeError) as error:
        return Said(Step.DEFERRED, type(error).__name__)


def _sms(envelope: Envelope) -> Said:
    """The gateway's own template: `url`, `body` (places {number}, {text}, {id}), `form` or JSON, `headers`; success
    is `ok` = value at a path of the answer; `filtered` and `refused` list the codes that are never tried again."""
    wanted = envelope.settings
    fills = {"number": envelope.address, "text": envelope.body, "id": envelope.message.hex}
    values = {key: _filled(str(value), fills) for key, value in dict(wanted["body"]).items()}
    is_form = wanted.get("encoding") == "form"
    body = urlencode(values) if is_form else json.dumps(values, ensure_ascii=False)
    kind = "application/x-www-form-urlencoded" if is_form else "application/json"
    headers = {"Content-Type": kind, **{str(k): str(v) for k, v in dict(wanted.get("headers", {})).items()}}
    return read_sms_answer(wanted, _ask(str(wanted["url"]), body.encode(), headers))


def read_sms_answer(wanted: Mapping[str, Any], answer: object) -> Said:
    """A gateway's answer by the channel's settings; without any, a 2xx is a success."""
    code, number = (_said(answer, str(wanted.get(where, ""))) for where in ("code_at", "id_at"))
    if not wanted.get("code_at") or code in {str(one) for one in wanted.get("ok", ["0", "OK", "200"])}:
        return Said(Step.ACCEPTED, code, number)
    if code in {str(one) for one in wanted.get("filtered", ())}:
        return Said(Step.FILTERED, code, number)
    if code in {str(one) for one in wanted.get("refused", ())}:
        return Said(Step.REFUSED, code, number)
    return Said(Step.DEFERRED, code, number)


def _filled(pattern: str, fills: Mapping[str, str]) -> str:
    for name, value in fills.items():
        pattern = pattern.replace("{" + name + "}", value)
    return pattern


def _said(answer: object, path: str) -> str:
    """What stands at a path, as text; nought is a word too."""
    found = _at(answer, path)
    return "" if not path or found is None else str(found)


def _at(answer: object, path: str) -> object:
    for step in path.split(".") if path else ():
        if isinstance(answer, list) and step.isdigit() and int(step) < len(answer):
            answer = answer[int(step)]
        elif isinstance(answer, dict):
            answer = answer.get(step)
        else:
            return None
    return answer


def _wechat(envelope: Envelope) -> Said:
    """A message of the official account to one follower, within 48 hours of what they wrote."""
    said = _wechat_once(envelope, fresh=False) or _wechat_once(envelope, fresh=True)
    return said or Said(Step.DEFERRED, "token")


def _wechat_once(envelope: Envelope, *, fresh: bool) -> Said | None:
    base = str(envelope.settings.get("base", WECHAT))
    token = TOKENS.of(envelope.settings, base, fresh=fresh)
    body = {"touser": envelope.address, "msgtype": "text", "text": {"content": envelope.body}}
    url = f"{base}/cgi-bin/message/custom/send?access_token={quote(token)}"
    answer = _ask(url, json.dumps(body, ensure_ascii=False).encode(), {"Content-Type": "application/json"})
    code = _at(answer, "errcode") or 0
    if code == 0:
        return Said(Step.ACCEPTED, "", str(_at(answer, "msgid") or ""))
    if code in WECHAT_STALE:
        return None if not fresh else Said(Step.DEFERRED, str(code))
    step = Step.DEFERRED if code in WECHAT_LATER else Step.SHUT if code in WECHAT_SHUT else Step.REFUSED
    return Said(step, str(code))


class Tokens:
    """The official account's access tokens, one fetched for all threads until shortly before it ends."""

    def __init__(self) -> None:
        self._held: dict[tuple[str, str], tuple[float, str]] = {}
        self._lock = threading.Lock()

    def of(self, settings: Mapping[str, Any], base: str, *, fresh: bool) -> str:
        """A token that holds; raises ValueError where the account's id or secret is refused."""
        key = (base, str(settings["app_id"]))
        with self._lock:
            held = self._held.get(key)
            if held and held[0] > monotonic() and not fresh:
                return held[1]
            asked = {"grant_type": "client_credential", "appid": key[1], "secret": str(settings["secret"])}
            answer = _ask(f"{base}/cgi-bin/token?{urlencode(asked)}", None, {})
            token = str(_at(answer, "access_token") or "")
            if not token:
                raise ValueError("no token")
            lasts = float(str(_at(answer, "expires_in") or 7200)) - 300
            self._held[key] = (monotonic() + lasts, token)
            return token


TOKENS = Tokens()


def _apprise(envelope: Envelope) -> Said:
    """A staff group or an e-mail, by the URL that apprise reads; `{address}` in it is the recipient."""
    url = str(envelope.settings["url"]).replace("{address}", quote(envelope.address))
    parted = "&" if "?" in url else "?"
    speaker = apprise.Apprise()
    if not speaker.add(f"{url}{parted}cto={TIME_OUT}&rto={TIME_OUT}"):
        return Said(Step.REFUSED, "url")
    body = envelope.body.encode()[:WECOM_BYTES].decode(errors="ignore")
    sent = speaker.notify(body=body, title=envelope.subject)
    return Said(Step.ACCEPTED if sent else Step.DEFERRED)


WAYS: dict[Kind, Callable[[Envelope], Said]] = {
    Kind.SMS: _sms,
    Kind.WECHAT: _wechat,
    Kind.GROUP: _apprise,
    Kind.EMAIL: _apprise,
}


class _NoRedirect(HTTPRedirectHandler):
    """A gateway that sends us elsewhere is not the one that was set up."""

    def redirect_request(self, *given: Any, **more: Any) -> None:
        """Follows nothing."""


_OPENER = build_opener(_NoRedirect)


def _ask(url: str, body: bytes | None, headers: Mapping[str, str]) -> object:
    if urlsplit(url).scheme not in ("http", "https"):
        raise ValueError("scheme")
    with _OPENER.open(Request(url, body, dict(headers)), timeout=TIME_OUT) as answer:
        text = answer.read(MOST)
    try:
        return json.loads(text)
    except ValueError:
        return None


def _by_status(status: int) -> Said:
    """What an HTTP status says: too many and the gateway's own faults are tried again, the rest is a no."""
    is_later = status in (408, 425, 429) or status >= 500
    return Said(Step.DEFERRED if is_later else Step.REFUSED, f"http {status}")
