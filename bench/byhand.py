"""Three forms walked as people walk them, in a real browser: python -m bench.byhand http://127.0.0.1:8000

Against a demonstration town that runs at that address; LIANFANG_VAR names its folder. What is sent is sent: a
household of three is put under observation, a leader tells of a neighbour, a committee worker confirms a report. So
name a throwaway installation, between 06:00 and midnight of its day, when a slot is open.

A hand is slower than a script: every tap, key and new screen waits as long as `Pace` says before it happens. The
clock runs from the first page asked for to the thanks being on the screen, the server's own time included; signing in
and the telephone call itself are not counted.
"""

from __future__ import annotations

import argparse
import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass
from datetime import timedelta
from time import perf_counter, sleep
from typing import TYPE_CHECKING, Any
from uuid import UUID

if TYPE_CHECKING:
    from playwright.sync_api import Locator, Page

PHONE, DESK = (390, 844), (1440, 900)
ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-sync"]
FAMILY = 3


@dataclass(frozen=True)
class Pace:
    """Seconds: to find and tap, for a key of a keypad, for a Chinese character by pinyin, to read a new screen, to
    glance at the next part of one that is known."""

    tap: float = 0.8
    key: float = 0.3
    character: float = 0.8
    read: float = 3.0
    glance: float = 1.5


@dataclass(frozen=True)
class Bound:
    """What a walk must keep: seconds, and taps where they are counted."""

    seconds: float
    taps: int | None = None


class Hand:
    """One hand at one window; counts what it does and how long it took."""

    def __init__(self, page: Page, pace: Pace) -> None:
        self.page, self.pace = page, pace
        self.taps = self.keys = 0
        self.begun = perf_counter()

    def read(self) -> None:
        """A new screen is read before anything is touched."""
        sleep(self.pace.read)

    def glance(self) -> None:
        """The next part of a form that looks like the one before."""
        sleep(self.pace.glance)

    def tap(self, what: Locator) -> None:
        """Finds and taps."""
        sleep(self.pace.tap)
        what.click()
        self.taps += 1

    def write(self, where: Locator, text: str) -> None:
        """Taps the field, then key by key; Chinese through pinyin."""
        self.tap(where)
        where.fill("")
        for character in text:
            sleep(self.pace.key if character.isascii() else self.pace.character)
            where.press_sequentially(character)
            self.keys += 1

    @property
    def seconds(self) -> float:
        """Since the hand was put to it."""
        return perf_counter() - self.begun


@dataclass(frozen=True)
class Town:
    """The installation walked: its address, its password, and whom the walks are about."""

    url: str
    password: str
    subdistrict: UUID


