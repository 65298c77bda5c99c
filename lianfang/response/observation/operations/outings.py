"""外出: somebody under observation tells on the phone that they were out: a team looks in the same day."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _

from lianfang.core import Actor, clock
from lianfang.ledger.operations import record
from lianfang.response.calls.answering import Told
from lianfang.response.visits import operations as visits
from lianfang.response.visits.operations.asking import Ask
from lianfang.response.visits.rules import Kind

from .. import rights
from ..models import Episode
from ..selectors.outings import OUT


@transaction.atomic
def note_outings(*, by: Actor, told: Sequence[Told], at: datetime) -> int:
    """Who said that they had been out stands on the duty desk, with what they said and to whom, until a team with the
    police has been there that day or somebody has taken the visit back with a reason. Returns how many."""
    rights.check(by, rights.RULERS)
    out = {one.need.person_id: one for one in told if one.values.get("at_home") == "no"}
    active = Episode.objects.of(by.subdistrict).active().filter(person__id__any=[key for key in out if key])
    episodes = list(active.order_by("id"))
    for episode in episodes:
        said = str(out[episode.person_id].values.get("went_out") or "")
        visit = _ask_visit(by, episode, said, at)
        record(
            "observation.went_out",
            by=by,
            at=at,
            about=episode,
            person=episode.person_id,
            committee=episode.committee_id,
            visit=visit,
        )
    return len(episodes)


def _ask_visit(by: Actor, episode: Episode, said: str, at: datetime) -> UUID:
    with translation.override(settings.LANGUAGE_CODE):
        hour = at.astimezone(clock.LOCAL).strftime("%m-%d %H:%M")
        note = _("%(at)s on the phone: was out, %(why)s") % {"at": hour, "why": said or _("no reason said")}
    wish = Ask(
        Kind.CHECK,
        person=episode.person_id,
        committee=episode.committee_id,
        about_kind=OUT,
        about_id=episode.id,
        note=note,
    )
    return visits.ask(by=by, request=wish, at=at).id
