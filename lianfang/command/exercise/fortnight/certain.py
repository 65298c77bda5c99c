"""What a played fortnight shows whatever the dice say: one of each, on its day, for the first whom it may happen to."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from random import Random

from lianfang.core import clock
from lianfang.response.observation.rules import State

from .stage import Stage
from .turns import Persons, Turns

# By the number of the day, late in the evening.
DAYS = {3: "refuse", 4: "extend", 5: "move", 6: "to_central", 10: "die", 11: "hand_over"}
JOINED_ON, PARTED_ON = 8, 9


def happen(stage: Stage, day: date, number: int) -> None:
    """The one thing of this day."""
    at = clock.at_local(day, 23, 50)
    subjects = [one for one in stage.subjects(State.ACTIVE) if one.last_day > day + timedelta(days=1)]
    if number in DAYS and subjects:
        turns = Turns(stage)
        free = [one for one in subjects if one.id not in turns.refusing()]
        for one in free[number % len(free or "-") :][:1]:
            turns.certainly(DAYS[number], one, Random(number), at)
    if number == JOINED_ON and len(subjects) > 1:
        Persons(stage).join(subjects[0], subjects[1], Random(number), at)
    if number == PARTED_ON:
        usual, stage.rates = stage.rates, replace(stage.rates, parted=1.0)
        Persons(stage).part(at)
        stage.rates = usual
