"""An invented subdistrict for demonstrations and tests: people, journeys, the lists of nine offices."""

from .courses import Course, courses, watched
from .fortnight import Fortnight, Habits, Slot, Watched
from .lists import hand_in
from .rates import RATES, ErrorRates, scaled
from .sizes import DEMO, SIZES, SMALL, TINY, Size, Story
from .staff import Area, Staff, draw_staff
from .town import Town, draw
from .variations import variations

__all__ = [
    "DEMO",
    "RATES",
    "SIZES",
    "SMALL",
    "TINY",
    "Area",
    "Course",
    "ErrorRates",
    "Fortnight",
    "Habits",
    "Size",
    "Slot",
    "Staff",
    "Story",
    "Town",
    "Watched",
    "courses",
    "draw",
    "draw_staff",
    "hand_in",
    "scaled",
    "variations",
    "watched",
]
