"""What screening shows: the list to verify, one report with its grounds, counts, what waits."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db.models import Count, Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from lianfang.core import Actor, Role, clock, masking
from lianfang.core.listing import NONE
from lianfang.core.waiting import Top, Urgency, Waiting
from lianfang.registry.people.models import Mention, Person
from lianfang.response.visits.models import Check

from . import rules, visiting
from .models import Ground, KeyRegion, Policy, Report, Verification
from .operations.verifying import VERIFIERS
from .rules.needs import EVERYWHERE_ABROAD
from .urgency import Urgent as Urgent
from .urgency import urgent as urgent

TOP = 3


@dataclass(frozen=True, slots=True)
class Filters:
    """What the list is narrowed to; empty values narrow nothing."""

    state: str = rules.State.OPEN
    committee: str = ""
    source: str = ""
    region: str = ""
    overdue: bool = False
    is_due_today: bool = False
    query: str = ""


@dataclass(frozen=True, slots=True)
class CommitteeCounts:
    """One committee's figures (None: persons whose committee is not known yet)."""

    committee: UUID | None
    open: int
    overdue: int
    confirmed: int
    refuted: int
    days_over: int


def reports(viewer: Actor, filters: Filters, at: datetime) -> QuerySet[Report]:
    """Reports this viewer may see, those due first on top."""
    rows = Report.objects.visible_to(viewer).select_related(
        "person", "person__building__compound", "person__compound", "committee"
    )
    if filters.state:
        rows = rows.filter(state=filters.state)
    if filters.overdue:
        rows = rows.open().filter(due_at__lt=at)
    if filters.is_due_today:
        rows = rows.open().filter(_due_today(at))
    if filters.committee:
        rows = rows.filter(committee_id=None if filters.committee == NONE else filters.committee)
    if filters.source:
        rows = rows.filter(sources__contains=[filters.source])
    if filters.region:
        rows = rows.filter(region=filters.region)
    if filters.query:
        rows = rows.filter(_named(filters.query))
    return (
        rows.order_by("due_at", "id")
        if filters.state == rules.State.OPEN
        else rows.order_by("-opened_at", "id")
    )


def _due_today(at: datetime) -> Q:
    """Not late yet, and late before the day is over."""
    _today, tomorrow = clock.bounds(clock.day_of(at))
    return Q(due_at__gte=at, due_at__lt=tomorrow)


def next_to_verify(viewer: Actor, after: UUID) -> Report | None:
    """After one report the next of its committee: asked least often, due first; None where nothing is left."""
    done = Report.objects.visible_to(viewer).filter(pk=after).first()
    if done is None:
        return None
    rows = Report.objects.visible_to(viewer).open().filter(committee_id=done.committee_id)
    rows = rows.exclude(pk=done.pk).select_related(
        "person__building__compound", "person__compound", "committee"
    )
    return rows.order_by("attempts", "due_at", "id").first()


def _named(query: str) -> Q:
    words = query.strip()
    return Q(person__name__startswith=words) | Q(person__address__contains=words) | Q(place__contains=words)


def report(viewer: Actor, report_id: UUID) -> Report:
    """One report; DoesNotExist where it is not for this viewer."""
    rows = Report.objects.visible_to(viewer).select_related(
        "person", "person__building__compound", "person__compound", "committee", "rule", "joined_into"
    )
    return rows.get(pk=report_id)


def grounds(viewer: Actor, report: Report) -> QuerySet[Ground]:
    """What the report rests on, the most trusted source first as far as time tells."""
    rows = Ground.objects.visible_to(viewer).filter(report=report)
    return rows.select_related("mention", "rule").order_by("mention__as_of", "id")


def verifications(viewer: Actor, report: Report) -> QuerySet[Verification]:
    """Attempts and findings, oldest first."""
    rows = Verification.objects.visible_to(viewer).filter(report=report)
    return rows.select_related("to_committee").order_by("at", "id")


def mates(viewer: Actor, report: Report) -> QuerySet[Person]:
    """The others of the household, whom a companion tick may name; nobody whom a ledger only counts."""
    people = Person.objects.visible_to(viewer).present()
    if report.person.household_id is None:
        return people.none()
    return (
        people.filter(household_id=report.person.household_id)
        .exclude(pk=report.person_id)
        .exclude(name="")
        .order_by("born_on")
    )


