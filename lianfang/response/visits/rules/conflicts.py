"""When a record from a phone does not simply stand: somebody else's word, or the office's, came between."""

from __future__ import annotations

from enum import StrEnum

from django.utils.translation import gettext_lazy as _

from .states import State


class Conflict(StrEnum):
    """Why a person has to look."""

    NONE = ""
    TWICE = "twice"
    WITHDRAWN = "withdrawn"
    CHANGED = "changed"


CONFLICTS = {
    Conflict.TWICE: _("another record of this visit stands already"),
    Conflict.WITHDRAWN: _("the office had withdrawn the visit"),
    Conflict.CHANGED: _("the office had changed the visit meanwhile"),
}
# Somebody was there and it is over: it stands, and whoever changed the request sees it. The others wait for a person.
EFFECTIVE = frozenset({Conflict.NONE, Conflict.CHANGED})


def conflict_of(state: str, *, version: int, based_on: int) -> Conflict:
    """What stands against a record that was made on version `based_on` of a request."""
    if state == State.DONE:
        return Conflict.TWICE
    if state == State.WITHDRAWN:
        return Conflict.WITHDRAWN
    return Conflict.CHANGED if version > based_on else Conflict.NONE
