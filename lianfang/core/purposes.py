"""The purpose registry: every table of personal data says what for, on what basis, how long, and whose it is.

Rooms declare theirs in a `purposes.py`; a house test fails for a Local table that is neither declared here
nor marked `personal = False`. Basis and retention follow PIPL Art. 13, 17, 19, 47 (2021) and the table of
`docs/privacy.md`.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from django.apps import apps
from django.db import models
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


class Purpose(StrEnum):
    """What data is collected for."""

    REGISTRY = "registry"
    SCREEN = "screen"
    OBSERVE = "observe"
    SERVE = "serve"
    MASK = "mask"
    STAFF = "staff"
    RECORD = "record"


LABELS = {
    Purpose.REGISTRY: _("Base register"),
    Purpose.SCREEN: _("Screening"),
    Purpose.OBSERVE: _("Home observation"),
    Purpose.SERVE: _("Services at home"),
    Purpose.MASK: _("Mask reservation"),
    Purpose.STAFF: _("Staff accounts"),
    Purpose.RECORD: _("Record of processing"),
}

Due = Callable[[Any, datetime], models.QuerySet[Any]]
Destroy = Callable[[models.QuerySet[Any]], int]


def delete(rows: models.QuerySet[Any]) -> int:
    """Destroys rows; returns how many of the table itself."""
    return rows.delete()[1].get(rows.model._meta.label, 0)


@dataclass(frozen=True, slots=True)
class Dataset:
    """One table's promise. `due(subdistrict, at)` gives the rows whose day has come; None: at the end of
    the response. `days` and `counted_from` are what a person is told."""

    model: type[models.Model]
    purpose: Purpose
    basis: str | Promise
    owner: str | Promise
    counted_from: str | Promise
    days: int | None = None
    due: Due | None = None
    destroy: Destroy = delete


DATASETS: dict[str, Dataset] = {}


def in_order() -> list[Dataset]:
    """Every promise in the order of destruction: rooms from the top of the house down, children first."""
    rooms = [config.label for config in apps.get_app_configs()]
    return sorted(DATASETS.values(), key=lambda dataset: -rooms.index(dataset.model._meta.app_label))


def declare(*datasets: Dataset) -> None:
    """Adds a room's promises. Within a room the order of declaration is
    the order of destruction: children first."""
    for dataset in datasets:
        DATASETS[dataset.model._meta.label] = dataset
