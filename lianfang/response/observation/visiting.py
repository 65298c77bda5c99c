"""What a visit at the door brings to an observation: temperatures of the household, papers given and signed."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from lianfang.core import Actor
from lianfang.response.visits.models import Taken, Visit

from .models import Episode, Paper
from .operations import papers as paperwork
from .operations.readings import record_readings
from .rules import papers
from .taking import Typed

SIGNED = {papers.Kind.COMMITMENT}


def take(by: Actor, visit_id: UUID, at: datetime) -> None:
    """Temperatures become readings of whoever is under observation (others' are kept with the visit only); a notice
    given and a commitment signed become papers of the person visited."""
    visit = Visit.objects.of(by.subdistrict).select_related("request").get(pk=visit_id)
    _readings(by, visit, at)
    if visit.papers and visit.request.person_id:
        _papers(by, visit, at)


def _readings(by: Actor, visit: Visit, at: datetime) -> None:
    taken = Taken.objects.of(by.subdistrict).filter(visit=visit, person__isnull=False)
    typed = [
        Typed(
            client_id=one.id.hex,
            person=one.person_id,
            celsius=one.celsius,
            method=one.method if one.method in ("forehead", "axillary", "ear", "oral") else "forehead",
            symptoms=tuple(one.symptoms),
            taken_at=visit.at,
            received_at=at,
        )
        for one in taken
    ]
    if typed:
        record_readings(by=by, typed=typed, at=at)


def _papers(by: Actor, visit: Visit, at: datetime) -> None:
    rows = Episode.objects.of(by.subdistrict).filter(person=visit.request.person_id).order_by("-begun_at")
    episode = next((one for one in rows[:3] if one.is_open), None)
    kinds = [kind for kind in visit.papers if kind in (papers.Kind.NOTICE, papers.Kind.COMMITMENT)]
    if episode is None or not kinds:
        return
    given = paperwork.issue_papers(by=by, episode_ids=[episode.id], kinds=kinds, at=at)
    signed = [one for one in given if one.kind in SIGNED and not _is_settled(one)]
    for paper in signed:
        signature = paperwork.Signature(signer=papers.Signer.SELF, note=visit.signer)
        paperwork.sign_paper(by=by, paper_id=paper.id, signature=signature, at=at)


def _is_settled(paper: Paper) -> bool:
    return bool(paper.signed_at or paper.declined_at)
