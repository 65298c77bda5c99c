"""Papers: which there are, who signs, and how they are numbered."""

from __future__ import annotations

from datetime import date
from enum import StrEnum

from django.utils.translation import gettext_lazy as _

from lianfang.core import clock

# Somebody younger signs through a guardian (Civil Code Art. 17: an adult is eighteen).
ADULT = 18


class Kind(StrEnum):
    """The papers of an observation."""

    NOTICE = "notice"
    COMMITMENT = "commitment"
    RECEIPT = "receipt"
    RELEASE = "release"


class Way(StrEnum):
    """How a paper went out."""

    HAND = "hand"
    DOOR = "door"
    MESSAGE = "message"
    MAIL = "mail"


class Signer(StrEnum):
    """Who signed."""

    SELF = "self"
    GUARDIAN = "guardian"
    FAMILY = "family"


KINDS = {
    Kind.NOTICE: _("Notice of home observation"),
    Kind.COMMITMENT: _("Letter of commitment"),
    Kind.RECEIPT: _("Receipt"),
    Kind.RELEASE: _("Notice of release"),
}
WAYS = {
    Way.HAND: _("handed over"),
    Way.DOOR: _("left at the door"),
    Way.MESSAGE: _("sent as a picture"),
    Way.MAIL: _("by post"),
}
SIGNERS = {
    Signer.SELF: _("the person"),
    Signer.GUARDIAN: _("the guardian"),
    Signer.FAMILY: _("a family member"),
}
# The office's own words stand in the number whatever the reader's language: it is a reference, not a text.
MARKS = {Kind.NOTICE: "观告", Kind.COMMITMENT: "观诺", Kind.RECEIPT: "观执", Kind.RELEASE: "观解"}
# Those that come back with a signature.
SIGNED = (Kind.COMMITMENT, Kind.RECEIPT)
FIRST = (Kind.NOTICE, Kind.COMMITMENT, Kind.RECEIPT)
OFFICES = ("街道办事处", "街道", "镇", "乡")


def numbered(office: str, kind: str, year: int, number: int) -> str:
    """A paper's number as it is printed: 江畔观告〔2026〕12号."""
    short = next((office.removesuffix(end) for end in OFFICES if office.endswith(end)), office)
    return f"{short}{MARKS[Kind(kind)]}〔{year}〕{number}号"


def is_minor(born_on: date | None, on: date) -> bool:
    """True for somebody under eighteen on a day; unknown age counts as grown up."""
    return born_on is not None and clock.age(born_on, on) < ADULT
