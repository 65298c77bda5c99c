"""The doors that gateways call: the official account, text messages that come in, and reports on those that went out.

Each call is proved before anything is looked at, counts once, and is answered when what it brought is committed:
nothing here touches the network.
"""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial, wraps
from itertools import islice
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.http.request import RawPostDataException, UnreadablePostError
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST

from lianfang.core import clock, tenant
from lianfang.core.access import public
from lianfang.core.actor import system
from lianfang.core.gathering import Gathering
from lianfang.core.models import Subdistrict
from lianfang.registry.people.rules.phones import read_phones

from .. import official, operations
from ..gateways import settings_of
from ..models import Channel, Incoming, Message
from ..operations import Arrived
from ..rules import Kind

BIGGEST, MOST = 65_536, 100
DELIVERED = ("DELIVRD", "delivered", "DELIVERED", "0", "true", "True")
# What followers send beside words, as whoever reads it calls it.
OTHERWISE = {
    "image": "图片",
    "voice": "语音",
    "video": "视频",
    "shortvideo": "视频",
    "location": "位置",
    "link": "链接",
}
View = Callable[..., HttpResponse]


@contextmanager
def _opened_for(kind: Kind, code: str) -> Iterator[Channel | None]:
    """An office's way in, inside the office and one transaction; None where there is no such office, or none set up."""
    office = Subdistrict.objects.filter(code=code).first() if len(code) <= 9 else None
    if office is None:
        yield None
        return
    with tenant.inside(office.id):
        yield Channel.objects.of(office.id).filter(kind=kind, is_on=True).first()


def for_channel(kind: Kind) -> Callable[[View], View]:
    """Opens a door for the office whose code stands in the address, where it has this way set up."""

    def mark(view: View) -> View:
        @wraps(view)
        def inside(request: HttpRequest, code: str) -> HttpResponse:
            with _opened_for(kind, code) as channel:
                return view(request, channel) if channel else HttpResponse(status=404)

        return inside

    return mark


@dataclass(frozen=True, slots=True)
class _Heard:
    """What a proved call brings, and its answer, given what is said to each of its messages."""

    arrived: Sequence[Arrived]
    answer: Callable[[Sequence[str]], HttpResponse]


# One call, not looked at yet: it proves itself by the settings of the way it came.
Call = Callable[[Channel], _Heard | HttpResponse]


def _take(door: tuple[Kind, str], calls: Sequence[Call]) -> list[HttpResponse]:
    """What comes to an office's door at one moment, in one transaction that is over when this returns."""
    with _opened_for(*door) as channel:
        if channel is None:
            return [HttpResponse(status=404) for _call in calls]
        return _answered(channel, [call(channel) for call in calls])


def _answered(channel: Channel, heard: Sequence[_Heard | HttpResponse]) -> list[HttpResponse]:
    arrived = [each for one in heard if isinstance(one, _Heard) for each in one.arrived]
    by, at = system(channel.subdistrict, channel.name), clock.now()
    said = iter(_said(channel, operations.receive_many(by=by, arrived=arrived, at=at) if arrived else []))
    return [
        one.answer(list(islice(said, len(one.arrived)))) if isinstance(one, _Heard) else one for one in heard
    ]


def _said(channel: Channel, incomings: Sequence[Incoming]) -> list[str]:
    """What is said to each message in the very answer to its call: only the official account's is."""
    keys = [one.reply for one in incomings if one.reply] if channel.kind == Kind.WECHAT else []
    rows = Message.objects.of(channel.subdistrict).in_bulk(keys) if keys else {}
    return [rows[one.reply].body if one.reply in rows else "" for one in incomings]


# Calls of one moment are taken together: each has a thread, one of them takes what the others brought.
_gathering = Gathering(_take)


# -- the official account --------------------------------------------------------------------------------------


