"""What visits write: one function per intention of a user."""

from .asking import ask, ask_many, withdraw, withdraw_about
from .carrying import take_list
from .checking import answer_check
from .collecting import leave_answers, place_answers, take_collected
from .dispatching import ask_plan, fail_plan, keep_plan, move, set_pin, take_in, take_off
from .looking import open_photo
from .recording import begin, record_visit, record_visits, settle
from .sweeping import close_sweep, knock, log_broadcast, open_sweep
from .teaming import change_team, end_shift, end_team, form_team, set_policy, set_shift, set_shifts

__all__ = [
    "answer_check",
    "ask",
    "ask_many",
    "ask_plan",
    "begin",
    "change_team",
    "close_sweep",
    "end_shift",
    "end_team",
    "fail_plan",
    "form_team",
    "keep_plan",
    "knock",
    "leave_answers",
    "log_broadcast",
    "move",
    "open_photo",
    "open_sweep",
    "place_answers",
    "record_visit",
    "record_visits",
    "set_pin",
    "set_policy",
    "set_shift",
    "set_shifts",
    "settle",
    "take_collected",
    "take_in",
    "take_list",
    "take_off",
    "withdraw",
    "withdraw_about",
]
