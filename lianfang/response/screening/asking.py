"""What the office's registration workbook asks beyond the page's own questions: of the family, and of each member."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from django.http import QueryDict

from lianfang.core import Actor
from lianfang.registry.forms import selectors as filed
from lianfang.registry.forms.further import Further, Own
from lianfang.registry.forms.models import Submission
from lianfang.registry.forms.selectors import Line

from .models import Ground, Registrant, Registration, Report

CODE = "self_registration"
ABOUT = "screening.Registration"
JOURNEY = {"phone": "phone", "address": "address", "from_place": "place", "arrived_on": "arrived_on"}
MEMBER = ("name", "id_number", "symptoms", "celsius")


def further(subdistrict: UUID, data: QueryDict | None, people: int, at: datetime) -> Further:
    """The further questions in force for so many people, with what was sent. Names, numbers and the address are not
    doubled in the answers."""
    sent = data if data is not None else QueryDict()
    values = {
        "from_place": sent.get("place", "")[:60],
        "arrived_on": sent.get("arrived_on", "")[:10],
        "people": [_member(sent, number) for number in range(people)],
    }
    found = Further(subdistrict, CODE, Own(_fields(people), values), at)
    if data is not None:
        found.read(data)
    return found


def _fields(people: int) -> dict[str, str]:
    members = {f"people[{number}]/{name}": f"p{number}-{name}" for number in range(people) for name in MEMBER}
    return {**JOURNEY, "people": "", **members}


def _member(sent: QueryDict, number: int) -> dict[str, Any]:
    symptoms = [one[:20] for one in sent.getlist(f"p{number}-symptoms")[:20]]
    return {"symptoms": symptoms or ["none"], "celsius": sent.get(f"p{number}-celsius", "")[:12]}


def said_before(made: Registration) -> Mapping[str, Any]:
    """The further answers of a registration that is being corrected."""
    rows = Submission.objects.of(made.subdistrict).filter(about_kind=ABOUT, about_id=made.id)
    stored = rows.first()
    return filed.answers(stored) if stored else {}


def answers(viewer: Actor, report: Report, at: datetime) -> list[Line]:
    """What families answered further when they registered, as far as this report rests on it."""
    mentions = Ground.objects.of(viewer.subdistrict).filter(report=report).values("mention_id")
    registered = Registrant.objects.visible_to(viewer).filter(mention_id__in=mentions)
    rows = Submission.objects.of(viewer.subdistrict).filter(
        about_kind=ABOUT, about_id__in=registered.values("registration_id")
    )
    return [line for lines in filed.said_in(viewer, rows, at).values() for line in lines]
