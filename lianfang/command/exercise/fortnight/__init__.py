"""A fortnight played: days of observation through the rooms' own operations, by dice, checked each day."""

from .days import Line, Played, play
from .rates import TOWN, WILD, Rates
from .stage import Stage

__all__ = ["TOWN", "WILD", "Line", "Played", "Rates", "Stage", "play"]
