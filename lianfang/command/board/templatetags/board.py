"""Small drawings of the board, as SVG without styles of their own."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django import template
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from lianfang.core.listing import NONE

from ..rules import Line, Trend

register = template.Library()

SPARK_WIDTH, SPARK_HEIGHT = 60, 22
BAR, GAP, TALL, BASE = 20, 6, 62, 80


@register.simple_tag
def spark(trend: Trend) -> SafeString:
    """Three days as a line; nothing where fewer than two are known."""
    known = [(n, value) for n, value in enumerate(trend.values) if value is not None]
    if len(known) < 2:
        return SafeString("")
    low = min(value for _n, value in known)
    span = max(value for _n, value in known) - low or 1
    step = (SPARK_WIDTH - 6) / (len(trend.values) - 1)
    dots = [(3 + n * step, SPARK_HEIGHT - 4 - (SPARK_HEIGHT - 8) * (v - low) / span) for n, v in known]
    line = " ".join(f"{x:.1f},{y:.1f}" for x, y in dots)
    said = _("three days: %(values)s") % {"values": " → ".join(str(value) for _n, value in known)}
    return format_html(
        '<svg class="spark" viewBox="0 0 {} {}" role="img" aria-label="{}"><title>{}</title>'
        '<polyline points="{}"/><circle cx="{}" cy="{}" r="2.5"/></svg>',
        SPARK_WIDTH, SPARK_HEIGHT, said, said, line, f"{dots[-1][0]:.1f}", f"{dots[-1][1]:.1f}",
    )  # fmt: skip


@register.simple_tag
def day_bars(bars: list[tuple[int, int]]) -> SafeString:
    """How many stand on each day of the count; a bar is the door to them."""
    most = max((count for _day, count in bars), default=0) or 1
    drawn = format_html_join("", "{}", ((_bar(n, day, count, most),) for n, (day, count) in enumerate(bars)))
    width = len(bars) * (BAR + GAP)
    said = _("Under observation by day of the count")
    return format_html(
        '<svg class="bars" viewBox="0 0 {} 96" role="group" aria-label="{}">{}</svg>', width, said, drawn
    )


def _bar(place: int, day: int, count: int, most: int) -> SafeString:
    tall = max(round(TALL * count / most), 1)
    left = place * (BAR + GAP) + GAP // 2
    drawn = format_html(
        '<rect x="{}" y="{}" width="{}" height="{}" rx="2"/><text x="{}" y="{}">{}</text>'
        '<text class="day" x="{}" y="94">{}</text>',
        left, BASE - tall, BAR, tall, left + BAR // 2, BASE - tall - 4, count or "", left + BAR // 2, day,
    )  # fmt: skip
    if not count:
        return format_html('<g class="none">{}</g>', drawn)
    url = f"{reverse('observation:index')}?day={day}"
    said = _("day %(day)d: %(n)d people") % {"day": day, "n": count}
    return format_html('<a href="{}"><title>{}</title>{}</a>', url, said, drawn)


@register.filter
def signed(value: int) -> str:
    """+3, −2, ±0."""
    return f"+{value}" if value > 0 else f"−{-value}" if value < 0 else "±0"


@register.simple_tag
def door(count: int, url: str, line: Line, all_lines: str = "", **query: Any) -> SafeString:
    """A number as the door to its rows: of one committee, of nobody's people, or of all. Nobody behind it: the
    plain number."""
    look = query.pop("look", "")
    if not count:
        return format_html('<span class="zero">{}</span>', count)
    if not all_lines:
        query["committee"] = line.committee or NONE
    asked = f"?{urlencode(query)}" if query else ""
    return format_html('<a{} href="{}{}">{}</a>', _looks(look), url, asked, count)


def _looks(look: str) -> SafeString:
    return format_html(' class="{}-text"', look) if look else SafeString("")
