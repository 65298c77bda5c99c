"""What phones send by OpenRosa: stored once, or kept for a person, never lost."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from lxml import etree

from lianfang.core import Actor, Refused, cipher
from lianfang.ledger.operations import record

from .. import selectors
from ..files import Sent
from ..models import SEALED_FILE, DeviceKey, Kept, KeptFile, Submission, Version
from ..rules.planting import to_xml
from ..rules.safexml import NotSafe, local, parse
from ..rules.validating import Problem
from .submitting import Answered, attach, check_files, files_in, hand_in, stored, tell

LONGEST_ID = 249
NOT_SAFE = {
    "too_large": gettext_lazy("The answers are larger than any questionnaire."),
    "entities": gettext_lazy("The answers carry constructs that no questionnaire needs."),
    "broken": gettext_lazy("The answers are cut off or damaged in line %(line)s."),
}


@dataclass(frozen=True, slots=True)
class Received:
    """What the phone is answered: a status of OpenRosa, a sentence, and what it became."""

    status: int
    said: str
    submission: Submission | None = None
    kept: Kept | None = None


@dataclass(frozen=True, slots=True)
class Letter:
    """One delivery: by whom, when, with which files."""

    by: Actor
    at: datetime
    files: list[Sent]


@dataclass(frozen=True, slots=True)
class Envelope:
    """An instance as it came: its bytes, what it says about itself, the version it fills."""

    xml: bytes
    root: etree._Element | None = None
    instance_id: str = ""
    version: Version | None = None
    trouble: Received | None = None

    @property
    def digest(self) -> str:
        """Equal for identical XML."""
        return hashlib.sha256(self.xml).hexdigest()


@transaction.atomic
def receive(
    *, by: Actor, xml: bytes, files: list[Sent], key_id: UUID | None = None, at: datetime
) -> Received:
    """Takes an instance in: 201 stored (the same again counts once), 202 kept for a person because the form does
    not accept it, 409 other answers under a number that is taken, 400 or 404 what cannot be placed at all. What is
    not stored is kept word for word, each once. Raises `forms.file_too_large`, `forms.too_many_files`.
    """
    check_files(files)
    DeviceKey.objects.of(by.subdistrict).filter(pk=key_id).update(used_at=at)
    letter, envelope = Letter(by, at, files), _opened(by, xml)
    if envelope.trouble is not None:
        return _keep(letter, envelope, [Problem("", "unread", envelope.trouble.said)], envelope.trouble)
    return _taken(letter, envelope)


@transaction.atomic
def take(*, by: Actor, answered: Answered, instance_id: str, at: datetime) -> Submission | None:
    """Takes in answers that nobody can be asked again: what the version does not accept is kept for a person, word
    for word (None). Raises what `hand_in` raises about files."""
    try:
        return hand_in(by=by, answered=answered, instance_id=instance_id, at=at)
    except Refused as refusal:
        if refusal.code not in ("forms.invalid", "forms.instance_taken"):
            raise
        said = refusal.facts.get("problems") or [Problem("", "taken", str(refusal))]
    version = Version.objects.of(by.subdistrict).get(pk=answered.version_id)
    filled = selectors.fill(version, answered.values, at, answered.given)
    xml = to_xml(filled.sheet.definition, filled.sheet.root, instance_id).encode()
    letter = Letter(by, at, list(files_in(answered.values)))
    _keep(letter, Envelope(xml, None, instance_id, version), said, Received(202, said[0].said))
    return None


def _taken(letter: Letter, envelope: Envelope) -> Received:
    """An instance that names a form of ours: stored, known already, or kept."""
    by, at = letter.by, letter.at
    standing = Submission.objects.of(by.subdistrict).filter(instance_id=envelope.instance_id).first()
    if standing is not None:
        return _again(letter, standing, envelope)
    assert envelope.version is not None
    assert envelope.root is not None
    filled = selectors.fill_xml(envelope.version, envelope.root, at)
    if filled.problems:
        said = _("Received and kept for a person to look at: %(first)s") % {"first": filled.problems[0].said}
        return _keep(letter, envelope, filled.problems, Received(202, said))
    made = _made(by, envelope, json.dumps(filled.answers, ensure_ascii=False), at)
    if not stored(made):
        standing = Submission.objects.of(by.subdistrict).get(instance_id=envelope.instance_id)
        return _again(letter, standing, envelope)
    attach(made, letter.files, at)
    tell(made, by, at)
    return Received(201, _("Received."), submission=made)


def _made(by: Actor, envelope: Envelope, answers: str, at: datetime) -> Submission:
    return Submission(
        subdistrict=by.subdistrict,
        version=envelope.version,
        instance_id=envelope.instance_id,
        digest=envelope.digest,
        xml=envelope.xml.decode(errors="replace"),
        answers=answers,
        committee_id=_committee(by),
        way=Submission.Way.COLLECT,
        by=by.id,
        by_name=by.name,
        at=at,
    )


def _committee(by: Actor) -> UUID | None:
    """Whose door it was, where the sender works for one committee."""
    return next(iter(by.committees)) if len(by.committees) == 1 else None


def _opened(by: Actor, xml: bytes) -> Envelope:
    """What the instance says it is."""
    try:
        root = parse(xml)
    except NotSafe as error:
        return Envelope(xml, trouble=Received(400, str(NOT_SAFE[error.why]) % {"line": error.line}))
    name = _instance_id(root)
    form_id, label = root.get("id") or "", root.get("version") or ""
    found = Version.objects.of(by.subdistrict).select_related("questionnaire")
    version = found.filter(form_id=form_id[:LONGEST_ID], label=label[:LONGEST_ID]).first()
    if not name or len(name) > LONGEST_ID:
        return Envelope(xml, root, trouble=Received(400, _("The instanceID is missing.")))
    if version is None:
        said = _("There is no questionnaire “%(form)s” in version “%(version)s” here.")
        return Envelope(
            xml, root, name, trouble=Received(404, said % {"form": form_id[:60], "version": label[:60]})
        )
    return Envelope(xml, root, name, version)


def _instance_id(root: etree._Element) -> str:
    for meta in (one for one in root if local(one) == "meta"):
        for part in (one for one in meta if local(one) == "instanceID"):
            return (part.text or "").strip()
    return ""


def _again(letter: Letter, standing: Submission, envelope: Envelope) -> Received:
    """The same number again: files are added to the same XML; another XML is kept apart."""
    if standing.digest != envelope.digest:
        said = _("Other answers have come in under this number already; both are kept apart.")
        return _keep(letter, envelope, [Problem("", "taken", said)], Received(409, said))
    added = attach(standing, letter.files, letter.at)
    if added:
        record(
            "forms.attached", by=letter.by, at=letter.at, about=standing, person=standing.person, files=added
        )
    return Received(201, _("Received before; nothing is counted twice."), submission=standing)


def _keep(letter: Letter, envelope: Envelope, problems: list[Problem], answer: Received) -> Received:
    """Keeps what no form accepts, word for word and once; the phone is answered as said."""
    by = letter.by
    kept, is_new = Kept.objects.of(by.subdistrict).get_or_create(
        subdistrict=by.subdistrict,
        digest=envelope.digest,
        defaults={
            "version": envelope.version,
            "instance_id": envelope.instance_id[:LONGEST_ID],
            "xml": envelope.xml.decode(errors="replace"),
            "problems": json.dumps(
                [[one.place, one.why, one.said] for one in problems[:50]], ensure_ascii=False
            ),
            "committee_id": _committee(by),
            "by": by.id,
            "by_name": by.name,
            "at": letter.at,
        },
    )
    known = set(KeptFile.objects.of(by.subdistrict).filter(kept=kept).values_list("name", flat=True))
    KeptFile.objects.bulk_create(
        KeptFile(
            subdistrict=by.subdistrict,
            kept=kept,
            name=file.name,
            kind=file.kind[:80],
            body=cipher.seal_bytes(file.body, SEALED_FILE),
        )
        for file in {file.name: file for file in letter.files if file.name not in known}.values()
    )
    if is_new:
        record(
            "forms.kept", by=by, at=letter.at, about=kept, committee=kept.committee_id, status=answer.status
        )
    return Received(answer.status, answer.said, kept=kept)
