"""Words of screening: symptoms, and what became of a leader's report."""

from __future__ import annotations

from collections.abc import Iterable

from django import template
from django.utils.translation import gettext as _

from .. import rules
from ..forms import SYMPTOMS
from ..models import Report

register = template.Library()


@register.filter
def troubles(symptoms: Iterable[str]) -> str:
    """Symptoms in the reader's language."""
    words = dict(SYMPTOMS)
    return "、".join(str(words.get(one, one)) for one in symptoms)


@register.filter
def became(report: Report) -> tuple[str, str]:
    """What became of a report, as a look and plain words: nothing of anybody's health."""
    said = {
        rules.State.OPEN: ("due", _("being checked")),
        rules.State.CONFIRMED: ("done", _("checked: came back, is looked after")),
        rules.State.REFUTED: ("quiet", _("checked: nothing to do")),
        rules.State.EXPIRED: ("quiet", _("checked: back for more than fourteen days")),
        rules.State.JOINED: ("quiet", _("known already, dealt with together")),
        rules.State.WITHDRAWN: ("quiet", _("taken back")),
    }
    if report.is_open and report.attempts:
        return "due", _("asked after, not reached yet")
    return said[rules.State(report.state)]