@csrf_exempt
@public
@require_http_methods(["GET", "POST"])
def wechat(request: HttpRequest, code: str) -> HttpResponse:
    """The official account: its echo when it is set up, then what followers write, plain or sealed."""
    if request.method == "GET":
        return _echo(request, code)
    try:
        return _gathering.hand((Kind.WECHAT, code), partial(_written, request.GET, _body(request)))
    except official.Unreadable:
        return HttpResponse(status=400)


@for_channel(Kind.WECHAT)
def _echo(request: HttpRequest, channel: Channel) -> HttpResponse:
    account = _account(channel)
    if not _is_fresh(account, request.GET):
        return HttpResponse(status=403)
    is_ours = official.is_signed(account, request.GET)
    return HttpResponse(request.GET.get("echostr", "")[:200], "text/plain", 200 if is_ours else 403)


def _account(channel: Channel) -> official.Account:
    keys = settings_of(channel)
    return official.Account(
        str(keys.get("app_id", "")), str(keys.get("token", "")), str(keys.get("aes_key", ""))
    )


def _is_fresh(account: official.Account, asked: Mapping[str, str]) -> bool:
    return bool(account.token) and official.is_fresh(asked, clock.now())


def _written(asked: Mapping[str, str], body: bytes, channel: Channel) -> _Heard | HttpResponse:
    """One call of the official account."""
    account = _account(channel)
    if not _is_fresh(account, asked):
        return HttpResponse(status=403)
    try:
        return _opened(account, asked, official.read_xml(body))
    except official.Unreadable:
        return HttpResponse(status=400)


def _opened(
    account: official.Account, asked: Mapping[str, str], fields: dict[str, str]
) -> _Heard | HttpResponse:
    sealed = fields.get("Encrypt", "")
    # With a key set up the plain mode is shut: nobody may choose the weaker one.
    if bool(sealed) != bool(account.aes_key):
        return HttpResponse(status=403)
    if not official.is_signed(account, asked, sealed):
        return HttpResponse(status=403)
    call = official.read_call(official.read_xml(official.unseal(account, sealed)) if sealed else fields)
    text = _text_of(call)
    is_leaving = call.kind == "event"
    arrived = Arrived(
        Kind.WECHAT, call.sender, text, call.external_id, _instant(call.sent_at), is_leaving=is_leaving
    )
    # Coming and going is no message; what is no text is for a person.
    return _Heard([arrived] if text else [], partial(_spoken, account, call, bool(sealed)))


def _spoken(
    account: official.Account, call: official.Call, is_sealed: bool, said: Sequence[str]
) -> HttpResponse:
    if not any(said):
        return HttpResponse("success", "text/plain")
    at = clock.now()
    reply = official.write_reply(call, said[0], at)
    return HttpResponse(official.write_sealed(account, reply, at) if is_sealed else reply, "application/xml")


def _text_of(call: official.Call) -> str:
    if call.kind == "event":
        return "退订" if call.event == "unsubscribe" else ""
    return call.text or f"［{OTHERWISE.get(call.kind, call.kind[:20] or '?')}］"


# -- text messages ---------------------------------------------------------------------------------------------


@csrf_exempt
@public
@require_POST
def sms(request: HttpRequest, code: str) -> HttpResponse:
    """Text messages that came in, one or many: JSON or form, named as the way's settings say; each counts once."""
    try:
        _body(request)
    except official.Unreadable:
        return HttpResponse(status=413)
    return _gathering.hand((Kind.SMS, code), partial(_brought, request))


def _brought(request: HttpRequest, channel: Channel) -> _Heard | HttpResponse:
    """One call of the gateway for text messages."""
    found = _proved(request, channel)
    if isinstance(found, HttpResponse):
        return found
    settings = settings_of(channel)
    names = {name: str(settings.get(f"{name}_field", name)) for name in ("id", "from", "text", "time")}
    arrived = [one for entry in found if (one := _arrived(entry, names))]
    if len(arrived) < len(found):
        return _told({"code": "unreadable"}, 400)
    return _Heard(arrived, lambda _said: _told({"code": "ok", "taken": len(arrived)}))


