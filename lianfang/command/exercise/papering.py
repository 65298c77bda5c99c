"""The papers of the demonstration: given out on the day an observation began, signed by most, and release notices."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, datetime, timedelta
from uuid import UUID
from zlib import crc32

from lianfang.core import Actor, clock
from lianfang.response.observation import operations as observation
from lianfang.response.observation.models import Episode, Paper
from lianfang.response.observation.operations import Signature
from lianfang.response.observation.operations.papers import MANY
from lianfang.response.observation.rules import papers

OUT, BACK = timedelta(hours=20), timedelta(hours=21)
# Of so many people's commitments one is still out: somebody has to be asked again.
ONE_IN = 25


def give_out(by: Actor, day: date, now: datetime) -> None:
    """Notice, commitment and receipt for all who began on this day; what was given out before today came back."""
    begin, end = clock.bounds(day)
    begun = Episode.objects.of(by.subdistrict).filter(begun_at__gte=begin, begun_at__lt=end)
    fresh = {one.id: one for one in begun.open().select_related("person")}  # type: ignore[attr-defined]
    issue(by, fresh, papers.FIRST, min(clock.at_local(day) + OUT, now))
    if day < clock.day_of(now):
        _signed(by, list(fresh.values()), clock.at_local(day) + BACK)


def issue(by: Actor, episodes: Iterable[UUID], kinds: Iterable[papers.Kind], at: datetime) -> None:
    """The same papers for many."""
    for some in _slices(list(episodes)):
        observation.issue_papers(by=by, episode_ids=some, kinds=list(kinds), at=at)


def _signed(by: Actor, episodes: list[Episode], at: datetime) -> None:
    """The grown-up by themselves, minors by a guardian; the same people are still asked in every load."""
    kept = [one for one in episodes if crc32(f"{one.person.name}{one.starts_on}".encode()) % ONE_IN]
    day = clock.day_of(at)
    for signer in (papers.Signer.SELF, papers.Signer.GUARDIAN):
        is_minors = signer == papers.Signer.GUARDIAN
        mine = [one.id for one in kept if papers.is_minor(one.person.born_on, day) == is_minors]
        out = Paper.objects.of(by.subdistrict).filter(episode__in=mine, kind__in=papers.SIGNED)
        keys = list(out.values_list("id", flat=True))
        if keys:
            observation.sign_papers(by=by, paper_ids=keys, signature=Signature(signer.value), at=at)


def _slices(keys: list[UUID]) -> Iterator[list[UUID]]:
    return (keys[start : start + MANY] for start in range(0, len(keys), MANY))
