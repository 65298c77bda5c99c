"""Tags of visits' pages."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django import template
from django.db import models
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from lianfang.core import clock

from ..models import Request
from ..operations.asking import ASKERS
from ..selectors.carrying import place_of as place

register = template.Library()
NEAR = 60  # minutes below which a clock counts down in minutes


@register.filter
def place_of(one: Request) -> str:
    """Where to knock."""
    return place(one)


@register.filter
def not_yet(sweep: Any) -> int:
    """Doors of a counted round at which nobody has knocked."""
    return int(sweep.doors - sweep.done - sweep.empty)


@register.simple_tag(takes_context=True)
def ask_visit(context: dict[str, Any], person: UUID, kind: str, about: models.Model) -> SafeString:
    """请上门: the button with which a page of another room asks for a visit about its matter; nothing for roles that
    do not ask."""
    if context["actor"].role not in ASKERS:
        return SafeString("")
    facts = {"person": person, "kind": kind, "about": f"{about._meta.label}:{about.pk}"}
    url = f"{reverse('visits:ask')}?{urlencode(facts)}"
    return format_html('<a class="button" href="{}">{}</a>', url, _("Ask for a visit"))


@register.simple_tag
def due(one: Request, now: datetime) -> SafeString:
    """Until when somebody has to be there, as colour and word."""
    return until(one.due_at, now)


@register.simple_tag
def until(at: datetime, now: datetime) -> SafeString:
    """A clock: overdue since, minutes left, or the time of day."""
    minutes = int((at - now).total_seconds() // 60)
    if minutes < 0:
        said, kind = _("overdue by %(minutes)s min"), "bad"
        return format_html('<span class="badge {}">{}</span>', kind, said % {"minutes": -minutes})
    if minutes < NEAR:
        return format_html(
            '<span class="badge due">{}</span>', _("%(minutes)s min left") % {"minutes": minutes}
        )
    local, today = at.astimezone(clock.LOCAL), clock.day_of(now)
    said = local.strftime("%H:%M" if local.date() == today else "%m-%d %H:%M")
    return format_html("{}", _("before %(time)s") % {"time": said})
