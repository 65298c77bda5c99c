"""What every page shows around its content: subdistrict, role, the rail of rooms."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest

from lianfang.core import clock
from lianfang.core.models import Subdistrict


def shell(request: HttpRequest) -> dict[str, Any]:
    """The frame's facts; empty for strangers."""
    actor = getattr(request, "actor", None)
    if actor is None:
        return {"actor": None}
    return {
        "actor": actor,
        "subdistrict": Subdistrict.objects.filter(pk=actor.subdistrict).first(),
        "now": clock.now(),
    }
