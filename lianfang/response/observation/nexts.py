"""What has to be done next about one observation: one thing, the most urgent, and where it is done."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext as _

from lianfang.core import Actor, clock

from . import rules
from .models import Alert, Episode, Paper
from .rules import papers

Out = Mapping[str, Paper]


@dataclass(frozen=True, slots=True)
class Next:
    """The sentence, the word on the button and where it leads; tone as badges have it."""

    text: str
    button: str
    url: str
    tone: str = "now"


def next_of(
    viewer: Actor,
    one: Episode,
    alert: Alert | None,
    out: Out,
    *,
    refusal: str,
    unfit: bool = False,
    at: datetime,
) -> Next | None:
    """The next act; None where nothing but the reading is due. `unfit`: the verification found that they cannot be
    observed at home, and nobody has taken them elsewhere yet."""
    if alert is not None:
        url = reverse("observation:alert", args=[alert.id])
        return Next(_("Abnormal, and not settled."), _("To the alert"), url, "bad")
    if not one.is_open:
        return _after_the_end(one, out)
    if one.refused_at:
        return Next(_("Refuses observation."), _("Consents again"), _turn(one, rules.Event.RESUMED), "bad")
    if one.last_day <= clock.day_of(at) and viewer.role in rules.MAY[rules.Event.RELEASED]:
        return _release(one, refusal)
    if one.state == rules.State.TRANSFERRED:
        text = _("Not at home: nothing is asked here. When back, say so.")
        return Next(text, _("Back home"), _turn(one, rules.Event.RETURNED))
    if unfit:
        text = _("Cannot be observed at home: to a central site.")
        return Next(
            text, _("Write down the transfer"), f"{_turn(one, rules.Event.TRANSFERRED)}?site=central", "bad"
        )
    return _papers(one, out)


def _after_the_end(one: Episode, out: Out) -> Next | None:
    if one.state == rules.State.RELEASED and papers.Kind.RELEASE not in out:
        url = reverse("observation:issue", args=[one.id])
        return Next(_("Released; the notice is not printed yet."), _("Print the notice"), url)
    return None


def _release(one: Episode, refusal: str) -> Next:
    url = reverse("observation:release", args=[one.id])
    if refusal:
        return Next(_("The days are over. %(why)s") % {"why": refusal}, _("See what is missing"), url, "due")
    return Next(_("The days are over and the record is complete."), _("Release"), url, "done")


def _papers(one: Episode, out: Out) -> Next | None:
    commitment = out.get(papers.Kind.COMMITMENT)
    if papers.Kind.NOTICE not in out or commitment is None:
        url = reverse("observation:issue", args=[one.id])
        return Next(_("Notice and commitment are not out yet."), _("Print papers"), url, "due")
    if not commitment.is_settled:
        url = reverse("observation:paper", args=[commitment.id])
        return Next(_("The commitment is out and not signed yet."), _("Write down the signature"), url, "due")
    return None


def _turn(one: Episode, event: rules.Event) -> str:
    return reverse("observation:turn", args=[one.id, event.value])
