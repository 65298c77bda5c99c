"""When the demonstration plays: its lists were handed in yesterday, so that today is full of work."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

from lianfang.core import clock

from .town import Story

_USUAL = Story()
HANDED_IN = time(20, 30)
READ_THROUGH = timedelta(minutes=15)
# How long before a played fortnight the first came back: they are released in its course.
BACK_BEFORE = 8


def story_at(now: datetime) -> Story:
    """The town's story moved so that somebody who looks at `now` sees the day after the lists."""
    list_day = clock.day_of(now) - timedelta(days=1)
    first = list_day - (_USUAL.list_day - _USUAL.first_arrival)
    return Story(first, list_day, now.astimezone(clock.LOCAL), _USUAL.days, ages_on=clock.day_of(now))


def beginning(story: Story) -> datetime:
    """When the command post opened: eight o'clock on the first day."""
    return clock.at_local(story.first_arrival, 8)


def handed_in_at(story: Story) -> datetime:
    """When the offices' lists were imported."""
    return datetime.combine(story.list_day, HANDED_IN, clock.LOCAL)


def played_story(first: date, days: int) -> Story:
    """The town's story around days that are played: people come back from some days before the first until near the
    end."""
    begins, ends = first - timedelta(days=BACK_BEFORE), first + timedelta(days=max(1, days - 3))
    return Story(begins, ends, clock.at_local(first + timedelta(days=days)), _USUAL.days, ages_on=first)
