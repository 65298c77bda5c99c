"""Whom somebody answers for besides those whose home lies in their area: people who live elsewhere for a while.

The register says where a person is at home and outranks everybody's hearsay; who moved for their observation is
looked after where they are. Rooms above say whom (`hooks.add_caring`).
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Q, QuerySet

if TYPE_CHECKING:
    from lianfang.core import Actor

CaredFor = Callable[["Actor"], QuerySet[Any]]
CARING: list[CaredFor] = []


def in_care_of(viewer: Actor) -> Q:
    """Persons in the viewer's care by the word of a room above; asked once a statement, so that indexes serve."""
    found = Q()
    for provider in CARING:
        found |= Q(pk__any=ArraySubquery(provider(viewer)))
    return found