def key_regions(viewer: Actor, on: date) -> list[tuple[KeyRegion, bool]]:
    """All rules with whether they are in force on a day; the ended ones last."""
    rows = KeyRegion.objects.visible_to(viewer).order_by("country", "province", "city", "from_on")
    marked = [(rule, rule.from_on <= on and (rule.to_on is None or on <= rule.to_on)) for rule in rows]
    return sorted(marked, key=lambda pair: not pair[1])


def places_in_force(viewer: Actor, at: datetime) -> list[str]:
    """Names of places under the rules in force, for those who choose or type one: the most named lately first, and
    while nobody was named the command post's own rules before those for demonstration, provinces before cities."""
    in_force = [
        rule
        for rule, is_on in key_regions(viewer, clock.day_of(at))
        if is_on and rule.country != EVERYWHERE_ABROAD
    ]
    in_force.sort(key=lambda rule: (rule.is_demonstration, bool(rule.city)))
    often = Counter(
        Ground.objects.of(viewer.subdistrict)
        .filter(added_at__gt=at - timedelta(days=14), rule__isnull=False)
        .values_list("region", flat=True)[:5000]
    )
    known = dict.fromkeys(str(rule) for rule in in_force)
    return sorted(
        known, key=lambda name: -max((n for region, n in often.items() if region in name), default=0)
    )


def policy(viewer: Actor, on: date) -> Policy | None:
    """The deadlines in force on a day."""
    return Policy.objects.visible_to(viewer).filter(begins_on__lte=on).order_by("-begins_on").first()


def regions_named(viewer: Actor, filters: Filters) -> list[tuple[str, int]]:
    """Provinces and countries among the reports of a state, with their counts, for the filter."""
    rows = Report.objects.visible_to(viewer).filter(state=filters.state).exclude(region="")
    found = rows.values_list("region").annotate(n=Count("id")).order_by("-n", "region")
    return [(region, n) for region, n in found]


def region_said(region: str) -> str:
    """A province as it is, a country code by its name."""
    return str(rules.Place(region)) if len(region) == 2 and region.isascii() else region


def states_counted(viewer: Actor, at: datetime) -> dict[str, int]:
    """How many reports stand where; `overdue` and `today` beside the states."""
    rows = Report.objects.visible_to(viewer)
    found = dict(rows.values_list("state").annotate(n=Count("id")))
    due = rows.open().aggregate(
        overdue=Count("id", filter=Q(due_at__lt=at)), today=Count("id", filter=_due_today(at))
    )
    return found | due


def counts(viewer: Actor, at: datetime) -> list[CommitteeCounts]:
    """Figures by committee for the board, one query."""
    rows = Report.objects.visible_to(viewer).values("committee_id").annotate(
        open=_many(state=rules.State.OPEN),
        overdue=Count("id", filter=Q(state=rules.State.OPEN, due_at__lt=at)),
        confirmed=_many(state=rules.State.CONFIRMED),
        refuted=_many(state=rules.State.REFUTED),
        days_over=_many(state=rules.State.EXPIRED),
    )  # fmt: skip
    return [
        CommitteeCounts(
            r["committee_id"], r["open"], r["overdue"], r["confirmed"], r["refuted"], r["days_over"]
        )
        for r in rows.order_by("committee_id")
    ]


def late_at(viewer: Actor, moments: Sequence[datetime]) -> list[int]:
    """How many reports were past their deadline at each of some instants; one query.

    Opened again or handed on since: the deadline then is not kept, its present one counts, so it was not
    late.
    """
    asked = {f"n{n}": Count("id", filter=_late(at)) for n, at in enumerate(moments)}
    found = Report.objects.visible_to(viewer).aggregate(**asked)
    return [found[f"n{n}"] for n in range(len(moments))]


def _late(at: datetime) -> Q:
    return Q(opened_at__lte=at, due_at__lt=at) & (Q(closed_at=None) | Q(closed_at__gt=at))


def _many(**state: str) -> Count:
    return Count("id", filter=Q(**state))


def sources_counted(viewer: Actor, at: datetime) -> dict[str, dict[str, int]]:
    """By kind of source: `named` grounds, `reports` they make up, `open` and `overdue` among these; one
    query."""
    rows = Ground.objects.filter(report__in=Report.objects.visible_to(viewer))
    late = Q(report__state=rules.State.OPEN, report__due_at__lt=at)
    found = rows.values("kind").annotate(
        named=Count("id"),
        reports=Count("report", distinct=True),
        open=Count("report", distinct=True, filter=Q(report__state=rules.State.OPEN)),
        overdue=Count("report", distinct=True, filter=late),
    )
    return {r["kind"]: {k: r[k] for k in ("named", "reports", "open", "overdue")} for r in found}


