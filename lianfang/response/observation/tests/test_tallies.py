"""What the database reckons for everybody at once says what the rules say of each alone."""

from collections import Counter, defaultdict
from dataclasses import replace
from datetime import date, timedelta

from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from lianfang.core import clock, ids
from lianfang.core.actor import system
from lianfang.response.observation import fortnight, selectors
from lianfang.response.observation.models import Episode, Excuse, Protocol, Reading, Term
from lianfang.response.observation.rules.slots import WANTED
from lianfang.response.observation.selectors.lately import heads

TODAY = date(2020, 2, 10)
DAY, SECOND = timedelta(days=1), timedelta(seconds=1)
PEOPLE = ("rare", "foreigner", "neighbour_b")
TIMES = (
    {"am": ("06:00", "11:00", "13:00"), "pm": ("13:00", "19:00", "24:00")},
    {
        "am": ("05:00", "07:00", "08:00"),
        "noon": ("11:00", "12:00", "14:00"),
        "pm": ("18:00", "20:00", "22:00"),
    },
    {"pm": ("09:00", "21:00", "23:00")},
)
SLOTS = [
    [
        dict(zip(("code", "from", "to", "closes"), (code, *hours), strict=True))
        for code, hours in times.items()
    ]
    for times in TIMES
]
WHICH = st.integers(0, len(SLOTS) - 1)
HOUR = st.integers(-60, 23)
DONE = st.sets(st.tuples(st.booleans(), st.integers(0, 3), st.sampled_from(["am", "noon", "pm"])), max_size=7)
JOINED = st.fixed_dictionaries({"of": st.integers(0, 3), "done": DONE, "moved": st.none() | WHICH})
COURSE = st.fixed_dictionaries(
    {
        "ago": st.integers(0, 16),
        "extended": st.none() | st.integers(1, 4),
        "begun": HOUR,
        "under": WHICH,
        "moved": st.lists(st.tuples(WHICH, st.integers(1, 3)), max_size=3),
        "done": DONE,
        "joined": st.lists(JOINED, max_size=3),
    }
)


def as_the_rules_say(one, at):
    """(owed, ended, missed, late, gap) out of one's strip: the slots of yesterday and today that would be wanted if
    nothing had been reported, and how those stand."""
    facts, today = fortnight.facts_of([one]), clock.day_of(at)
    silent = replace(facts, readings=defaultdict(dict), excuses=defaultdict(dict))
    pairs = zip(
        fortnight.strip_of(one, silent, at).cells, fortnight.strip_of(one, facts, at).cells, strict=True
    )
    recent = [(bare, cell) for bare, cell in pairs if today - DAY <= cell.day <= today]
    wanted = [cell for bare, cell in recent if bare.mark in WANTED]
    now = [cell for cell in wanted if cell.day == today]
    gap = 0
    for cell in wanted:
        gap = 0 if cell.is_ended else gap + (cell.mark == "missed")
    return (
        len(now),
        sum(cell.is_ended for cell in now),
        sum(cell.mark == "missed" for cell in wanted),
        sum(cell.mark in ("late", "missed") for cell in now),
        gap,
    )


def agree(viewer, at):
    """Everybody's figures are their own, and the sums are of them."""
    rows = {one.episode: one for one in selectors.standing(viewer, at)}
    active = Episode.objects.visible_to(viewer).active().select_related("protocol")
    assert set(rows) == {one.id for one in active}
    for one in active:
        row = rows[one.id]
        assert (row.owed, row.ended, row.missed, row.late, row.gap) == as_the_rules_say(one, at)
    found, standing = selectors.muster(viewer, at, missing=True), rows.values()
    noticed = [r for r in standing if r.gap >= 2 or r.last_day <= found.today or r.is_missing]
    assert sorted(found.noticed) == sorted(noticed)
    for line in found.lines:
        mine = [row for row in standing if row.committee == line.committee]
        assert (line.observed, line.slots_owed, line.slots_ended, line.slots_late) == (
            len(mine), sum(r.owed for r in mine), sum(r.ended for r in mine), sum(r.late for r in mine),
        )  # fmt: skip
        assert (line.missing, line.late, line.silent) == (
            sum(r.is_missing for r in mine), sum(r.late > 0 for r in mine), sum(r.gap >= 2 for r in mine),
        )  # fmt: skip
    assert found.days == Counter(row.day for row in standing)


