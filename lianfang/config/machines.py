"""The tables of states as pages of docs/states/: a picture, the states and every move with who may do it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.utils import translation
from django.utils.translation import gettext_lazy as _

from lianfang.core.actor import LABELS, Role
from lianfang.response.calls import rules as calls
from lianfang.response.calls.rights import AGENTS
from lianfang.response.observation import rules as observation
from lianfang.response.rounds import rules as rounds
from lianfang.response.screening import rules as screening
from lianfang.response.screening.operations.verifying import VERIFIERS
from lianfang.response.services import rights as helping
from lianfang.response.services import rules as services
from lianfang.response.tips import rules as tips
from lianfang.response.visits import rules as visits
from lianfang.response.visits.operations.asking import ASKERS
from lianfang.response.visits.operations.recording import RECORDERS

WRITTEN = "written by `manage.py write_docs`; do not edit"
BY_ITSELF = _("by itself")


@dataclass(frozen=True)
class Machine:
    """One table of states: its title, where it is drawn from, the words of states and events, the moves, who may
    make them by hand, and which can be taken back."""

    title: str
    source: str
    states: Mapping[Any, Any]
    moves: Mapping[Any, Any]
    events: Mapping[Any, Any]
    may: Mapping[Any, Iterable[Role]]
    undoable: frozenset[Any] = frozenset()
    notes: tuple[str, ...] = field(default=())


_TEAMS = tuple(role for role in RECORDERS if role != Role.SYSTEM)
_BY_HAND = tuple(role for role in VERIFIERS if role != Role.SYSTEM)
_OUTCOMES = tuple(str(outcome) for outcome in screening.Outcome)
_CARING = (Role.COMMITTEE_WORKER, Role.DOCTOR, Role.DUTY_OFFICER, Role.COMMANDER)
_DESK = (Role.COMMITTEE_WORKER, Role.DUTY_OFFICER, Role.COMMANDER)


def _with(move: services.Move) -> tuple[Role, ...]:
    """Who takes a step with an errand: those who care, helpers with theirs, households with theirs."""
    helpers = (Role.LEADER, Role.CALLER) if move in helping.BY_HELPER else ()
    return (*_CARING, *helpers, *((Role.RESIDENT,) if move in helping.BY_HOUSEHOLD else ()))


MACHINES = {
    "report": Machine(
        title="A report 待核实",
        source="lianfang/response/screening/rules/states.py",
        states=screening.STATES,
        moves=screening.TRANSITIONS,
        events={
            **{str(outcome): word for outcome, word in screening.OUTCOMES.items()},
            "days_over": screening.STATES[screening.State.EXPIRED],
            "persons_merged": observation.EVENTS[observation.Event.MERGED],
            "persons_parted": observation.EVENTS[observation.Event.PARTED],
            "lists_withdrawn": _("every list that named the person was taken back"),
            "named_again": _("named by a list again"),
        },
        may=dict.fromkeys(_OUTCOMES, _BY_HAND),
    ),
    "episode": Machine(
        title="An observation 居家观察",
        source="lianfang/response/observation/rules/states.py",
        states=observation.STATES,
        moves=observation.TRANSITIONS,
        events=observation.EVENTS,
        may=observation.MAY,
        undoable=observation.UNDOABLE,
        notes=(
            "Only the last change can be taken back, by those who may enter `undone`; the observation then stands as "
            "before. Joined observations part when their persons do (`persons_parted`), and stand as before too.",
            "Where an observation stands is folded from its turns (`rules/course.py`); the columns of the row follow.",
        ),
    ),
    "visit": Machine(
        title="A visit asked for 上门",
        source="lianfang/response/visits/rules/states.py",
        states=visits.STATES,
        moves=visits.TRANSITIONS,
        events={
            "started": _("team sets out"),
            "visited": _("visited"),
            "nobody_home": _("nobody home"),
            "turned_back": _("turned back"),
            "withdrawn": _("withdrawn"),
            "reopened": _("opened again"),
        },
        may={
            "started": _TEAMS,
            "visited": _TEAMS,
            "nobody_home": _TEAMS,
            "turned_back": (Role.DUTY_OFFICER, Role.COMMANDER),
            "withdrawn": tuple(role for role in ASKERS if role != Role.SYSTEM),
            "reopened": (Role.DUTY_OFFICER, Role.COMMANDER, Role.COMMITTEE_WORKER),
        },
    ),
    "alert": Machine(
        title="An alert 异常",
        source="lianfang/response/observation/rules/states.py",
        states=observation.ALERT_STATES,
        moves=observation.ALERT_TRANSITIONS,
        events=observation.STEPS,
        may=observation.ALERT_MAY,
        notes=("A decision is the doctor's: whoever else writes it down names the doctor in the note.",),
    ),
    "call": Machine(
        title="A reason to call 待呼事项",
        source="lianfang/response/calls/rules/queue.py",
        states=calls.STATES,
        moves=calls.TRANSITIONS,
        events=calls.EVENTS,
        may=dict.fromkeys(set(calls.Event) - {calls.Event.WITHDRAWN}, AGENTS),
        notes=("Everything open with a household is in one call; each reason then stands for itself.",),
    ),
    "errand": Machine(
        title="An errand 居家服务",
        source="lianfang/response/services/rules/states.py",
        states=services.STATES,
        moves=services.TRANSITIONS,
        events=services.MOVES,
        may={move: _with(move) for move in services.Move},
        notes=(
            "A helper moves what they hold, a household what it asked for; it withdraws only what nobody has.",
        ),
    ),
    "tip": Machine(
        title="A tip 线索",
        source="lianfang/response/tips/rules/states.py",
        states=tips.STATES,
        moves=tips.TRANSITIONS,
        events=tips.MOVES,
        may={move: _DESK for move in tips.Move if move != tips.Move.SETTLED},
        notes=("Nobody is approached before a desk check says how it was checked.",),
    ),
    "round": Machine(
        title="A phone round 电话排摸",
        source="lianfang/response/rounds/rules/course.py",
        states=rounds.STANDS,
        moves=rounds.COURSE,
        events=rounds.MOVES,
        may=dict.fromkeys(rounds.Move, _DESK),
        notes=(
            "A committee pauses, resumes and closes rounds of its own area only. While a round is paused its homes are "
            "not in the queue of calls; a call that was being made is still heard. Doors and visits go on.",
        ),
    ),
    "turn": Machine(
        title="A home's turn in a phone round 排摸轮次",
        source="lianfang/response/rounds/rules/states.py",
        states=rounds.STATES,
        moves=rounds.TRANSITIONS,
        events=rounds.EVENTS,
        may=dict.fromkeys((rounds.Event.AGAIN, rounds.Event.DOOR, rounds.Event.DROPPED), _DESK),
        notes=("What is not in the table changes nothing: a second answer, a visit after an answer.",),
    ),
}


def as_page(machine: Machine) -> str:
    """A table of states as a picture (Mermaid) and as words in both languages."""
    parts = [
        [f"# {machine.title}", "", f"Drawn from `{machine.source}`; {WRITTEN}.", ""],
        ["```mermaid", "stateDiagram-v2", *_picture(machine), "```", ""],
        ["| state | in Chinese | in English |", "|---|---|---|"],
        [f"| `{state}` | {_both(word)} |" for state, word in machine.states.items()],
        [
            "",
            "| from | what happens | in Chinese | in English | to | who | taken back |",
            "|---|---|---|---|---|---|---|",
        ],
        list(_moves(machine)),
        ["", *(line for note in machine.notes for line in (note, "")), "What is not drawn is refused.", ""],
    ]
    return "\n".join(line for part in parts for line in part)


def _picture(machine: Machine) -> Iterator[str]:
    """Names with both languages, and every move; moves that lead nowhere else are in the table only."""
    for state, word in machine.states.items():
        yield f'    state "{_said(word, "zh-hans")} {_said(word, "en")}" as {state}'
    yield f"    [*] --> {next(iter(machine.states))}"
    for (state, after), events in _onward(machine).items():
        words = " / ".join(_said(machine.events[event], "zh-hans") for event in events)
        yield f"    {state} --> {after}: {words}"
    onward = {state for state, _after in _onward(machine)}
    yield from (f"    {state} --> [*]" for state in machine.states if str(state) not in onward)


def _onward(machine: Machine) -> dict[tuple[str, str], list[Any]]:
    found: dict[tuple[str, str], list[Any]] = {}
    for (state, event), after in machine.moves.items():
        if after != state:
            found.setdefault((str(state), str(after)), []).append(event)
    return found


def _moves(machine: Machine) -> Iterator[str]:
    for (state, event), after in machine.moves.items():
        back = "✓" if event in machine.undoable else ""
        cells = (
            f"`{state}`",
            f"`{event}`",
            _both(machine.events[event]),
            f"`{after}`",
            _who(machine, event),
            back,
        )
        yield f"| {' | '.join(cells)} |"


def _who(machine: Machine, event: Any) -> str:
    roles = list(machine.may.get(event, machine.may.get(str(event), ())))
    # In the order of the roles, as a set has none.
    named = sorted(roles, key=list(Role).index)
    return ", ".join(_said(LABELS[role], "zh-hans") for role in named) or _said(BY_ITSELF, "zh-hans")


def _both(word: Any) -> str:
    return f"{_said(word, 'zh-hans')} | {_said(word, 'en')}"


def _said(word: Any, language: str) -> str:
    with translation.override(language):
        return str(word)
