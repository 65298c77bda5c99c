"""Papers: numbered when they go out, counted when they are printed again, signed or declined."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import connection, transaction
from django.db.models import F, Max

from lianfang.core import Actor, Refused, clock
from lianfang.ledger.operations import record

from .. import rights, rules
from ..models import Episode, Paper
from ..rules import papers

MANY = 500


@dataclass(frozen=True, slots=True)
class Signature:
    """How a paper came back: signed by whom, or signing declined."""

    signer: str = ""
    declined: bool = False
    note: str = ""


@transaction.atomic
def issue_papers(
    *, by: Actor, episode_ids: Sequence[UUID], kinds: Sequence[str], english: bool = False,
    delivered: str = "hand", at: datetime,
) -> list[Paper]:  # fmt: skip
    """Gives these people these papers, numbered on from the last of the year; one that is out already is printed
    once more. Refused for a release notice before release, and for what is over otherwise.

    Returns the papers person by person in the order of `episode_ids`.
    """
    rights.check(by, rights.CARERS)
    wanted = [papers.Kind(kind) for kind in kinds if kind in set(papers.Kind)]
    if not wanted or len(episode_ids) > MANY or delivered not in set(papers.Way):
        raise Refused("observation.paper_unknown")
    found = Episode.objects.visible_to(by).in_bulk(list(episode_ids))
    episodes = [found[key] for key in dict.fromkeys(episode_ids) if key in found]
    for episode in episodes:
        _check(episode, wanted)
    _one_at_a_time(by.subdistrict)
    out = _again(by, episodes, wanted)
    fresh = [
        Paper(
            subdistrict=by.subdistrict, episode=episode, kind=kind, english=english, delivered=delivered,
            issued_at=at, issued_by_name=by.name, year=clock.day_of(at).year,
        )
        for episode in episodes for kind in wanted if (episode.id, kind.value) not in out
    ]  # fmt: skip
    _number(by, fresh)
    Paper.objects.bulk_create(fresh, batch_size=1000)
    _tell(by, episodes, wanted, fresh=len(fresh), at=at)
    out |= {(paper.episode_id, str(paper.kind)): paper for paper in fresh}
    return [out[episode.id, kind.value] for episode in episodes for kind in wanted]


@transaction.atomic
def sign_paper(*, by: Actor, paper_id: UUID, signature: Signature, at: datetime) -> Paper:
    """A paper came back: signed by the person, a guardian or the family, or signing was declined."""
    rights.check(by, rights.CARERS)
    paper: Paper = Paper.objects.visible_to(by).select_for_update(of=("self",)).get(pk=paper_id)
    if not signature.declined and signature.signer not in set(papers.Signer):
        raise Refused("observation.signer_missing")
    paper.signed_at = None if signature.declined else at
    paper.signed_by = "" if signature.declined else signature.signer
    paper.declined_at = at if signature.declined else None
    paper.note, paper.noted_by_name = signature.note.strip()[:200], by.name
    paper.save(update_fields=["signed_at", "signed_by", "declined_at", "note", "noted_by_name"])
    record(
        "observation.paper_declined" if signature.declined else "observation.paper_signed",
        by=by,
        at=at,
        about=paper,
        person=paper.episode.person_id,
        committee=paper.episode.committee_id,
        kind=paper.kind,
        signer=paper.signed_by,
    )
    return paper


@transaction.atomic
def sign_papers(*, by: Actor, paper_ids: Sequence[UUID], signature: Signature, at: datetime) -> int:
    """A pile came back, all signed alike; those settled before are left alone. Returns how many there were."""
    rights.check(by, rights.CARERS)
    if signature.declined or signature.signer not in set(papers.Signer):
        raise Refused("observation.signer_missing")
    rows = Paper.objects.visible_to(by).filter(pk__any=list(paper_ids), signed_at=None, declined_at=None)
    note = signature.note.strip()[:200]
    done = rows.update(signed_at=at, signed_by=signature.signer, note=note, noted_by_name=by.name)
    record("observation.papers_signed", by=by, at=at, papers=done, signer=signature.signer)
    return done


@transaction.atomic
def show_papers(*, by: Actor, found: Sequence[Paper], at: datetime) -> None:
    """Notes that papers with full names and addresses were opened for printing."""
    for paper in found:
        record(
            "observation.paper_shown",
            by=by,
            at=at,
            about=paper,
            person=paper.episode.person_id,
            committee=paper.episode.committee_id,
            kind=paper.kind,
        )


def _check(episode: Episode, kinds: Iterable[papers.Kind]) -> None:
    """The release notice after release; the others while under observation, and again afterwards for the file."""
    state = rules.State(episode.state)
    released = state == rules.State.RELEASED
    for kind in kinds:
        if not released and (kind == papers.Kind.RELEASE or not episode.is_open):
            raise Refused("observation.not_in_this_state", state=str(rules.STATES[state]))


def _again(
    by: Actor, episodes: Sequence[Episode], kinds: Sequence[papers.Kind]
) -> dict[tuple[UUID, str], Paper]:
    """Those that are out already, printed once more."""
    rows = Paper.objects.of(by.subdistrict).filter(episode__in=[e.id for e in episodes], kind__in=kinds)
    rows.update(prints=F("prints") + 1)
    return {(paper.episode_id, paper.kind): paper for paper in rows.select_related("episode")}


def _number(by: Actor, fresh: Sequence[Paper]) -> None:
    """The next number of each kind and year; the lock keeps two desks from taking the same."""
    if not fresh:
        return
    rows = Paper.objects.of(by.subdistrict).filter(year=fresh[0].year)
    last = dict(rows.values_list("kind").annotate(last=Max("number")))
    for paper in fresh:
        last[paper.kind] = last.get(paper.kind, 0) + 1
        paper.number = last[paper.kind]


def _one_at_a_time(subdistrict: UUID) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"papers {subdistrict}"])


def _tell(
    by: Actor, episodes: Sequence[Episode], kinds: Sequence[papers.Kind], *, fresh: int, at: datetime
) -> None:
    one = episodes[0] if len(episodes) == 1 else None
    record(
        "observation.papers_issued",
        by=by,
        at=at,
        about=one,
        person=one.person_id if one else None,
        committee=one.committee_id if one else None,
        kinds=[kind.value for kind in kinds],
        people=len(episodes),
        fresh=fresh,
    )
