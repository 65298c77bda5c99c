"""Words for the household's own page: plain, without marks to learn."""

from __future__ import annotations

from datetime import datetime

from django import template
from django.utils.translation import gettext as _

from lianfang.core import clock

from .. import rules
from ..family import Member

register = template.Library()


@register.filter
def own_word(cell: rules.Cell) -> str:
    """How one of today's slots stands, as one would say it at the door."""
    if cell.taken is not None:
        return f"{cell.taken.celsius} ℃" if cell.taken.celsius is not None else _("reported")
    opens = hour(cell.slot.at(cell.day, cell.slot.opens))
    words = {
        rules.Mark.NOT_OWED: _("nothing to report"),
        rules.Mark.FUTURE: _("from %(hour)s") % {"hour": opens},
        rules.Mark.DUE: _("please fill in"),
        rules.Mark.LATE: _("please fill in, it is past the time"),
        rules.Mark.MISSED: _("not reported, over"),
        rules.Mark.EXCUSED: _("noted by the committee"),
    }
    return words.get(cell.mark, "")


@register.filter
def due_time(member: Member) -> str:
    """By when the open slot is wanted; past that, until when it can still be sent."""
    if member.slot is None:
        return ""
    today = member.strip.today
    cell = next(cell for cell in member.today if cell.slot == member.slot)
    end = member.slot.closes if cell.mark == rules.Mark.LATE else member.slot.due
    return "24:00" if end >= 24 * 60 else hour(member.slot.at(today, end))


@register.filter
def hour(at: datetime) -> str:
    """A local time of day, 06:00."""
    return at.astimezone(clock.LOCAL).strftime("%H:%M")
