"""Every URL of the house, and the examples rooms give for those with a parameter."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from importlib.util import find_spec
from typing import Any

from django.apps import apps
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from lianfang.config import signin
from lianfang.core import ids
from lianfang.core.actor import Role

# Sign-in's own doors, guarded by allauth.
THIRD_PARTY = {pattern.name for pattern in signin.urlpatterns}
# The API has a walk of its own, along its schema.
API = "api"
Example = Callable[[Any, Any], dict[str, Any]]


@dataclass(frozen=True)
class Call:
    """One knock: an address, and what is sent where only POST is taken."""

    url: str
    post: dict[str, Any]


@dataclass(frozen=True)
class Door:
    """One URL: its full name, its parameters, and the view behind it."""

    name: str
    parameters: tuple[str, ...]
    view: Callable[..., Any]

    @property
    def is_marked(self) -> bool:
        """True when the view says who may open it."""
        return hasattr(self.view, "roles")

    @property
    def roles(self) -> frozenset[Role] | None:
        """The roles it is open to; None for a public page."""
        return self.view.roles  # type: ignore[attr-defined, no-any-return]

    def call(self, cast: Any, area: Any, absent: bool = False) -> Call:
        """How to knock at it for something of an area, or for something that is not there."""
        given = dict(examples()[self.name](cast, area)) if self.parameters else {}
        if absent:
            given = {key: _absent(value) for key, value in given.items()}
        return Call(reverse(self.name, kwargs=given or None), posts().get(self.name, {}))


def _absent(value: Any) -> Any:
    return value if isinstance(value, str | int) else ids.new()


def doors() -> list[Door]:
    """Every door, without sign-in's own."""
    return [door for door in _walk(get_resolver().url_patterns, "") if door.name not in THIRD_PARTY]


def walkable() -> list[Door]:
    """Doors the tests can knock at: marked, and with an example where they have a parameter.

    What is missing fails in tests of its own.
    """
    known = examples()
    return [door for door in doors() if door.is_marked and (not door.parameters or door.name in known)]


def _walk(patterns: list[URLPattern | URLResolver], prefix: str) -> Iterator[Door]:
    for pattern in patterns:
        if isinstance(pattern, URLResolver) and pattern.namespace == API:
            continue
        if isinstance(pattern, URLResolver):
            space = f"{prefix}{pattern.namespace}:" if pattern.namespace else prefix
            yield from _walk(pattern.url_patterns, space)
        else:
            names = tuple(pattern.pattern.regex.groupindex) or tuple(pattern.pattern.converters)
            yield Door(f"{prefix}{pattern.name}", names, pattern.callback)


@cache
def _given(name: str) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for room in apps.get_app_configs():
        module = f"{room.name}.tests.access"
        if room.name.startswith("lianfang.") and find_spec(f"{room.name}.tests") and find_spec(module):
            given = getattr(import_module(module), name, {})
            found.update(dict.fromkeys(given, True) if isinstance(given, set) else given)
    return found


def examples() -> dict[str, Example]:
    """URL name → function(cast, area) → kwargs, from each room's tests/access.py."""
    return _given("EXAMPLES")


def posts() -> dict[str, dict[str, Any]]:
    """URL name → what a POST must carry to get past its form and reach the row (POSTS)."""
    return _given("POSTS")


def everywhere() -> set[str]:
    """URL names whose rows are open to the whole subdistrict (EVERYWHERE in a room's tests/access.py)."""
    return set(_given("EVERYWHERE"))
