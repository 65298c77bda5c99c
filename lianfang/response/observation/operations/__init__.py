"""What observation writes: one function per intention of a user."""

from .alerts import acknowledge_alert, add_alert_step, close_alert
from .beginning import begin, begin_household, begin_many
from .excuses import excuse_slot, excuse_slots
from .following import join_episodes, part_episodes
from .protocols import add_protocol, load_default_protocol, set_protocol
from .readings import record_reading, record_readings
from .releasing import release, release_many

__all__ = [
    "acknowledge_alert",
    "add_alert_step",
    "add_protocol",
    "begin",
    "begin_household",
    "begin_many",
    "close_alert",
    "excuse_slot",
    "excuse_slots",
    "join_episodes",
    "load_default_protocol",
    "part_episodes",
    "record_reading",
    "record_readings",
    "release",
    "release_many",
    "set_protocol",
]
