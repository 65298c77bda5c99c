"""What messages show: the inbox, the outbox, one of each, and what waits on 今天."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db.models import Count, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from lianfang.core import Actor, Role, clock, masking
from lianfang.core.waiting import Top, Urgency, Waiting
from lianfang.registry.people.models import Person

from . import finding, hooks, rules, texts
from .gateways import settings_of
from .models import Channel, Correspondent, Delivery, Incoming, Message, SendingRule, Template
from .rules import STANDARD, State

TOP = 3
LATE = timedelta(minutes=30)
GIVERS = (Role.DUTY_OFFICER, Role.COMMITTEE_WORKER)


@dataclass(frozen=True, slots=True)
class Wording:
    """One text as the page shows it: in force today, and what is set for a later day."""

    code: str
    title: str
    language: str
    text: rules.Text
    since: date | None
    by_name: str
    coming: tuple[Template, ...]
    places: tuple[str, ...]


def inbox(viewer: Actor, state: str = Incoming.State.NEW) -> QuerySet[Incoming]:
    """What came in, those of somebody unwell first, then the longest waiting; dealt with: the latest first."""
    rows = Incoming.objects.visible_to(viewer).select_related("person", "committee")
    if state:
        rows = rows.filter(state=state)
    if state == Incoming.State.NEW:
        return rows.order_by("-is_urgent", "received_at", "id")
    return rows.order_by("-received_at", "-id")


def inbox_counts(viewer: Actor) -> dict[str, int]:
    """How many in each state."""
    rows = Incoming.objects.visible_to(viewer).values_list("state").annotate(n=Count("pk"))
    return dict(rows)


def incoming(viewer: Actor, incoming_id: UUID) -> Incoming:
    """One message that came in."""
    found: Incoming = (
        Incoming.objects.visible_to(viewer).select_related("person", "committee").get(pk=incoming_id)
    )
    return found


def following(viewer: Actor, one: Incoming) -> Incoming | None:
    """The next that waits, after this one."""
    return inbox(viewer).exclude(pk=one.pk).first()


def candidates(viewer: Actor, one: Incoming, at: datetime) -> list[Person]:
    """Who may have written, of those the viewer sees: whoever's record names this number."""
    people = finding.people_behind(one.subdistrict, one.kind, bytes(one.sender_lookup), at)
    seen = Person.objects.visible_to(viewer).filter(pk__in=[person.id for person in people])
    return list(seen.order_by("sort_key", "pk"))


def found_by_name(viewer: Actor, words: str) -> list[Person]:
    """People of the viewer's area by name, to tie a message to; a few."""
    words = words.strip()[:40]
    if not words:
        return []
    rows = Person.objects.visible_to(viewer).listed().filter(name__startswith=words)
    return list(rows.order_by("sort_key", "pk")[:8])


def beside(viewer: Actor, one: Incoming, at: datetime) -> list[object]:
    """What rooms above show beside a message."""
    return [panel for provider in hooks.BESIDE if (panel := provider(viewer, one, at))]


def thread(viewer: Actor, one: Incoming) -> list[Incoming | Message]:
    """What passed between this sender and the office lately, the oldest first; never what is kept apart from whoever
    wrote it."""
    lookup = bytes(one.sender_lookup)
    if not lookup:
        return [one]
    came = Incoming.objects.visible_to(viewer).filter(sender_lookup=lookup).order_by("-received_at")
    went = Message.objects.visible_to(viewer).filter(address_lookup=lookup).exclude(code__in=rules.apart())
    both: list[Incoming | Message] = [*came[:10], *went.order_by("-created_at")[:10]]
    return sorted(both, key=lambda row: row.received_at if isinstance(row, Incoming) else row.created_at)[
        -12:
    ]


def outbox(viewer: Actor, state: str = "") -> QuerySet[Message]:
    """What goes out: waiting longest first; gone: the latest first."""
    rows = Message.objects.visible_to(viewer).select_related("person", "committee")
    if state:
        rows = rows.filter(state=state)
    return rows.order_by("-created_at", "-id")


def outbox_counts(viewer: Actor) -> Counter[str]:
    """How many in each state."""
    rows = Message.objects.visible_to(viewer).values_list("state").annotate(n=Count("pk"))
    return Counter(dict(rows))


def steps(viewer: Actor, message: Message) -> list[Delivery]:
    """What happened to one message, in order."""
    return list(Delivery.objects.visible_to(viewer).filter(message=message).order_by("number"))


