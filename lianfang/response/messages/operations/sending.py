"""Putting messages into the outbox. Nothing is sent here: a job takes them out, one commit before it touches the
network."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, TypedDict
from uuid import UUID

from django.db import models, transaction
from typing_extensions import Unpack

from lianfang.core import Actor, Refused, actor, bulk, clock, ids
from lianfang.core.models import Subdistrict
from lianfang.ledger.operations import Act, record, record_all
from lianfang.registry.accounts import operations as accounts
from lianfang.registry.people.models import Person

from .. import finding, rules, texts
from ..jobs import deliver_soon
from ..models import Channel, Delivery, Message, about_of
from ..rules import Address, Kind, Route, State, Step

About = models.Model | tuple[str, UUID] | None


class When(TypedDict, total=False):
    """What need not be said of a message: when at the earliest and at the latest, whether it may wake somebody, by
    which number, once by which key, in which language."""

    not_before: datetime | None
    until: datetime | None
    urgent: bool
    contact: UUID | None
    key: str
    language: str


@dataclass(frozen=True, slots=True)
class Letter:
    """One message to be put into the outbox. `to` fixes the addresses (an answer to whoever wrote); `second` asks
    for somebody else of the household; `handed` says it is given in this very answer, with no way to go; `is_new` that
    nobody can have put it in already."""

    template: str
    person: UUID | None = None
    facts: Mapping[str, object] = field(default_factory=dict)
    about: About = None
    key: str = ""
    not_before: datetime | None = None
    until: datetime | None = None
    urgent: bool = False
    contact: UUID | None = None
    language: str = ""
    to: Address | None = None
    second: bool = False
    handed: bool = False
    committee: UUID | None = None
    is_new: bool = False


@transaction.atomic
def send(
    *,
    by: Actor,
    template: str,
    person: UUID | None,
    facts: Mapping[str, object],
    at: datetime,
    about: About = None,
    **when: Unpack[When],
) -> Message:
    """Puts one message to a resident into the outbox; the same `key` again is the same message.

    Raises `messages.template_unknown`, `messages.fact_missing`. Whether it can go out at all is the message's
    state: without a gateway, a number or the resident's wish it waits for the office as `held`.
    """
    letter = Letter(template, person, facts, about, **when)  # type: ignore[misc]
    [message] = send_many(by=by, letters=[letter], at=at)
    return message


@transaction.atomic
def send_many(*, by: Actor, letters: Sequence[Letter], at: datetime, each: bool = False) -> list[Message]:
    """Puts many messages into the outbox, set-based; those whose key is known come back as they are.

    One message is one entry in the record; a thousand at once are one entry too, unless `each` is to have its own.
    """
    keyed = [(one.key or ids.new().hex, one) for one in letters]
    known = _known(by.subdistrict, [key for key, one in keyed if one.key and not one.is_new])
    desk = _Desk.laid(by, [one for key, one in keyed if key not in known], at)
    fresh = {key: desk.write(key, one) for key, one in keyed if key not in known}
    stored = _store(
        by.subdistrict, [made for made, _steps in fresh.values()], sure=all(one.is_new for one in letters)
    )
    # Put in at this very moment by somebody else: theirs stands.
    kept = {key: pair for key, pair in fresh.items() if pair[0].id in stored}
    Delivery.objects.bulk_create([step for _made, steps in kept.values() for step in steps], batch_size=1000)
    _record(by, [made for made, _steps in kept.values()], at, each=each)
    if any(made.state == State.WAITING and made.due_at <= at for made, _steps in kept.values()):
        deliver_soon(by.subdistrict)
    found = known | {key: made for key, (made, _steps) in kept.items()}
    missed = [key for key, _one in keyed if key not in found]
    found |= _known(by.subdistrict, missed) if missed else {}
    return [found[key] for key, _one in keyed]


@transaction.atomic
def announce(
    *,
    by: Actor,
    template: str,
    facts: Mapping[str, object],
    at: datetime,
    key: str = "",
    urgent: bool = False,
) -> list[Message]:
    """Tells the staff groups something in counts and places, never about one resident: one message a group.

    Raises `messages.personal_in_group` where the text or what fills it names somebody.
    """
    key = key or ids.new().hex
    known = _known_like(by.subdistrict, key)
    if known:
        return known
    desk = _Desk.laid(by, [Letter(template)], at)
    text = desk.texts.of(template, "")
    body = rules.fill(text, {**desk.general, **facts})
    rules.check_group(text, body)
    groups = Channel.objects.of(by.subdistrict).filter(kind=Kind.GROUP, is_on=True).order_by("pk")
    letter = Letter(template, facts=facts, urgent=urgent)
    made = [desk.group(f"{key} {one.id.hex}", letter, one, body) for one in groups]
    bulk.insert(made)
    record("messages.announced", by=by, at=at, template=template, groups=len(made))
    if made:
        deliver_soon(by.subdistrict)
    return made


@dataclass(slots=True)
class _Desk:
    """What lies ready while letters are written."""

    by: Actor
    at: datetime
    texts: texts.Texts
    hours: rules.Hours
    base_url: str
    general: dict[str, str]
    ways: frozenset[str]
    reached: dict[UUID, finding.Reached]
    people: dict[UUID, Person]
    stopped: set[tuple[str, bytes]]
    shut: set[bytes]

    @classmethod
    def laid(cls, by: Actor, letters: Sequence[Letter], at: datetime) -> _Desk:
        """Reads everything once for all letters."""
        home, today = by.subdistrict, clock.day_of(at)
        shut = _shut(home, letters, at)
        persons = {one.person for one in letters if one.person and not (one.to and one.is_new)}
        searched = {one.person for one in letters if one.person and _is_searched(one, shut)}
        rule = texts.rule_on(home, today)
        reached = finding.reach(home, searched, at) if searched else {}
        lookups = [way.lookup for one in reached.values() for way in (*one.own, *one.household)]
        return cls(
            by,
            at,
            texts.texts_on(home, [one.template for one in letters], today),
            rule.hours,
            rule.base_url.rstrip("/"),
            _general(home, at),
            frozenset(Channel.objects.of(home).filter(is_on=True).values_list("kind", flat=True)),
            reached,
            Person.objects.of(home).in_bulk(persons) if persons else {},
            finding.stopped(home, lookups) if lookups else set(),
            shut,
        )

    def write(self, key: str, letter: Letter) -> tuple[Message, list[Delivery]]:
        """One letter as a message, with the steps that it has behind it already."""
        reached = self.reached.get(letter.person) if letter.person else None
        text = self.texts.of(letter.template, letter.language or (reached.language if reached else ""))
        route = self._route(letter, text, reached)
        body = rules.fill(text, self._facts(letter, text, route))
        made = self._message(key, letter, text, body)
        self._address(made, route)
        steps = [route.step] if route.step else [Step.HANDED] if letter.handed else []
        for step in steps:
            made.state = rules.after(made.state, step)
        return made, [self._step(made, step, number, route) for number, step in enumerate(steps, 1)]

    def group(self, key: str, letter: Letter, channel: Channel, body: str) -> Message:
        """A message to a staff group."""
        made = self._message(key, letter, self.texts.of(letter.template, ""), body)
        made.kind, made.channel = Kind.GROUP, channel
        return made

    def _route(self, letter: Letter, text: rules.Text, reached: finding.Reached | None) -> Route:
        if letter.handed:
            return Route(letter.to)
        if (letter.to or letter.contact) and not _is_shut(letter, self.shut):
            fixed = letter.to or finding.contact_address(self.by.subdistrict, letter.contact)  # type: ignore[arg-type]
            # Whoever stops messages is told so once, and whoever writes is answered.
            return rules.decide(text, [fixed], self.ways, set() if letter.to else self.stopped)
        return self._route_to(letter, text, reached or finding.Reached())

    def _route_to(self, letter: Letter, text: rules.Text, reached: finding.Reached) -> Route:
        """By whichever way the person is reached now; where there is none the reason says which is missing."""
        route = rules.decide(
            text, reached.second if letter.second else reached.first, self.ways, self.stopped
        )
        if route.why != rules.Why.NO_ADDRESS:
            return route
        if reached.is_child:
            return Route(None, Step.HELD, rules.Why.CHILD)
        if reached.has_shut_account or _is_shut(letter, self.shut):
            # Kept with the account: the office sees to whom, and may answer when they write again.
            return Route(letter.to, Step.HELD, rules.Why.ACCOUNT_SHUT)
        return route

    def _facts(self, letter: Letter, text: rules.Text, route: Route) -> dict[str, object]:
        facts: dict[str, object] = {**self.general, **letter.facts}
        person = self.people.get(letter.person) if letter.person else None
        if person is not None:
            facts.setdefault("name", person.name)
        if "link" not in facts and person is not None and "link" in rules.places_of(text.body):
            # Only what is really sent makes a link: one nobody receives would open the page to nobody's use.
            path = self._link(person) if route.step != Step.WITHDRAWN else ""
            facts["link"] = f"{self.base_url}{path}"
        return facts

    def _link(self, person: Person) -> str:
        return accounts.invite(
            by=actor.system(self.by.subdistrict, self.by.name), person=person.id, at=self.at
        )

    def _message(self, key: str, letter: Letter, text: rules.Text, body: str) -> Message:
        kind, about = about_of(letter.about)
        person = self.people.get(letter.person) if letter.person else None
        wanted = max(letter.not_before or self.at, self.at)
        return Message(
            subdistrict=self.by.subdistrict,
            key=key,
            code=letter.template,
            language=text.language,
            person_id=letter.person,
            committee_id=letter.committee or (person.committee_id if person else None),
            about_kind=kind,
            about=about,
            subject=text.subject,
            body=body,
            is_urgent=letter.urgent,
            created_at=self.at,
            due_at=rules.earliest(self.hours, wanted, is_urgent=letter.urgent),
            until=letter.until,
            changed_at=self.at,
            by=self.by.id,
            by_name=self.by.name,
        )

    def _address(self, made: Message, route: Route) -> None:
        made.why = str(route.why or "")
        if route.address:
            made.kind, made.address = route.address.kind, route.address.value
            is_apart = made.code in rules.STANDARD and rules.STANDARD[made.code].is_apart
            made.address_lookup, made.address_masked = (
                route.address.lookup,
                "" if is_apart else route.address.masked,
            )

    def _step(self, made: Message, step: Step, number: int, route: Route) -> Delivery:
        return Delivery(
            subdistrict=made.subdistrict,
            message=made,
            number=number,
            step=step,
            code=str(route.why or ""),
            at=self.at,
            by_name=self.by.name,
        )


def _shut(subdistrict: UUID, letters: Sequence[Letter], at: datetime) -> set[bytes]:
    """Accounts these letters name that the official account may not write to any more."""
    named = {one.to.lookup for one in letters if one.to and one.to.kind == Kind.WECHAT and not one.handed}
    return finding.shut_accounts(subdistrict, named, at) if named else set()


def _is_shut(letter: Letter, shut: Collection[bytes]) -> bool:
    return letter.to is not None and letter.to.lookup in shut


def _is_searched(letter: Letter, shut: Collection[bytes]) -> bool:
    """Whether it has to be found out how its person is reached: no address is given, or that one is shut."""
    return _is_shut(letter, shut) or not (letter.to or letter.contact)


def _general(subdistrict: UUID, at: datetime) -> dict[str, str]:
    office = Subdistrict.objects.get(pk=subdistrict)
    return {
        "subdistrict": office.name,
        "help_phone": office.help_phone,
        "today": clock.day_of(at).isoformat(),
    }


def _known(subdistrict: UUID, keys: Iterable[str]) -> dict[str, Message]:
    keys = list(keys)
    rows = Message.objects.of(subdistrict).filter(key__in=keys) if keys else ()
    return {one.key: one for one in rows}


def _known_like(subdistrict: UUID, key: str) -> list[Message]:
    return list(Message.objects.of(subdistrict).filter(key__startswith=f"{key} ").order_by("key"))


def _store(subdistrict: UUID, made: Sequence[Message], *, sure: bool) -> set[UUID]:
    """Stores them, but those whose key somebody used at this very moment; returns whose are stored."""
    if sure:
        return {one.id for one in Message.objects.bulk_create(made)}
    Message.objects.bulk_create(made, batch_size=1000, ignore_conflicts=True)
    keys = [one.id for one in made]
    return (
        set(Message.objects.of(subdistrict).filter(pk__in=keys).values_list("pk", flat=True))
        if keys
        else set()
    )


def _record(by: Actor, made: Sequence[Message], at: datetime, *, each: bool) -> None:
    if len(made) > 1 and not each:
        held = sum(one.state == State.HELD for one in made)
        record("messages.many_queued", by=by, at=at, messages=len(made), held=held)
        return
    record_all("messages.queued", acts=[_queued(by, one) for one in made], at=at)


def _queued(by: Actor, one: Message) -> Act:
    facts: dict[str, Any] = {"template": one.code, "state": one.state, "kind": one.kind}
    return Act(by, one, one.person_id, one.committee_id, facts=facts)


def check_sender(by: Actor, roles: Iterable[str]) -> None:
    """Refuses an act to every other role."""
    if by.role not in roles:
        raise Refused("messages.not_for_this_role")