@csrf_exempt
@public
@require_POST
@for_channel(Kind.SMS)
def report(request: HttpRequest, channel: Channel) -> HttpResponse:
    """What became of text messages on their way to the telephone."""
    found = _proved(request, channel)
    if isinstance(found, HttpResponse):
        return found
    wanted = settings_of(channel)
    key, state = str(wanted.get("report_id_field", "id")), str(wanted.get("report_field", "status"))
    good = {str(one) for one in wanted.get("delivered", DELIVERED)}
    by, at = system(channel.subdistrict, channel.name), clock.now()
    for one in found:
        number, said = _plain(one.get(key)), _plain(one.get(state))
        if number and said:
            operations.report(by=by, gateway_id=number[:80], delivered=said in good, code=said[:40], at=at)
    return _told({"code": "ok"})


def _proved(request: HttpRequest, channel: Channel) -> list[Mapping[str, Any]] | HttpResponse:
    """The entries of a call that carries the shared secret, or an HMAC-SHA256 of the body made with it."""
    try:
        body = _body(request)
    except official.Unreadable:
        return HttpResponse(status=413)
    secret = str(settings_of(channel).get("secret", ""))
    if not secret or not _is_ours(request, body, secret):
        return _told({"code": "not_signed"}, 403)
    entries = _entries(request, body)
    if entries is None or len(entries) > MOST:
        return _told({"code": "unreadable"}, 400)
    return entries


def _is_ours(request: HttpRequest, body: bytes, secret: str) -> bool:
    signed = hmac.new(secret.encode(), body, hashlib.sha256).hexdigest()
    given = request.headers.get("X-Signature", "").lower()
    token = request.headers.get("Authorization", "").removeprefix("Bearer ")
    is_signed = hmac.compare_digest(signed.encode(), given.encode())
    return is_signed or hmac.compare_digest(secret.encode(), token.encode())


def _entries(request: HttpRequest, body: bytes) -> list[Mapping[str, Any]] | None:
    if request.content_type == "application/x-www-form-urlencoded":
        return [request.POST.dict()]
    try:
        said = json.loads(body)
    except (ValueError, RecursionError):
        return None
    said = said.get("messages", said) if isinstance(said, dict) else said
    found = said if isinstance(said, list) else [said]
    return found if all(isinstance(one, dict) for one in found) else None


def _arrived(entry: Mapping[str, Any], names: Mapping[str, str]) -> Arrived | None:
    key, text = _plain(entry.get(names["id"])), _plain(entry.get(names["text"]))
    phones = read_phones(_plain(entry.get(names["from"])))
    if not key or not phones:
        return None
    return Arrived(Kind.SMS, phones[0].digits, text, key, _time(entry.get(names["time"])))


def _plain(value: Any) -> str:
    return str(value)[:2000].replace("\x00", "") if isinstance(value, str | int | float) else ""


def _time(value: Any) -> datetime | None:
    """Seconds since 1970, or ISO 8601; anything else is the moment it came."""
    if isinstance(value, bool):
        return None
    if isinstance(value, int):
        return _instant(value)
    try:
        found = datetime.fromisoformat(str(value))
    except ValueError:
        return None
    return found if found.tzinfo else found.replace(tzinfo=clock.LOCAL)


def _instant(seconds: int) -> datetime | None:
    try:
        return datetime.fromtimestamp(seconds, UTC)
    except (ValueError, OverflowError, OSError):
        return None


def _body(request: HttpRequest) -> bytes:
    length = request.META.get("CONTENT_LENGTH") or "0"
    if length.isdigit() and int(length) > BIGGEST:
        raise official.Unreadable("size")
    try:
        body = request.body
    except (RawPostDataException, UnreadablePostError):
        raise official.Unreadable("body") from None
    if len(body) > BIGGEST:
        raise official.Unreadable("size")
    return body


def _told(said: dict[str, Any], status: int = 200) -> HttpResponse:
    return HttpResponse(json.dumps(said), "application/json", status)
