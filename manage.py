#!/usr/bin/env python3
"""Django's command line; brings the embedded database up when nothing runs."""

import os
import sys
from contextlib import nullcontext


def main() -> None:
    """Runs one command, with a database behind it."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "lianfang.config.settings")
    from lianfang.config.office import exercise_day, postgres, refusals

    refusals.check_environment()
    exercise_day.take_up()
    from django.core.management import execute_from_command_line

    embedded = not os.environ.get("DATABASE_URL")
    with postgres.running() if embedded else nullcontext():
        execute_from_command_line(sys.argv)


if __name__ == "__main__":
    main()
