"""Taking answers in: checked by the form's own rules, sealed, once."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction

from lianfang.core import Actor, Refused, cipher
from lianfang.ledger.operations import record

from .. import selectors
from ..files import MOST_FILE_BYTES, MOST_FILES, Sent
from ..models import SEALED_FILE, Attachment, Submission, Version
from ..rules.planting import to_xml
from ..rules.validating import Problem


@dataclass(frozen=True, slots=True)
class Answered:
    """Answers to one exact version, and what they belong to. `given`: places that the room asked by its own form and
    judged itself; nothing is refused there."""

    version_id: UUID
    values: Mapping[str, Any]
    given: frozenset[str] = frozenset()
    about: tuple[str, UUID] | None = None
    person: UUID | None = None
    committee: UUID | None = None


@transaction.atomic
def submit(
    *,
    by: Actor,
    version_id: UUID,
    values: Mapping[str, Any],
    about: tuple[str, UUID] | None = None,
    person: UUID | None = None,
    committee: UUID | None = None,
    instance_id: str,
    at: datetime,
) -> Submission:
    """Stores answers against one exact version of a questionnaire, once an `instance_id`.

    `values`: question → text (numbers and dates too), several choices → list, repeat → list of such mappings,
    photograph → Sent. The same again gives what is stored. Raises `forms.invalid` with `problems` (place, why,
    said), `forms.instance_taken` for other answers under the same number.
    """
    answered = Answered(version_id, values, about=about, person=person, committee=committee)
    return hand_in(by=by, answered=answered, instance_id=instance_id, at=at)


@transaction.atomic
def hand_in(*, by: Actor, answered: Answered, instance_id: str, at: datetime) -> Submission:
    """As `submit`, also where the room asked some of the questions by its own form. Raises what `submit` raises."""
    digest = _digest(answered.values)
    standing = Submission.objects.of(by.subdistrict).filter(instance_id=instance_id).first()
    if standing is not None:
        return same(standing, digest)
    versions = Version.objects.of(by.subdistrict).select_related("questionnaire")
    version = versions.get(pk=answered.version_id)
    filled = selectors.fill(version, answered.values, at, answered.given)
    check(filled.problems)
    about = answered.about
    made = Submission(
        subdistrict=by.subdistrict,
        version=version,
        instance_id=instance_id,
        digest=digest,
        xml=to_xml(filled.sheet.definition, filled.sheet.root, instance_id),
        answers=json.dumps(filled.answers, ensure_ascii=False),
        about_kind=about[0] if about else "",
        about_id=about[1] if about else None,
        person=answered.person,
        committee_id=answered.committee,
        by=by.id,
        by_name=by.name,
        at=at,
    )
    if not stored(made):
        return same(Submission.objects.of(by.subdistrict).get(instance_id=instance_id), digest)
    attach(made, list(files_in(answered.values)), at)
    tell(made, by, at)
    return made


def stored(made: Submission) -> bool:
    """Whether it is in now; False where the same number came through another door at this very moment."""
    try:
        with transaction.atomic():
            made.save(force_insert=True)
    except IntegrityError:
        if Submission.objects.of(made.subdistrict).filter(instance_id=made.instance_id).exists():
            return False
        raise
    return True


def same(standing: Submission, digest: str) -> Submission:
    """What is stored, when the same came again; other answers under its number are refused."""
    if standing.digest != digest:
        raise Refused("forms.instance_taken")
    return standing


def check(problems: list[Problem]) -> None:
    """Refuses answers with problems; the page shows each beside its question."""
    if problems:
        raise Refused("forms.invalid", problems=problems, count=len(problems), first=problems[0].said)


def attach(made: Submission, files: list[Sent], at: datetime) -> int:
    """Seals the files of a submission; those it has already stay. Returns how many are new."""
    check_files(files)
    known = set(
        Attachment.objects.of(made.subdistrict).filter(submission=made).values_list("name", flat=True)
    )
    if len(known | {file.name for file in files}) > MOST_FILES:
        raise Refused("forms.too_many_files", limit=MOST_FILES)
    fresh = {file.name: file for file in files if file.name not in known}
    Attachment.objects.bulk_create(
        [
            Attachment(
                subdistrict=made.subdistrict,
                submission=made,
                name=name,
                kind=file.kind[:80],
                size=len(file.body),
                digest=hashlib.sha256(file.body).hexdigest(),
                body=cipher.seal_bytes(file.body, SEALED_FILE),
                at=at,
            )
            for name, file in fresh.items()
        ],
        ignore_conflicts=True,
    )
    return len(fresh)


def check_files(files: list[Sent]) -> None:
    """Refuses more and larger files than a questionnaire has."""
    if len(files) > MOST_FILES:
        raise Refused("forms.too_many_files", limit=MOST_FILES)
    for file in files:
        if len(file.body) > MOST_FILE_BYTES:
            raise Refused("forms.file_too_large", name=file.name[:80], limit=MOST_FILE_BYTES // 1_000_000)


def tell(made: Submission, by: Actor, at: datetime) -> None:
    """The record's line; what follows from it is said in `config.reactions`."""
    record(
        "forms.submitted",
        by=by,
        at=at,
        about=made,
        person=made.person,
        committee=made.committee_id,
        code=made.version.questionnaire.code,
        version=made.version_id,
        way=made.way,
        about_kind=made.about_kind,
        about_id=made.about_id,
    )


def _digest(values: Mapping[str, Any]) -> str:
    plain = json.dumps(values, ensure_ascii=False, sort_keys=True, default=str)
    return hashlib.sha256(plain.encode(errors="replace")).hexdigest()


def files_in(values: Any) -> Iterator[Sent]:
    """The files that stand in a set of answers."""
    if isinstance(values, Sent):
        yield values
    elif isinstance(values, Mapping):
        for value in values.values():
            yield from files_in(value)
    elif isinstance(values, list):
        for value in values:
            yield from files_in(value)
