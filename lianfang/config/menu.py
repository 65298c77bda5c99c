"""The rail: one line an entry; left out where the URL does not exist or the role is not the viewer's."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from django.urls import NoReverseMatch, reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from lianfang.core.actor import STAFF, Role

Text = str | Promise
COMMAND = (Role.COMMANDER, Role.DUTY_OFFICER, Role.DATA_OFFICER)
DESK = (Role.COMMANDER, Role.DUTY_OFFICER, Role.DOCTOR, Role.COMMITTEE_WORKER)
FIELD = (Role.COMMITTEE_WORKER, Role.DOCTOR, Role.POLICE)


@dataclass(frozen=True, slots=True)
class Entry:
    """A door on the rail: its word, the URL name behind it, who has it, and the wing it stands in."""

    label: Text
    url_name: str
    roles: tuple[Role, ...]
    wing: Text = ""


ENTRIES = (
    Entry(_("Today"), "today", STAFF),
    Entry(_("My stair"), "screening:stair", (Role.LEADER,)),
    Entry(_("Lists"), "lists:index", (*COMMAND, Role.COMMITTEE_WORKER), _("Registry")),
    Entry(_("People"), "people:index", (*COMMAND, *FIELD), _("Registry")),
    Entry(
        _("Review"), "people:review", (Role.DATA_OFFICER, Role.COMMITTEE_WORKER, Role.POLICE), _("Registry")
    ),
    Entry(_("Screening"), "screening:index", (*COMMAND, *FIELD), _("Response")),
    Entry(_("Phone rounds"), "rounds:index", (*COMMAND, Role.COMMITTEE_WORKER), _("Response")),
    Entry(_("Tips"), "tips:index", (*COMMAND, Role.COMMITTEE_WORKER), _("Response")),
    Entry(_("Observation"), "observation:index", (*COMMAND, *FIELD), _("Response")),
    Entry(
        _("Duty desk"), "observation:desk", (Role.COMMANDER, Role.DUTY_OFFICER, Role.DOCTOR), _("Response")
    ),
    Entry(
        _("Calling"), "calls:phone", (Role.CALLER, Role.COMMITTEE_WORKER, Role.DUTY_OFFICER), _("Response")
    ),
    Entry(_("Call desk"), "calls:desk", COMMAND, _("Response")),
    Entry(_("Visits"), "visits:index", (*COMMAND, *FIELD), _("Response")),
    Entry(_("Services"), "services:index", DESK, _("Response")),
    Entry(_("Messages"), "messages:inbox", DESK, _("Response")),
    Entry(_("Texts of messages"), "messages:texts", (Role.DATA_OFFICER,), _("Response")),
    Entry(_("Command"), "board:index", (*COMMAND, Role.COMMITTEE_WORKER), _("Overview")),
    Entry(_("Places"), "places:index", STAFF, _("Office")),
    Entry(_("Questionnaires"), "forms:index", (*COMMAND, Role.COMMITTEE_WORKER), _("Office")),
    Entry(_("Staff"), "accounts:index", (Role.COMMANDER, Role.DATA_OFFICER), _("Office")),
    Entry(_("Record"), "ledger:index", STAFF, _("Office")),
)


@dataclass(frozen=True, slots=True)
class Item:
    """An entry as one viewer's page shows it."""

    label: str
    url: str
    wing: str
    here: bool


def menu_for(role: Role, path: str) -> list[Item]:
    """The rail of a role; the entry whose URL is the longest beginning of the path is marked as here."""
    open_to = [(entry, _url(entry.url_name)) for entry in ENTRIES if role in entry.roles]
    doors = [(entry, url) for entry, url in open_to if url]
    here = max((url for _entry, url in doors if path.startswith(url)), key=len, default="")
    items, wing = [], ""
    for entry, url in doors:
        said = str(entry.wing)
        items.append(Item(str(entry.label), url, said if said != wing else "", url == here))
        wing = said
    return items


@cache
def _url(name: str) -> str:
    try:
        return reverse(name)
    except NoReverseMatch:
        return ""
