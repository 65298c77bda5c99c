"""A thousand random fortnights: python -m bench.fortnights [--households 1000] [--seed 1] [--days 24]

Each household has its own random course (`exercise.fortnight.WILD`: often late, ill, moved, refused, joined, parted,
taken back, under a rule that changes five times), all in one subdistrict, through the rooms' own operations; every
invariant is checked at the end of every day. In one transaction that is taken back, so any migrated installation
will do. Prints what happened, how long it took, and what was broken; exits 1 where anything was.
"""

from __future__ import annotations

import argparse
import logging
import os
import sys
from contextlib import nullcontext
from time import perf_counter
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from lianfang.command.exercise.fortnight import Line, Played

SHOWN = 20


def main() -> None:
    """Plays and prints."""
    asked = _arguments()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "lianfang.config.settings")
    import django

    from lianfang.config.office import paths, postgres

    logging.disable(logging.WARNING)
    begun = perf_counter()
    is_up = os.environ.get("DATABASE_URL") or (paths.socket_dir().exists() and postgres.answers())
    with nullcontext() if is_up else postgres.running():
        django.setup()
        from bench import households

        played = households.play(asked.households, asked.seed, asked.days, _tell)
    _print(played, perf_counter() - begun)
    sys.exit(1 if played.broken else 0)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--households", type=int, default=1000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--days", type=int, default=24)
    return parser.parse_args()


def _tell(line: Line) -> None:
    print(
        f"{line.day:%m-%d}  {line.observed:5} at home {line.away:4} away {line.overdue:4} overdue  "
        f"{line.happened.total():7,} events  {len(line.broken)} broken",
        flush=True,
    )


def _print(played: Played, seconds: float) -> None:
    for what, count in sorted(played.happened.items(), key=lambda pair: -pair[1]):
        print(f"{count:9,}  {what}")
    for one in played.broken[:SHOWN]:
        print(f"BROKEN {one}")
    print(f"{played.happened.total():,} events in {seconds:.0f} s, {len(played.broken)} broken invariants")


if __name__ == "__main__":
    main()
