"""What the office's pages and phones list."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db.models import Count, Max, QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from lianfang.core import Actor
from lianfang.core.waiting import Urgency, Waiting
from lianfang.registry.accounts.models import User
from lianfang.registry.accounts.rules import hash_of

from ..models import DeviceKey, Kept, Questionnaire, Submission, Version
from ..rights import DECIDERS
from ..rules.safexml import NotSafe, parse
from .filling import Line, fill_xml, readable


@dataclass(frozen=True, slots=True)
class Row:
    """A questionnaire on the list: the version that counts, the one that will, how much was answered."""

    questionnaire: Questionnaire
    current: Version | None
    coming: Version | None
    answered: int
    latest: datetime | None


def questionnaires(viewer: Actor, on: date) -> list[Row]:
    """Every questionnaire by name; three queries."""
    versions = list(Version.objects.visible_to(viewer).filter(withdrawn_at=None).defer("workbook", "xform"))
    counted = Submission.objects.of(viewer.subdistrict).values("version__questionnaire_id")
    told = {
        row["version__questionnaire_id"]: (row["number"], row["latest"])
        for row in counted.annotate(number=Count("id"), latest=Max("at"))
    }
    return [
        _row(one, [v for v in versions if v.questionnaire_id == one.id], on, told.get(one.id, (0, None)))
        for one in Questionnaire.objects.visible_to(viewer).order_by("code")
    ]


def _row(one: Questionnaire, versions: list[Version], on: date, told: tuple[int, datetime | None]) -> Row:
    def rank(version: Version) -> tuple[date, int]:
        return version.begins_on, version.number

    begun = [version for version in versions if version.begins_on <= on]
    coming = [version for version in versions if version.begins_on > on]
    return Row(one, max(begun, key=rank, default=None), min(coming, key=rank, default=None), *told)


def versions(viewer: Actor, questionnaire_id: UUID) -> QuerySet[Version]:
    """The versions of a questionnaire, newest first, with how much was answered."""
    rows = (
        Version.objects.visible_to(viewer)
        .filter(questionnaire_id=questionnaire_id)
        .defer("workbook", "xform")
    )
    return rows.annotate(answered=Count("submissions")).order_by("-number")


def submissions(viewer: Actor, questionnaire_id: UUID) -> QuerySet[Submission]:
    """Answers to a questionnaire that this viewer may see, newest first."""
    rows = Submission.objects.visible_to(viewer).filter(version__questionnaire_id=questionnaire_id)
    rows = rows.select_related("version__questionnaire", "committee").defer(
        "xml", "answers", "version__workbook"
    )
    return rows.order_by("-at", "-id")


def submission(viewer: Actor, submission_id: UUID) -> Submission:
    """One set of answers; DoesNotExist beyond what the viewer sees."""
    rows = Submission.objects.visible_to(viewer).select_related("version__questionnaire", "committee")
    return rows.get(pk=submission_id)


def collectable(viewer: Actor, on: date, form_id: str = "") -> list[Version]:
    """The versions that count on a day, one a questionnaire, for phones; `form_id`: only this one."""
    rows = (
        Version.objects.visible_to(viewer)
        .in_force(on)
        .select_related("questionnaire")
        .defer("workbook", "xform")
    )
    if form_id:
        rows = rows.filter(form_id=form_id)
    found: dict[UUID, Version] = {}
    for version in rows.annotate(files_count=Count("files")):
        found.setdefault(version.questionnaire_id, version)
    return sorted(found.values(), key=lambda version: version.form_id)


def key_of(subdistrict: UUID, token: str) -> DeviceKey | None:
    """The standing key behind a secret."""
    rows = DeviceKey.objects.of(subdistrict).standing().select_related("user")
    return rows.filter(token_hash=hash_of(token)).first()


def device_keys(viewer: Actor) -> QuerySet[DeviceKey]:
    """Phones, those that may come in first."""
    rows = DeviceKey.objects.visible_to(viewer).select_related("user")
    return rows.order_by("revoked_at", "-given_at", "-id")[:200]


def staff_for_keys(viewer: Actor) -> QuerySet[User]:
    """Who may be given a phone's key."""
    return User.objects.visible_to(viewer).filter(is_active=True).order_by("sort_key", "name", "id")


def kept_waiting(viewer: Actor) -> int:
    """How many answers wait for a person; none for who may not decide."""
    if viewer.role not in DECIDERS:
        return 0
    return Kept.objects.visible_to(viewer).filter(state=Kept.State.WAITING).count()


def kept_lines(kept: Kept, at: datetime) -> list[Line]:
    """Kept answers as far as they can be read; nothing where they are no XML or nobody knows the form."""
    if kept.version is None:
        return []
    try:
        filled = fill_xml(kept.version, parse(kept.xml.encode()), at)
    except NotSafe:
        return []
    return readable(kept.version, filled.answers, at)


def waiting(viewer: Actor, at: datetime) -> list[Waiting]:
    """What questionnaires ask of this viewer today."""
    return [
        Waiting(
            title=_("Answers that no form accepted"),
            count=kept_waiting(viewer),
            urgency=Urgency.TODAY,
            url=reverse("forms:kept"),
            action=_("Look and decide"),
        )
    ]