class Town:
    """Episodes with what was reported, put down as they came: no operation's order, any order."""

    def __init__(self, cast, at):
        self.cast, self.at, self.moves = cast, at, 0
        self.protocols = [
            Protocol.objects.create(
                subdistrict=cast.subdistrict.id, name=f"{n}", begins_on=TODAY, slots=slots, set_at=at
            )
            for n, slots in enumerate(SLOTS)
        ]

    def observe(self, who, course):
        one = self.episode(who, course, state="active")
        chain = [one]
        for joined in course["joined"]:
            into = chain[joined["of"] % len(chain)]
            gone = self.episode(who, course, state="joined", joined_into=into, closed_at=self.at)
            self.report(gone, joined["done"])
            if joined["moved"] is not None:
                self.term(gone, joined["moved"], 1)
            chain.append(gone)
        self.report(one, course["done"])
        for which, ago in course["moved"]:
            self.term(one, which, ago)

    def episode(self, who, course, **columns):
        person = self.cast.people[who]
        first = TODAY - course["ago"] * DAY
        starts = first + (course["extended"] or 0) * DAY
        return Episode.objects.create(
            subdistrict=self.cast.subdistrict.id, person=person, begun_for=person.id,
            committee=person.committee, protocol=self.protocols[course["under"]], starts_on=starts,
            first_on=first if course["extended"] else None, last_day=starts + 14 * DAY,
            begun_at=clock.at_local(TODAY) + timedelta(hours=course["begun"]), **columns,
        )  # fmt: skip

    def report(self, one, done):
        for excused, ago, code in done:
            slot = {
                "subdistrict": one.subdistrict,
                "episode": one,
                "slot_day": TODAY - ago * DAY,
                "slot": code,
            }
            if excused:
                Excuse.objects.create(**slot, reason="other", at=self.at)
            else:
                stamps = {"taken_at": self.at, "received_at": self.at, "client_id": ids.new().hex}
                Reading.objects.create(**slot, **stamps, celsius="36.5", method="axillary")

    def term(self, one, which, ago):
        self.moves += 1
        Term.objects.create(
            subdistrict=one.subdistrict, episode=one, protocol=self.protocols[which],
            until_on=TODAY - ago * DAY, reason="方案调整", at=self.at + self.moves * SECOND,
        )  # fmt: skip


@settings(suppress_health_check=list(HealthCheck), deadline=None, max_examples=60)
@given(minute=st.integers(0, 24 * 60 - 1), courses=st.tuples(*[COURSE for _ in PEOPLE]))
def test_the_tally_of_each_is_as_if_reckoned_alone(cast, minute, courses):
    at = clock.at_local(TODAY) + timedelta(minutes=minute)
    with transaction.atomic():
        town = Town(cast, at)
        for who, course in zip(PEOPLE, courses, strict=True):
            town.observe(who, course)
        for viewer in (cast["commander"], cast["chen"], cast["bao"], system(cast.subdistrict.id)):
            agree(viewer, at)
        transaction.set_rollback(True)


def test_a_chain_of_joins_counts_for_the_one_that_goes_on():
    a, b, c, d = (ids.new() for _ in range(4))
    assert heads({a: b, b: c, d: c}) == {a: c, b: c, d: c}


def test_who_sees_nobody_is_told_nothing(cast):
    nobody = replace(cast["chen"], committees=frozenset())
    assert selectors.standing(nobody, clock.at_local(TODAY, 9)) == []
    assert selectors.muster(nobody, clock.at_local(TODAY, 9)).lines == []
