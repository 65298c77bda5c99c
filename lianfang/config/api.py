"""The API of the house: every room's router under one roof, refusals and mistakes as JSON in the reader's words.

Staff call it with their session, so every unsafe call carries the CSRF token like a form does (X-CSRFToken).
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any, cast

from django.core.exceptions import ObjectDoesNotExist, PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import URLPattern, URLResolver
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy
from ninja import NinjaAPI, Schema
from ninja.errors import AuthenticationError, HttpError, ValidationError
from ninja.openapi.schema import OpenAPISchema

from lianfang.core import Actor, clock
from lianfang.core.access import caller, open_to
from lianfang.core.actor import STAFF
from lianfang.core.refusal import Refused, status
from lianfang.registry.accounts import selectors as accounts
from lianfang.response.observation.api import router as observation

# What a value can be wrong with, by the first word that fits the checker's code.
WRONG = {
    "missing": _lazy("is missing"),
    "uuid": _lazy("is not an identifier"),
    "date": _lazy("is not a day or time"),
    "time": _lazy("is not a day or time"),
    "decimal": _lazy("is not a number that fits here"),
    "finite": _lazy("is not a number that fits here"),
    "greater": _lazy("is too small"),
    "less": _lazy("is too large"),
    "string_too_long": _lazy("is too long"),
    "too_long": _lazy("is too long"),
    "string_too_short": _lazy("is too short"),
    "list": _lazy("must be a list"),
    "json": _lazy("is not readable JSON"),
}
ALWAYS = {
    401: "Nobody is signed in.",
    403: "Not for this role, or the CSRF token is missing.",
    404: "Not there, or not for this viewer.",
}
WITH_BODY = {
    400: "The body cannot be read, or says something impossible.",
    409: "Refused: the code says why.",
    413: "Too much at once.",
    422: "Fields are wrong: each is named.",
}


class Problem(Schema):
    """What went wrong: a code for programs, a sentence for people, and the fields where there are any."""

    code: str
    message: str
    fields: list[dict[str, str]] = []


class Whoami(Schema):
    """The caller as the house sees them; `today` is the local day in Shanghai."""

    name: str
    role: str
    role_name: str
    area: str
    today: date


class House(NinjaAPI):
    """One API. CSRF holds for every operation, and every operation's problems stand in the schema."""

    def get_openapi_operation_id(self, operation: Any) -> str:
        """The function's name: stable, and unique in the house."""
        return str(operation.view_func.__name__)

    def get_openapi_schema(self, **where: Any) -> OpenAPISchema:
        """The schema with what every operation may answer, who may call it, and how callers are known."""
        schema = super().get_openapi_schema(**where)
        parts = schema["components"]
        parts.setdefault("schemas", {})["Problem"] = Problem.json_schema()
        parts["securitySchemes"] = {"session": {"type": "apiKey", "in": "cookie", "name": "sessionid"}}
        roles = {self.get_openapi_operation_id(one): _roles(one) for one in self.operations()}
        for path in schema["paths"].values():
            for one in path.values():
                one["x-roles"] = sorted(roles[one["operationId"]])
                one["security"] = [{"session": []}]
                _add_problems(one)
        return schema

    def operations(self) -> list[Any]:
        """Every operation of every room."""
        routers = self._get_bound_routers()
        return [
            one for router in routers for path in router.path_operations.values() for one in path.operations
        ]

    def _get_urls(self) -> list[URLResolver | URLPattern]:
        found = super()._get_urls()
        for one in found:
            # The framework exempts its views; ours are called with a session, so the middleware must ask.
            cast(Any, one.callback).csrf_exempt = False
        return found


def _roles(operation: Any) -> frozenset[str]:
    [asked] = operation.auth_callbacks
    return frozenset(str(role) for role in asked.roles)


def _add_problems(operation: dict[str, Any]) -> None:
    told = ALWAYS | (WITH_BODY if "requestBody" in operation else {})
    content = {"application/json": {"schema": {"$ref": "#/components/schemas/Problem"}}}
    for code, said in told.items():
        operation["responses"].setdefault(code, {"description": said, "content": content})


api = House(
    title="Lianfang 联防",
    version="1",
    urls_namespace="api",
    docs_url=None,
    docs_decorator=cast(Callable[..., Any], open_to(*STAFF)),
)
api.add_router("/observation", observation)


@api.get("/whoami", auth=caller(*STAFF), response=Whoami)
def whoami(request: HttpRequest) -> Any:
    """Who is calling, in which role, over which area."""
    actor: Actor = cast(Any, request).actor
    return {
        "name": actor.name,
        "role": str(actor.role),
        "role_name": actor.label,
        "area": accounts.area_of(actor),
        "today": clock.day_of(clock.now()),
    }


EXPECTED = (
    Refused,
    AuthenticationError,
    PermissionDenied,
    ObjectDoesNotExist,
    Http404,
    HttpError,
    ValidationError,
)


def answer(request: HttpRequest, error: Exception) -> HttpResponse:
    """What was refused or not understood as JSON; nothing of the request is kept."""
    code, problem = problem_of(error)
    if isinstance(error, Refused):
        request.was_refused = True  # type: ignore[attr-defined]
    return api.create_response(request, problem, status=code)


for _kind in EXPECTED:
    api.add_exception_handler(_kind, cast(Any, answer))


def problem_of(error: Exception) -> tuple[int, dict[str, Any]]:
    """Status and Problem of an error that is expected: the same at every door of the API.

    A refusal has the status that its catalogue line names; what is not there and what is not for this viewer are
    answered alike; each wrong field is named by its place, and values are never sent back.
    """
    if isinstance(error, Refused):
        return status(error.code), _problem(error.code, str(error))
    if isinstance(error, AuthenticationError):
        return 401, _problem("core.not_signed_in", _("Nobody is signed in. Sign in first."))
    if isinstance(error, PermissionDenied):
        return 403, _problem("http.403", _("This is not open to you."))
    if isinstance(error, HttpError):
        return error.status_code, _problem("core.unreadable", _("What was sent cannot be read."))
    if isinstance(error, ValidationError):
        fields = [{"at": _place(one["loc"]), "message": _wrong(one["type"])} for one in error.errors[:100]]
        said = "；".join(f"{field['at']} {field['message']}" for field in fields[:3])
        return 422, _problem("core.not_valid", said, fields)
    return 404, _problem("core.not_found", _("There is nothing here, or not for your role and area."))


def _problem(code: str, said: str, fields: list[dict[str, str]] | None = None) -> dict[str, Any]:
    return {"code": code, "message": said, "fields": fields or []}


def _place(steps: tuple[Any, ...]) -> str:
    """`body.reading.celsius`; a step that somebody invented is cut short."""
    return ".".join(str(step)[:40] for step in steps).encode(errors="replace").decode()


def _wrong(kind: str) -> str:
    return next((str(said) for word, said in WRONG.items() if kind.startswith(word)), _("cannot be read"))