def joined_counted(viewer: Actor) -> tuple[int, int]:
    """How many grounds there are and how many reports they became: what joining saved."""
    rows = Ground.objects.filter(report__in=Report.objects.visible_to(viewer))
    found = rows.aggregate(grounds=Count("id"), reports=Count("report", distinct=True))
    return found["grounds"], found["reports"]


def waiting(viewer: Actor, at: datetime) -> list[Waiting]:
    """Reports that wait for this viewer: overdue ones and the rest; a leader's own that are not dealt
    with."""
    if viewer.role == Role.LEADER:
        return _leader_waiting(viewer)
    rows = Report.objects.visible_to(viewer).open()
    late = rows.filter(due_at__lt=at)
    url = reverse("screening:index")
    action = _("Verify") if viewer.role in VERIFIERS else _("Look")
    return [
        *alerts(viewer, at),
        *_without_rule(viewer, at),
        *_looked_into(viewer),
        _pile(_("Reports past their deadline"), late, Urgency.OVERDUE, url=f"{url}?overdue=1", action=action),
        _pile(_("Reports to verify"), rows.filter(due_at__gte=at), Urgency.TODAY, url=url, action=action),
    ]


def _without_rule(viewer: Actor, at: datetime) -> list[Waiting]:
    """While no key region is in force no arrival needs anything: told to the one who sets them."""
    today = clock.day_of(at)
    standing = KeyRegion.objects.visible_to(viewer).standing().filter(from_on__lte=today)
    if viewer.role != Role.COMMANDER or standing.exclude(to_on__lt=today).exists():
        return []
    hint = _("Until one is, nobody on a list comes to be verified.")
    url = reverse("screening:rules")
    return [Waiting(_("No key region is in force"), 1, Urgency.TODAY, url, _("Set"), hint=hint)]


def _looked_into(viewer: Actor) -> list[Waiting]:
    """Doubtful answers about which the police have said what they found: whoever verifies decides now."""
    if viewer.role not in VERIFIERS:
        return []
    checks = Check.objects.of(viewer.subdistrict).filter(request__about_kind=visiting.ABOUT)
    told = checks.exclude(answered_at=None).values("request__about_id")
    rows = Report.objects.visible_to(viewer).open().filter(pk__in=told)
    url, title = reverse("screening:index"), _("The police have answered")
    return [_pile(title, rows, Urgency.TODAY, url=url, action=_("Verify"))]


def alerts(viewer: Actor, at: datetime) -> list[Waiting]:
    """Families that registered themselves as unwell, for those who may read it."""
    if not viewer.sees_health or viewer.person:
        return []
    found, url = urgent(viewer, at), reverse("screening:urgent")
    top = tuple(
        Top("、".join(one.names), url, " · ".join(filter(None, (one.committee, one.place))))
        for one in found[:TOP]
    )
    return [Waiting(_("Self-registered as unwell"), len(found), Urgency.NOW, url, _("See to it"), top)]


def _leader_waiting(viewer: Actor) -> list[Waiting]:
    rows = Report.objects.visible_to(viewer).open()
    pile = _pile(
        _("Neighbours being checked"), rows, Urgency.LATER, url=reverse("screening:stair"), action=_("Look")
    )
    return [pile]


def _pile(title: str, rows: QuerySet[Report], urgency: Urgency, *, url: str, action: str) -> Waiting:
    top = list(rows.select_related("person").order_by("due_at", "id")[:TOP])
    is_door = "stair" in url
    lines = tuple(
        Top(
            masking.name(r.person.name),
            url if is_door else reverse("screening:report", args=[r.id]),
            " · ".join(filter(None, (r.person.address, r.place))),
        )
        for r in top
    )
    # Most piles are small or empty: then what is shown is all there is.
    count = rows.count() if len(top) == TOP else len(top)
    return Waiting(title, count, urgency, url, action, lines)


def told_by(viewer: Actor) -> QuerySet[Ground]:
    """What was told of this leader's stairs, newest first, with what became of it."""
    mine = Ground.objects.visible_to(viewer).filter(kind=Mention.Kind.LEADER)
    return mine.select_related("report__person", "mention", "mention__door").order_by("-added_at")[:30]
