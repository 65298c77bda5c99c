"""What observation writes: one function per intention of a user."""

from .alerts import acknowledge_alert, add_alert_step, close_alert
from .answering import record_from_message, take_messages
from .beginning import begin, begin_household, begin_many
from .calling import ask_calls, call_off, follow_up, note_unreached, take_answers
from .changing import (
    Going,
    NewHome,
    Receiver,
    extend,
    hand_over,
    move_house,
    record_consent,
    record_death,
    record_refusal,
    return_home,
    transfer,
    undo_turn,
    withdraw,
)
from .excuses import excuse_slot, excuse_slots
from .following import join_episodes, part_episodes
from .handing_over import Note, set_duty_rule, take_desk, withdraw_handover, write_handover
from .mates import take_mates
from .outings import note_outings
from .papers import Signature, issue_papers, show_papers, sign_paper, sign_papers
from .protocols import add_protocol, load_default_protocol, set_protocol
from .readings import record_reading, record_readings, record_together
from .releasing import release, release_many
from .reminding import remind, set_reminder_rule
from .seeing import ask_daily_visits
from .sheets import take_sheet

__all__ = [
    "Going",
    "NewHome",
    "Note",
    "Receiver",
    "Signature",
    "acknowledge_alert",
    "add_alert_step",
    "add_protocol",
    "ask_calls",
    "ask_daily_visits",
    "begin",
    "begin_household",
    "begin_many",
    "call_off",
    "close_alert",
    "excuse_slot",
    "excuse_slots",
    "extend",
    "follow_up",
    "hand_over",
    "issue_papers",
    "join_episodes",
    "load_default_protocol",
    "move_house",
    "note_outings",
    "note_unreached",
    "part_episodes",
    "record_consent",
    "record_death",
    "record_from_message",
    "record_reading",
    "record_readings",
    "record_refusal",
    "record_together",
    "release",
    "release_many",
    "remind",
    "return_home",
    "set_duty_rule",
    "set_protocol",
    "set_reminder_rule",
    "show_papers",
    "sign_paper",
    "sign_papers",
    "take_answers",
    "take_desk",
    "take_mates",
    "take_messages",
    "take_sheet",
    "transfer",
    "undo_turn",
    "withdraw",
    "withdraw_handover",
    "write_handover",
]
