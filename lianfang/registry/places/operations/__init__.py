"""What people and lists do to places, one function an intention."""

from .divisions import load_divisions
from .editing import add_door, add_name, change_compound, restore_name, set_phone, strike_name
from .names import learn_names
from .positions import set_positions
from .settling import settle
from .stock import Entry

__all__ = [
    "Entry",
    "add_door",
    "add_name",
    "change_compound",
    "learn_names",
    "load_divisions",
    "restore_name",
    "set_phone",
    "set_positions",
    "settle",
    "strike_name",
]