def main() -> None:
    """Runs the walks and prints a table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("url")
    url = parser.parse_args().url.rstrip("/")
    os.environ["DJANGO_SETTINGS_MODULE"] = "lianfang.config.settings"
    # Playwright runs an event loop in this thread; Django would refuse the database under one.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    from lianfang.config.office import paths, postgres

    is_up = os.environ.get("DATABASE_URL") or (paths.socket_dir().exists() and postgres.answers())
    with nullcontext() if is_up else postgres.running():
        _walk_all(_town(url))


def _town(url: str) -> Town:
    import django

    django.setup()
    from lianfang.config.office import demonstration
    from lianfang.core.models import Subdistrict

    return Town(url, demonstration.password(), Subdistrict.objects.order_by("code")[0].id)


def _walk_all(town: Town) -> None:
    from playwright.sync_api import sync_playwright

    print(f"| walk | screen | seconds | taps | keys | must |\n|---|---|--:|--:|--:|---|\n| pace: {Pace()} |")
    binary = os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("google-chrome")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=binary, args=ARGUMENTS)
        for name, size, walk, bound in WALKS:
            with _window(browser, size) as page:
                hand = walk(town, page)
            most = f"≤ {bound.seconds:.0f} s" + (f", ≤ {bound.taps} taps" if bound.taps else "")
            kept = hand[0] <= bound.seconds and (bound.taps is None or hand[1] <= bound.taps)
            line = f"| {name} | {size[0]} | {hand[0]:.1f} | {hand[1]} | {hand[2]} | {most} |"
            print(line + ("" if kept else " **not kept**"), flush=True)
        browser.close()


@contextmanager
def _window(browser: Any, size: tuple[int, int]) -> Iterator[Page]:
    context = browser.new_context(
        viewport={"width": size[0], "height": size[1]}, locale="zh-CN", has_touch=size == PHONE
    )
    yield context.new_page()
    context.close()


Result = tuple[float, int, int]


def _done(hand: Hand) -> Result:
    return hand.seconds, hand.taps, hand.keys


def family(town: Town, page: Page) -> Result:
    """居民自报: the link from a message, three members, the last of whom coughs."""
    link = town.url + _link(town)
    hand = Hand(page, Pace())
    page.goto(link)
    hand.read()
    hand.tap(page.locator("form[action*=enter] button"))
    page.locator(".one").first.wait_for()
    hand.read()
    for n, value in enumerate(("36.5", "36.7", "36.9")):
        one = page.locator(".one").nth(n)
        if n:
            hand.glance()
        hand.tap(one.locator(f"[data-is='{value}']"))
        if n == FAMILY - 1:
            hand.tap(one.get_by_text("咳嗽"))
        hand.tap(page.locator("[data-last]" if n == FAMILY - 1 else "[data-next]"))
    page.get_by_role("heading", name="已收到，谢谢").wait_for()
    return _done(hand)


def leader(town: Town, page: Page) -> Result:
    """有人回来了: from 今天, by the flat, how they are called, from where, since when."""
    _enter(town, page, "leader")
    hand = Hand(page, Pace())
    hand.tap(page.locator("a[href='/screening/stair/']:visible").first)
    page.locator("[name=client_id]").wait_for(state="attached")
    hand.read()
    hand.tap(page.locator("label:has([name=door])").nth(3))
    hand.write(page.locator("[name=name]"), "王阿姨")
    hand.tap(page.locator("label:has([name=place_chip])").first)
    hand.tap(page.locator("label:has([name=day_chip])").nth(1))
    hand.tap(page.get_by_role("button", name="发送"))
    page.get_by_text("居委会今天就去核实").first.wait_for()
    return _done(hand)


def verification(town: Town, page: Page) -> Result:
    """核实: the next of the list, the number shown, each question of the form answered."""
    _enter(town, page, "committee_worker")
    page.goto(town.url + "/screening/")
    hand = Hand(page, Pace())
    hand.tap(page.locator("table.rows td:last-child a.button").first)
    page.locator("form.verify").wait_for()
    hand.read()
    hand.tap(page.locator("form.verify [hx-target='#number']"))
    hand.tap(page.locator("label:has([name=outcome][value=confirmed])"))
    day = page.locator("[data-for=confirmed] input[type=date]")
    if not day.input_value():
        hand.tap(day)
        day.fill(_yesterday())
    hand.write(page.locator("[name=celsius]"), "36.6")
    hand.tap(page.locator("label:has([name=can_stay_home][value=yes])"))
    hand.tap(page.locator("form.verify button.primary"))
    page.wait_for_url("**/screening/?after=*")
    return _done(hand)


def _enter(town: Town, page: Page, role: str) -> None:
    page.goto(town.url + "/")
    page.fill("input[name=login]", _account(town, role))
    page.fill("input[name=password]", town.password)
    page.click("form button.primary")
    page.wait_for_url(town.url + "/")


def _account(town: Town, role: str) -> str:
    """Somebody with this role whose stair or committee has something to show."""
    from lianfang.core import tenant
    from lianfang.registry.accounts.models import Post
    from lianfang.response.screening.models import Report

    with tenant.inside(town.subdistrict):
        posts = Post.objects.of(town.subdistrict).filter(role=role, ended_at=None, user__is_active=True)
        if role == "committee_worker":
            posts = posts.filter(committee__in=Report.objects.filter(state="open").values("committee"))
        return str(posts.select_related("user").order_by("began_at", "id")[0].user.username)


def _yesterday() -> str:
    from lianfang.core import clock

    return (clock.day_of(clock.now()) - timedelta(days=1)).isoformat()


def _link(town: Town) -> str:
    """A fresh link for a household of three, put under observation the day before yesterday."""
    from lianfang.core import clock, tenant
    from lianfang.core.actor import system
    from lianfang.registry.accounts import operations as accounts
    from lianfang.response.observation import operations
    from lianfang.response.observation.operations.beginning import Beginning

    at, by = clock.now(), system(town.subdistrict, "bench")
    today = clock.day_of(at)
    start, begun = today - timedelta(days=2), clock.at_local(today - timedelta(days=1), 8)
    with tenant.inside(town.subdistrict):
        keys = _household(town)
        beginnings = [Beginning(key, start, because="typed", begun_at=begun) for key in keys]
        operations.begin_many(by=by, beginnings=beginnings, at=at)
        return accounts.invite(by=by, person=keys[0], at=at)


def _household(town: Town) -> list[UUID]:
    """Three who live together, none of them ever under observation."""
    from django.db.models import Count

    from lianfang.registry.people.models import Person
    from lianfang.response.observation.models import Episode

    persons = Person.objects.of(town.subdistrict).present().exclude(household=None).exclude(committee=None)
    observed = Episode.objects.of(town.subdistrict).values("household")
    homes = persons.exclude(household__in=observed.exclude(household=None)).values("household")
    home = homes.annotate(n=Count("id")).filter(n=FAMILY).order_by("household")[0]["household"]
    return list(persons.filter(household=home).order_by("id").values_list("id", flat=True))


Walk = Callable[[Town, "Page"], Result]
WALKS: tuple[tuple[str, tuple[int, int], Walk, Bound], ...] = (
    ("居民自报, a family of three, one coughs", PHONE, family, Bound(60, 12)),
    ("楼组长 tells of a neighbour", PHONE, leader, Bound(30)),
    ("核实 confirmed", PHONE, verification, Bound(90)),
    ("核实 confirmed", DESK, verification, Bound(90)),
)

if __name__ == "__main__":
    main()
