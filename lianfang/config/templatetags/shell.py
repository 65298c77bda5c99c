"""Tags every page shares. `templates/README.md` shows each with the markup it makes."""

from __future__ import annotations

from datetime import datetime, timedelta
from functools import cache
from typing import Any
from uuid import UUID

from django import forms, template
from django.forms.boundfield import BoundField
from django.http import HttpRequest
from django.urls import get_script_prefix, reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from lianfang.core import clock
from lianfang.core.qr import svg

register = template.Library()
_ANY = UUID(int=0)


@register.simple_tag
def door(name: str, key: UUID) -> str:
    """Where a page about one thing is: `{% door "observation:episode" one.id %}`. The same as `{% url %}`, for long
    lists: the route is looked up once, not for each row."""
    return str(key).join(_around(name, get_script_prefix()))


@cache
def _around(name: str, prefix: str) -> list[str]:
    """A URL of one key, cut where the key stands. `prefix` is part of the answer, so it is part of the question."""
    return reverse(name, args=[_ANY]).split(str(_ANY))


@register.simple_tag
def badge(kind: str, word: str) -> SafeString:
    """A status as colour and word. `kind`: now, due, bad, done, or anything else for grey."""
    return format_html('<span class="badge {}">{}</span>', kind, word)


@register.simple_tag(takes_context=True)
def chip(context: dict[str, Any], label: str, count: Any = None, **query: Any) -> SafeString:
    """A filter chip: a link that sets query parameters (None removes one) and goes back to page one."""
    request: HttpRequest = context["request"]
    wanted = request.GET.copy()
    wanted.pop("page", None)
    for name, value in query.items():
        wanted.pop(name, None)
        if value not in (None, ""):
            wanted[name] = str(value)
    here = all(request.GET.get(name, "") == str(value or "") for name, value in query.items())
    mark = SafeString(' aria-current="true"') if here else ""
    number = format_html(' <span class="count">{}</span>', count) if count is not None else ""
    return format_html('<a class="chip" href="?{}"{}>{}{}</a>', wanted.urlencode(), mark, label, number)


@register.inclusion_tag("parts/pager.html", takes_context=True)
def pager(context: dict[str, Any], page: Any) -> dict[str, Any]:
    """How many rows, which page, and the doors to the next and the previous."""
    return {"request": context["request"], "page": page}


@register.inclusion_tag("parts/field.html")
def field(field: BoundField) -> dict[str, Any]:
    """One form field: label, control, hint, errors."""
    return {"field": field, "tick": isinstance(field.field.widget, forms.CheckboxInput)}


@register.inclusion_tag("parts/fields.html")
def fields(form: forms.BaseForm) -> dict[str, Any]:
    """A form's general errors and all its fields."""
    return {"form": form}


@register.inclusion_tag("parts/empty.html")
def empty(title: str, text: str = "", url: str = "", label: str = "") -> dict[str, Any]:
    """Nothing here: why, and what to do."""
    return {"title": title, "text": text, "url": url, "label": label}


@register.inclusion_tag("parts/progress.html")
def progress(label: str, done: int, total: int) -> dict[str, Any]:
    """How far something has come, with counts."""
    total = max(int(total), 1)
    return {"label": label, "done": done, "total": total, "percent": 100 * int(done) // total}


@register.inclusion_tag("parts/stepper.html")
def stepper(
    name: str, value: Any = "", *, start: str = "36.5", step: str = "0.1", label: str = "", id: str = ""
) -> dict[str, Any]:
    """A number with large minus and plus, and free entry; empty until touched."""
    value = "" if value is None else value
    return {
        "name": name,
        "value": value,
        "start": start,
        "step": step,
        "label": label,
        "id": id or f"id_{name}",
    }


@register.simple_tag
def qr(text: str, label: str = "") -> SafeString:
    """A QR code as inline SVG, as wide as its box; `label` for who cannot see it."""
    return svg(text, label)


@register.filter
def moment(at: datetime | None) -> SafeString | str:
    """A local time as people say it: today 10:05, yesterday 16:00, else the day, with the year if another. On paper
    the stylesheet puts the date in its place."""
    if at is None:
        return ""
    local = at.astimezone(clock.LOCAL)
    facts = (local.isoformat(timespec="minutes"), f"{local:%Y-%m-%d %H:%M}", _said(local))
    return format_html('<time datetime="{}" data-on="{}">{}</time>', *facts)


def _said(local: datetime) -> str:
    today = clock.day_of(clock.now())
    hour = local.strftime("%H:%M")
    if local.date() == today:
        return _("today %(hour)s") % {"hour": hour}
    if local.date() == today - timedelta(days=1):
        return _("yesterday %(hour)s") % {"hour": hour}
    return f"{day(local.date())} {hour}"


@register.filter
def day(on: Any) -> str:
    """A date as people write it: 2月10日 or 10 Feb; with the year when it is another. Of an instant, its local day."""
    if on is None:
        return ""
    if isinstance(on, datetime):
        on = clock.day_of(on)
    facts = {"month": on.month, "day": on.day, "year": on.year, "name": on.strftime("%b")}
    if on.year == clock.day_of(clock.now()).year:
        return _("{day} {name}").format(**facts)
    return _("{day} {name} {year}").format(**facts)


@register.filter
def left(until: datetime, now: datetime) -> str:
    """Hours and minutes until an instant: 1:05."""
    minutes = max(int((until - now).total_seconds()) // 60, 0)
    return f"{minutes // 60}:{minutes % 60:02}"
