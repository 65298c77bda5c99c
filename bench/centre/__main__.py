"""How many people under observation ten agents can hold: python -m bench.centre [--column mid] [--seed 1]

For each column and each way of working: how many can be held with at least 99 % of slots ended (a reading, or the
reason that nobody was reached, with somebody at the door the same day) within two hours of their close and every
abnormal reading dealt with within fifteen minutes. The shares in brackets say who ended the slots; what was ended
with a reason and read at the door later counts under both. An agent talks 4.8 hours a day at most (`Work`).
"""

from __future__ import annotations

import argparse
import os
from dataclasses import replace

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "lianfang.config.settings")

import django

django.setup()

from .columns import COLUMNS, EARLIER, Column, Setting, Work  # noqa: E402
from .homes import Seen  # noqa: E402
from .world import DAYS, World  # noqa: E402

CURVE = (300, 500, 700, 1000, 1500, 2000, 2500, 3000, 3500, 4000, 4500, 5000, 5500, 6000, 7000)
ENOUGH, BEYOND = 0.99, 2
WAYS = {
    "phone only, each person rung": Setting(automation=False, reminded=False, as_household=False),
    "phone only, one call a household": Setting(automation=False, reminded=False),
    "one message a slot, then the phone": Setting(reminded=False),
    "the chain of reminders, then the phone": Setting(),
    "the same, the afternoon late from 16:30": Setting(slots=EARLIER),
    "the same, and who never reports is seen at the door once a day": Setting(slots=EARLIER, seen_daily=True),
}


def main() -> None:
    """Plays and prints."""
    asked = _asked()
    for name in asked.column:
        for words, setting in WAYS.items():
            _curve(COLUMNS[name], words, replace(setting, door_workers=asked.doors), asked.seed)


def _asked() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--column", nargs="*", default=["mid"], choices=list(COLUMNS))
    parser.add_argument("--doors", type=int, default=1, help="people at the doors in each committee")
    parser.add_argument("--seed", type=int, default=1)
    return parser.parse_args()


def _curve(column: Column, words: str, setting: Setting, seed: int) -> None:
    """One line a number of people, until it has failed twice."""
    print(f"{column.name}: {words}")
    most = failed = 0
    for people in CURVE:
        seen = World(people, column, setting, work=Work(), seed=seed).run()
        holds = _share(seen) >= ENOUGH and not _late(seen)
        most, failed = (people, 0) if holds else (most, failed + 1)
        print(f"  {people:5} {_line(seen, setting)}{'' if holds else '  – not held'}", flush=True)
        if failed == BEYOND:
            break
    print(f"  held: {most}\n", flush=True)


def _share(seen: Seen) -> float:
    return seen.in_time / max(seen.slots, 1)


def _late(seen: Seen) -> int:
    return sum(wait > 15 for wait in seen.waits)


def _line(seen: Seen, setting: Setting) -> str:
    who = ", ".join(f"{name} {n / max(seen.slots, 1):.0%}" for name, n in sorted(seen.by_whom.items()))
    rung = sum(seen.calls.values()) / DAYS
    talked = seen.talked / DAYS / setting.agents / 3600
    doors = seen.doors / DAYS / setting.committees
    return (
        f"{_share(seen):7.2%} in time ({who}); {len(seen.waits)} abnormal, {_late(seen)} late; {rung:.0f} calls a day, "
        f"{talked:.1f} h of them an agent; {doors:.0f} doors a committee"
    )


if __name__ == "__main__":
    main()
