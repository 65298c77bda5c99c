"""OpenRosa for ODK Collect: list of forms, form, manifest, submission, behind a key in the address."""

from __future__ import annotations

import hashlib
import io
from collections.abc import Callable
from functools import wraps
from typing import Any
from uuid import UUID

from django.core.exceptions import ObjectDoesNotExist, RequestDataTooBig, SuspiciousOperation
from django.http import Http404, HttpRequest, HttpResponse
from django.http.multipartparser import MultiPartParserError
from django.urls import reverse
from django.utils.http import http_date
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from lianfang.core import Refused, clock, tenant
from lianfang.core.access import public
from lianfang.core.models import Subdistrict
from lianfang.core.refusal import status
from lianfang.registry.accounts import selectors as accounts

from .. import hooks, openrosa, operations, selectors
from ..files import MOST_FILE_BYTES, Sent
from ..models import Beside

VERSION = "1.0"
MOST_BYTES = 60_000_000
XML_PART = "xml_submission_file"
View = Callable[..., HttpResponse]


def with_key(view: View) -> View:
    """Opens the door to whoever holds a standing key, as the member of staff it was given for.

    The answer goes out after the transaction has ended: 201 means it is on the disk.
    """

    @wraps(view)
    def opened(request: HttpRequest, code: str, token: str, **facts: Any) -> HttpResponse:
        if request.headers.get("X-OpenRosa-Version") != VERSION:
            return _plain(400, _("This address is for ODK Collect."))
        office = Subdistrict.objects.filter(code=code[:9] if len(code) <= 9 else "").first()
        if office is None:
            return _plain(403, _("This key is not known here."))
        try:
            with tenant.inside(office.id):
                visit = _visit(office, token)
                answer = (
                    view(request, visit, **facts) if visit else _plain(403, _("This key is not known here."))
                )
        except Refused as refusal:
            answer = _plain(status(refusal.code), str(refusal))
        except (ObjectDoesNotExist, Http404):
            answer = _plain(404, _("There is nothing here."))
        except (MultiPartParserError, RequestDataTooBig, SuspiciousOperation, UnicodeDecodeError):
            answer = _plain(400, _("What was sent cannot be read."))
        return _headed(answer)

    return opened


def _visit(office: Subdistrict, token: str) -> openrosa.Visit | None:
    key = selectors.key_of(office.id, token)
    actor = accounts.actor_for(key.user) if key else None
    return openrosa.Visit(office, actor, key, token) if key and actor else None


def _plain(code: int, said: str) -> HttpResponse:
    return _headed(HttpResponse(openrosa.message(said), content_type=openrosa.XML, status=code))


def _headed(answer: HttpResponse) -> HttpResponse:
    answer.headers["X-OpenRosa-Version"] = VERSION
    answer.headers["X-OpenRosa-Accept-Content-Length"] = str(MOST_BYTES)
    answer.headers["Date"] = http_date(clock.now().timestamp())
    answer.headers["Content-Language"] = get_language() or "zh-hans"
    return answer


def _address(request: HttpRequest, visit: openrosa.Visit, name: str, key: UUID) -> str:
    return request.build_absolute_uri(reverse(f"forms:{name}", args=[visit.office.code, visit.token, key]))


@public
@require_http_methods(["GET", "HEAD"])
@with_key
def form_list(request: HttpRequest, visit: openrosa.Visit) -> HttpResponse:
    """The questionnaires that count today; `formID` asks for one."""
    rows = selectors.collectable(visit.actor, clock.day_of(clock.now()), request.GET.get("formID", ""))
    forms = [openrosa.Offered(version, *_addresses(request, visit, version)) for version in rows]
    body = openrosa.form_list(forms, is_verbose=request.GET.get("verbose") == "true")
    return HttpResponse(body, content_type=openrosa.XML)


def _addresses(request: HttpRequest, visit: openrosa.Visit, version: Any) -> tuple[str, str]:
    """Where the form is, and its manifest where files stand beside it (`files_count` of `selectors.collectable`)."""
    manifest = _address(request, visit, "manifest", version.id) if version.files_count else ""
    return _address(request, visit, "xform", version.id), manifest


@public
@require_http_methods(["GET", "HEAD"])
@with_key
def form(request: HttpRequest, visit: openrosa.Visit, version_id: UUID) -> HttpResponse:
    """One XForm, byte for byte what its hash was taken of."""
    version = selectors.version(visit.actor, version_id)
    return HttpResponse(version.xform.encode(), content_type=openrosa.XML)


@public
@require_http_methods(["GET", "HEAD"])
@with_key
def manifest(request: HttpRequest, visit: openrosa.Visit, version_id: UUID) -> HttpResponse:
    """The files beside a form."""
    version = selectors.version(visit.actor, version_id)
    files = Beside.objects.visible_to(visit.actor).filter(version=version).order_by("name")
    media = [(file.name, _hash(visit, file), _address(request, visit, "file", file.id)) for file in files]
    return HttpResponse(openrosa.manifest(media), content_type=openrosa.XML)


def _hash(visit: openrosa.Visit, file: Beside) -> str:
    """Another one as soon as a list that is the phone's own has changed: the phone fetches it again."""
    body = hooks.list_for(file.name, visit.actor, clock.now())
    return hashlib.md5(body, usedforsecurity=False).hexdigest() if body else file.hash


@public
@require_http_methods(["GET", "HEAD"])
@with_key
def file(request: HttpRequest, visit: openrosa.Visit, file_id: UUID) -> HttpResponse:
    """One file beside a form; that a phone took the doors of its team along is in the record."""
    found = Beside.objects.visible_to(visit.actor).get(pk=file_id)
    own = operations.carry_list(by=visit.actor, key=visit.key, name=found.name, at=clock.now())
    return HttpResponse(own or bytes(found.body), content_type="text/csv; charset=utf-8")


@csrf_exempt
@public
@require_http_methods(["HEAD", "POST"])
@with_key
def submission(request: HttpRequest, visit: openrosa.Visit) -> HttpResponse:
    """Takes one filled form with its photographs; HEAD says how much may come at once."""
    if request.method == "HEAD":
        return HttpResponse(status=204)
    _unchunk(request)
    if int(request.META.get("CONTENT_LENGTH") or 0) > MOST_BYTES:
        return _plain(413, _("More came at once than is taken."))
    xml = _xml(request)
    if xml is None:
        return _plain(400, _("The part %(name)s is missing.") % {"name": XML_PART})
    files = [
        Sent(str(file.name)[-200:], file.content_type or "", file.read(MOST_FILE_BYTES + 1))
        for name, sent in request.FILES.lists()
        if name != XML_PART
        for file in sent
    ]
    done = operations.receive(by=visit.actor, xml=xml, files=files, key_id=visit.key.id, at=clock.now())
    return _plain(done.status, done.said)


def _unchunk(request: HttpRequest) -> None:
    """A body sent in pieces has no length beforehand; it is read up to what is taken."""
    if request.META.get("CONTENT_LENGTH") or "chunked" not in request.headers.get("Transfer-Encoding", ""):
        return
    body = request.META["wsgi.input"].read(MOST_BYTES + 1)
    request.META["CONTENT_LENGTH"] = str(len(body))
    request._stream = io.BytesIO(body)  # type: ignore[attr-defined]


def _xml(request: HttpRequest) -> bytes | None:
    """The instance: a file part as the standard says, or a plain field."""
    parts = request.FILES.getlist(XML_PART)
    if parts:
        return bytes(parts[0].read(MOST_FILE_BYTES)) if len(parts) == 1 else None
    field = request.POST.get(XML_PART)
    return field.encode() if field else None
