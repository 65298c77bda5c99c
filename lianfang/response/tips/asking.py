"""What the office's tip workbook asks beyond the page's own questions."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.http import QueryDict

from lianfang.core import Actor
from lianfang.registry.forms import selectors as filed
from lianfang.registry.forms.further import Further, Own
from lianfang.registry.forms.models import Submission
from lianfang.registry.forms.selectors import Line

from .models import Tip

CODE = "tip"
ABOUT = "tips.Tip"
# The page's own questions. What was seen, who is named and how to reach the teller are not doubled in the answers.
FIELDS = {name: name for name in ("kind", "where", "what", "named", "from_place", "seen_on", "contact")}


def further(subdistrict: UUID, data: QueryDict | None, at: datetime) -> Further:
    """The further questions in force, with what was sent."""
    sent = data if data is not None else QueryDict()
    values = {"kind": sent.get("kind", "")[:20], "seen_on": sent.get("seen_on", "")[:10]}
    found = Further(subdistrict, CODE, Own(FIELDS, values), at)
    if data is not None:
        found.read(data)
    return found


def answers(viewer: Actor, tip: Tip, at: datetime) -> list[Line]:
    """What was answered beyond the page's own questions, for a viewer who sees the tip."""
    rows = Submission.objects.of(viewer.subdistrict).filter(about_kind=ABOUT, about_id=tip.id)
    return [line for lines in filed.said_in(viewer, rows, at).values() for line in lines]
