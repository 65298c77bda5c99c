"""Who said that they had been out, and was not seen since."""

from __future__ import annotations

from dataclasses import dataclass

from lianfang.core import Actor
from lianfang.response.visits.models import Request

from ..models import Episode
from .courses import PERSON

OUT = "outing"


@dataclass(frozen=True, slots=True)
class Outing:
    """Somebody who was out: what they said, when and to whom stands in the visit that was asked for."""

    episode: Episode
    visit: Request


def outings(viewer: Actor) -> list[Outing]:
    """Those to whom nobody has been yet, the longest first; two queries, one where there is nobody."""
    rows = Request.objects.visible_to(viewer).open().filter(about_kind=OUT).order_by("asked_at", "id")
    visits = {one.about_id: one for one in rows}
    if not visits:
        return []
    mine = Episode.objects.visible_to(viewer).active().filter(pk__in=visits)
    found = {one.id: one for one in mine.select_related(*PERSON)}
    return [Outing(found[key], visit) for key, visit in visits.items() if key in found]
