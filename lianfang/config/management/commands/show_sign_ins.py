"""`manage.py show_sign_ins URL`: where to sign in, and in the demonstration as whom."""

from __future__ import annotations

from argparse import ArgumentParser
from collections.abc import Iterable, Sequence
from functools import cache
from typing import Any
from unicodedata import east_asian_width
from uuid import UUID

from django.contrib.auth.hashers import check_password
from django.core.management.base import BaseCommand
from django.db.models import Count
from django.utils import translation

from lianfang.config.office import demonstration
from lianfang.core import Role, clock, tenant
from lianfang.core.actor import LABELS, STAFF, system
from lianfang.core.models import Subdistrict
from lianfang.registry.accounts import operations as accounts
from lianfang.registry.accounts.models import Post
from lianfang.response.observation.models import Episode

HEADINGS = ("角色", "用户名", "姓名", "负责范围")
EMPTY = """
还没有街道，所以还没有人能登录。另开一个窗口，在同一文件夹里运行（换成本街道的九位区划代码和名称）：
  .venv/bin/python manage.py found --code 310105004 --name 某某街道 --district 某某区
它会给出指挥和数据员的初始密码。"""
SHOWN = {Role.COMMITTEE_WORKER: 2}
# A household whose pages fit a phone; flats let by the bed hold more.
FAMILY = 4
Line = tuple[str, str, str, str]


class Command(BaseCommand):
    """Prints one account a role (two committee workers), the password they share, and a resident's link."""

    help = "Say where to sign in."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """The address of the pages, with its slash."""
        parser.add_argument("url")

    def handle(self, *args: Any, **options: Any) -> None:
        """Only accounts that still have the demonstration's password are shown."""
        translation.activate("zh-hans")
        url = options["url"]
        self.stdout.write(f"\n联防已启动：{self.style.SUCCESS(url)}    按 Ctrl-C 停止，数据都会保存。")
        if not Subdistrict.objects.exists():
            self.stdout.write(EMPTY)
        for home in Subdistrict.objects.all() if demonstration.exists() else ():
            with tenant.inside(home.id):
                self._show(home, url)

    def _show(self, home: Subdistrict, url: str) -> None:
        lines = [line for role in STAFF for line in _accounts_of(home.id, role)]
        if not lines:
            return
        self.stdout.write(f"\n{home.name}（演示，人员均为虚构）。可以用下列账号登录：\n")
        for text in table([HEADINGS, *lines]):
            self.stdout.write("  " + text)
        self.stdout.write(f"\n  密码都是  {self.style.SUCCESS(demonstration.password())}")
        link = _resident_link(home.id)
        if link:
            self.stdout.write(
                f"  居民本人的一次性链接（两天内有效，只能用一次）：\n  {url.rstrip('/')}{link}\n"
            )


def _accounts_of(subdistrict: UUID, role: Role) -> list[Line]:
    """The first accounts of a role, of different committees; the leader whose stair has most to show."""
    rows = Post.objects.of(subdistrict).filter(role=role.value, ended_at=None, user__is_active=True)
    rows = rows.select_related("user", "committee", "building__compound")
    rows = rows.order_by("committee__code", "user__username", "id")
    posts = [post for post in rows if _has_password(post.user.password)]
    if role == Role.LEADER:
        observed = _observed_by_stair(subdistrict)
        posts.sort(key=lambda post: -observed.get(post.building_id, 0))
    else:
        posts = _one_a_committee(posts)
    return [_line(post, rows) for post in posts[: SHOWN.get(role, 1)]]


def _one_a_committee(posts: Iterable[Post]) -> list[Post]:
    """The first post of each committee, so that two workers shown do not stand in one."""
    firsts: dict[UUID | None, Post] = {}
    for post in posts:
        firsts.setdefault(post.committee_id, post)
    return list(firsts.values())


def _line(post: Post, posts: Iterable[Post]) -> Line:
    areas = [one.where for one in posts if one.user_id == post.user_id]
    return (
        str(LABELS[Role(post.role)]),
        post.user.username,
        post.user.name,
        "、".join(filter(None, areas)) or "全街道",
    )


def _observed_by_stair(subdistrict: UUID) -> dict[UUID, int]:
    active = Episode.objects.of(subdistrict).active().exclude(building=None)  # type: ignore[attr-defined]
    return dict(active.values_list("building_id").annotate(n=Count("id")))


@cache
def _has_password(hashed: str) -> bool:
    return check_password(demonstration.password(), hashed)


def _resident_link(subdistrict: UUID) -> str:
    """A fresh link for somebody under observation who does not live alone, where there is one."""
    at = clock.now()
    active = Episode.objects.of(subdistrict).active().filter(last_day__gt=clock.day_of(at))  # type: ignore[attr-defined]
    households = (
        active.exclude(household=None).values("household").annotate(n=Count("id")).filter(n__lte=FAMILY)
    )
    households = households.order_by("-n", "household")
    first = households.first()
    episode = active.filter(household=first["household"]).order_by("id").first() if first else None
    if episode is None:
        return ""
    return accounts.invite(by=system(subdistrict, "start"), person=episode.person_id, at=at)


def table(rows: Iterable[Sequence[str]]) -> list[str]:
    """Rows as lines with columns of equal width on a terminal, where a Chinese character takes two cells."""
    kept = [list(row) for row in rows]
    widths = [max(map(width, column)) for column in zip(*kept, strict=True)]
    lines = [
        "  ".join(cell + " " * (w - width(cell)) for cell, w in zip(row, widths, strict=True)) for row in kept
    ]
    return [
        lines[0].rstrip(),
        "─" * (sum(widths) + 2 * len(widths) - 2),
        *(line.rstrip() for line in lines[1:]),
    ]


def width(text: str) -> int:
    """The cells a text takes on a terminal."""
    return sum(2 if east_asian_width(character) in "WF" else 1 for character in text)
