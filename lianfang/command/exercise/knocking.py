"""Teams on shift and doors asked for, as on the day somebody looks at the town: a first plan made, one door urgent."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from itertools import zip_longest
from uuid import UUID

from lianfang.core import Actor, Role, clock
from lianfang.registry.accounts.models import Post
from lianfang.registry.places.models import Committee
from lianfang.response.observation import selectors as observation
from lianfang.response.observation.models import Alert, Episode
from lianfang.response.screening.models import Report
from lianfang.response.visits import operations as visits
from lianfang.response.visits import planning
from lianfang.response.visits.models import Request
from lianfang.response.visits.operations.asking import Ask, Needs
from lianfang.response.visits.operations.teaming import Hours, Seat
from lianfang.response.visits.rules import routing

AREAS = 4  # committees a team
DOORS = 12  # doors asked for, a team
NAMES = "一二三四五六七八九十"
PARTS = ((Role.POLICE, "police"), (Role.DOCTOR, "doctor"), (Role.COMMITTEE_WORKER, "cadre"))
SPOKEN = {("一", "doctor"): ("en",), ("二", "cadre"): ("ja",)}
WALK_ROUNDS = 150
DAY, SHIFT = (7, 17), timedelta(hours=10)


def send_out(*, by: Actor, at: datetime) -> int:
    """Forms teams of the accounts there are, sends them out around this hour, and asks for doors; returns how many."""
    teams = [_team(by, name, area, at) for name, area in zip(NAMES, _areas(by), strict=False)]
    if not any(teams):
        return 0
    asked = [
        visits.ask(by=by, request=one, at=at - timedelta(hours=1))
        for one in _wanted(by, DOORS * len(teams), at)
    ]
    plan = visits.ask_plan(by=by, is_background=False, at=at)
    sheet = planning.lay_out(by, at)
    found = routing.plan(sheet.problem, rounds=WALK_ROUNDS)
    visits.keep_plan(by=by, plan_id=plan.id, sheet=sheet, found=found, at=at)
    _urgent(by, at)
    return len(asked)


def _areas(by: Actor) -> Iterator[list[UUID]]:
    keys = list(Committee.objects.of(by.subdistrict).order_by("code", "name").values_list("id", flat=True))
    for start in range(0, len(keys), AREAS):
        yield keys[start : start + AREAS]


def _team(by: Actor, name: str, area: list[UUID], at: datetime) -> bool:
    posts = Post.objects.of(by.subdistrict).filter(ended_at=None, committee__in=area).order_by("user_id")
    seats, taken = [], set()
    for role, part in PARTS:
        post = next((one for one in posts.filter(role=role) if one.user_id not in taken), None)
        if post:
            taken.add(post.user_id)
            seats.append(
                Seat(post.user_id, part, is_female=part == "cadre", languages=SPOKEN.get((name, part), ()))
            )
    if not seats:
        return False
    team = visits.form_team(by=by, name=f"{name}组", seats=seats, committees=area, at=at)
    for begins, ends in _hours(at, is_night=name == NAMES[0]):
        visits.set_shift(by=by, team_id=team.id, hours=Hours(begins, ends, sets=8), at=at)
    return True


def _hours(at: datetime, *, is_night: bool) -> Iterator[tuple[datetime, datetime]]:
    """By day the hours around this one; at night one team for urgent doors, and everybody's next day."""
    local = at.astimezone(clock.LOCAL)
    begins = local.replace(minute=0, second=0, microsecond=0) - timedelta(hours=1)
    if DAY[0] <= local.hour < DAY[1]:
        yield begins, begins + SHIFT
        return
    day = clock.at_local(local.date() + timedelta(days=local.hour >= DAY[1]), DAY[0] + 1)
    if is_night:
        yield begins, min(begins + SHIFT, day)
    yield day, day + SHIFT


def _wanted(by: Actor, most: int, at: datetime) -> list[Ask]:
    """Reports past their time, first visits to those who came last, and the silent; in turns, so that every list has
    all of them."""
    late = Report.objects.of(by.subdistrict).open().exclude(committee=None).order_by("due_at", "id")[:most]
    fresh = Episode.objects.of(by.subdistrict).filter(state="active").order_by("-begun_at", "id")[: most // 4]
    knocks = [
        Ask("verification", person=one.person_id, about_kind="screening.Report", about_id=one.id)
        for one in late
    ]
    firsts = [
        Ask(
            "first",
            person=one.person_id,
            urgency="today",
            needs=Needs(female=n % 5 == 0),
            about_kind="observation.Episode",
            about_id=one.id,
        )
        for n, one in enumerate(fresh)
    ]
    mixed = [one for some in zip_longest(knocks, firsts, _silent(by, at)) for one in some if one]
    return mixed[:most]


def _silent(by: Actor, at: datetime) -> list[Ask]:
    """Whoever said nothing twice running; one of them is asked in English."""
    gone = [one.episode for one in observation.standing(by, at) if one.is_silent]
    rows = Episode.objects.of(by.subdistrict).filter(pk__in=gone).order_by("begun_at", "id")
    return [
        Ask(
            "silent",
            person=one.person_id,
            needs=Needs(language="" if n else "en"),
            about_kind="episode",
            about_id=one.id,
        )
        for n, one in enumerate(rows)
    ]


def _urgent(by: Actor, at: datetime) -> None:
    """Whoever is unwell: a doctor at the door within forty minutes."""
    known = Request.objects.of(by.subdistrict).open().values("person")
    alerts = Alert.objects.of(by.subdistrict).exclude(state="closed").exclude(episode__person__in=known)
    for alert in alerts.select_related("episode").order_by("-opened_at")[:1]:
        request = Ask(
            "symptom",
            person=alert.episode.person_id,
            about_kind="observation.Episode",
            about_id=alert.episode_id,
            note="体温异常，请医生上门",
        )
        visits.ask(by=by, request=request, at=at - timedelta(minutes=4))
