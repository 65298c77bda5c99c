"""An invented subdistrict for demonstrations, exercises and tests: people, journeys, and the lists of nine offices."""

from .sizes import DEMO, SIZES, SMALL, TINY, Size, Story
from .town import Town, draw

__all__ = ["DEMO", "SIZES", "SMALL", "TINY", "Size", "Story", "Town", "draw"]
