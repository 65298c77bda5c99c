"""How often what happens in a fortnight, as data: in a town as it is, and wilder, to find what does not hold."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Rates:
    """Shares of slots, of people a day, or of acts.

    on_time: slots with a reading in their window. late: told the next morning. (The rest is silence; `excused` of
    it ends with a reason the same night.) again: sent twice. absurd: sent with a value that is refused first. typo:
    typed wrong and corrected. ill: people falling ill a day. The next are turns a day. mistaken: turns entered by
    mistake and taken back. joined: people a day taken for one with another, parted: of those a day. forgotten: due
    releases that nobody confirms that day. another_protocol: people moved when the rule changes.
    """

    on_time: float = 0.9
    late: float = 0.03
    excused: float = 0.7
    again: float = 0.03
    absurd: float = 0.01
    typo: float = 0.003
    ill: float = 0.004
    symptom: float = 0.004
    extended: float = 0.004
    moved: float = 0.004
    refused: float = 0.004
    central: float = 0.002
    handed_over: float = 0.001
    withdrawn: float = 0.001
    died: float = 0.0
    mistaken: float = 0.1
    joined: float = 0.0
    parted: float = 0.5
    forgotten: float = 0.05
    another_protocol: float = 0.3


TOWN = Rates()
WILD = Rates(
    on_time=0.78,
    late=0.06,
    excused=0.5,
    again=0.08,
    absurd=0.03,
    typo=0.01,
    ill=0.02,
    symptom=0.01,
    extended=0.015,
    moved=0.015,
    refused=0.015,
    central=0.01,
    handed_over=0.004,
    withdrawn=0.003,
    died=0.002,
    mistaken=0.25,
    joined=0.006,
    parted=0.4,
    forgotten=0.15,
    another_protocol=0.4,
)