def wordings(viewer: Actor, at: datetime) -> list[Wording]:
    """Every text in every language, as it is in force today."""
    today = clock.day_of(at)
    rows = list(Template.objects.visible_to(viewer).order_by("begins_on", "set_at"))
    in_force = texts.texts_on(viewer.subdistrict, STANDARD, today)
    return [_wording(code, language, in_force, rows, today=today) for code, language in _codes()]


def _codes() -> list[tuple[str, str]]:
    return [(code, language) for code, standard in STANDARD.items() for language in standard.texts]


def _wording(
    code: str, language: str, in_force: texts.Texts, rows: list[Template], *, today: date
) -> Wording:
    own = [row for row in rows if (row.code, row.language) == (code, language)]
    begun = [row for row in own if row.begins_on <= today]
    last = begun[-1] if begun else None
    return Wording(
        code,
        str(STANDARD[code].title),
        language,
        in_force.of(code, language),
        last.begins_on if last else None,
        last.set_by_name if last else "",
        tuple(row for row in own if row.begins_on > today),
        tuple(sorted(STANDARD[code].places)),
    )


def channels(viewer: Actor) -> list[Channel]:
    """The ways that are on."""
    return list(Channel.objects.visible_to(viewer).filter(is_on=True).order_by("kind", "name"))


def official_account(subdistrict: UUID) -> str | None:
    """The name under which residents find the official account; None where there is none."""
    found = Channel.objects.of(subdistrict).filter(kind=rules.Kind.WECHAT, is_on=True).first()
    return str(settings_of(found).get("account") or "") if found else None


def grown_of_household(resident: Actor, at: datetime) -> list[Person]:
    """Those at home who may tie an account of their own, the owner of the link first."""
    today = clock.day_of(at)
    rows = Person.objects.visible_to(resident).present().order_by("born_on", "id")
    grown = [one for one in rows if not finding.is_child(one, today)]
    return sorted(grown, key=lambda one: one.id != resident.person)


def tied_to(resident: Actor) -> list[Correspondent]:
    """Accounts of the official account that are tied to somebody of the household."""
    rows = Correspondent.objects.visible_to(resident).filter(kind=rules.Kind.WECHAT)
    return list(rows.select_related("person").order_by("since", "id"))


def rule_in_force(viewer: Actor, at: datetime) -> SendingRule:
    """The rule of sending of today."""
    return texts.rule_on(viewer.subdistrict, clock.day_of(at))


def waiting(viewer: Actor, at: datetime) -> list[Waiting]:
    """Messages of somebody who may be unwell first, then what nobody has read; what has to be given by hand."""
    if not viewer.sees_health:
        return []
    piles = [*alerts(viewer, at), *_unread(viewer, at)]
    if viewer.role in GIVERS:
        held = Message.objects.visible_to(viewer).filter(state=State.HELD)
        url = f"{reverse('messages:outbox')}?state=held"
        piles.append(Waiting(_("Messages to give by hand"), held.count(), Urgency.LATER, url, _("Look")))
    return piles


def alerts(viewer: Actor, at: datetime) -> list[Waiting]:
    """Messages of somebody who may be unwell that nobody has read yet."""
    if not viewer.sees_health:
        return []
    rows = inbox(viewer).filter(is_urgent=True)
    return [_pile(_("Unwell by message"), rows, Urgency.NOW)]


def _unread(viewer: Actor, at: datetime) -> list[Waiting]:
    rows = inbox(viewer).filter(is_urgent=False)
    late, fresh = rows.filter(received_at__lt=at - LATE), rows.filter(received_at__gte=at - LATE)
    return [
        _pile(_("Messages unread for half an hour"), late, Urgency.OVERDUE),
        _pile(_("Messages to read"), fresh, Urgency.TODAY),
    ]


def _pile(title: str, rows: QuerySet[Incoming], urgency: Urgency) -> Waiting:
    count = rows.count()
    found = list(rows[:TOP]) if count else []
    top = tuple(Top(_who(one), reverse("messages:incoming", args=[one.id]), _ago(one)) for one in found)
    return Waiting(title, count, urgency, reverse("messages:inbox"), _("Read"), top)


def _who(one: Incoming) -> str:
    return masking.name(one.person.name) if one.person else one.sender_masked


def _ago(one: Incoming) -> str:
    return f"{one.received_at.astimezone(clock.LOCAL):%H:%M}"
