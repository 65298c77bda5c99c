"""What residents and agents do, by column low, mid and high: published figures with their sources.

The columns are those of the design notes on published results: the low column is the low figure of each line, not the
better or the worse world. Where only one figure was published it stands in every column. What no source gives is
an assumption, named so, and can be changed on the command line.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from lianfang.response.observation.models import Protocol
from lianfang.response.observation.rules import Slot


@dataclass(frozen=True, slots=True)
class Column:
    """Shares are of one. `bad_phone`: numbers on incoming lists that reach nobody. `automated`: households that report
    by themselves when asked. `missed`: prompts per slot left unanswered by those. `never`: of those, who never answer
    at all. `symptom`: people with a fever or symptom in their fortnight. `picks_up`: a call to a right number answered.
    """

    name: str
    bad_phone: float
    automated: float
    missed: float
    symptom: float
    picks_up: float

    @property
    def never(self) -> float:
        """Of those who are asked automatically, who never answer: 26 % of everybody monitored never did (eleven
        jurisdictions, doi 10.5210/ojphi.v14i1.12449); the rest of them are those who are not asked that way."""
        return max(0.0, 1 - ANSWER_EVER / self.automated)

    @property
    def missed_by_the_rest(self) -> float:
        """What a household that answers sometimes misses, so that all together miss `missed`."""
        return max(0.02, (self.missed - self.never) / (1 - self.never))


# bad_phone: NYC cases 15 %, NYC contacts 36 % (mcc-covid.crc.pitt.edu, 2020-06-24), San Bernardino 43 % (PMC7287529).
# automated: Georgia 65 % (MMWR mm6413a3), Korea 81 % (oecd-opsi.org), Maine 96 % (MMWR mm6931e2).
# missed: Cork 17 % (PMC7403640), MoSAIC 27 % (PMC7109952), university 38 % (doi 10.1186/s12889-021-11697-6).
# symptom: NYC Ebola 2 % (pubmed 29406796), Cork 9 %, COVID Watch 17 % (NEJM Catalyst CAT.20.0342).
# picks_up: no source for a single call; the phone-round notes reckon with 40, 50 and 60 %.
COLUMNS = {
    "low": Column("low", 0.15, 0.65, 0.17, 0.02, 0.40),
    "mid": Column("mid", 0.36, 0.81, 0.27, 0.09, 0.50),
    "high": Column("high", 0.43, 0.96, 0.38, 0.17, 0.60),
}
ANSWER_EVER = 0.74
# 88.9 % of answers come within four hours (MoSAIC, PMC7109952): a constant hazard of as much.
WITHIN_FOUR_HOURS = 0.889
# Daily completion of temperatures: median 67.6 %, quartiles 41.8 and 86.2 % (doi 10.1186/s12889-021-11697-6). A Beta
# of about this concentration has such quartiles: some households nearly always answer, some seldom.
CONCENTRATION = 2.0


@dataclass(frozen=True, slots=True)
class Work:
    """How long things take, in seconds, and how much of a day is worked. Call-centre notes: a script of 90–120 s, then
    45 s of notes; eight hours less 30 % (breaks, absence), 85 % of the rest in calls: 286 minutes an agent and day.
    Assumed: a further member of the household takes 20 s more, a call nobody answers 35 s, a wrong number 45 s.
    The one-key outcome that is asked of our page saves some of the notes: not reckoned.
    """

    script: float = 105.0
    notes: float = 45.0
    further: float = 20.0
    rings: float = 35.0
    wrong: float = 45.0
    hours: float = 8.0
    present: float = 0.70
    occupied: float = 0.85
    door: float = 8 * 60.0


SLOTS = Protocol().terms.slots
# A protocol for many: the afternoon is late from 16:30, so that its calls do not all fall into the evening.
EARLIER = tuple(replace(slot, due=16 * 60 + 30) if slot.code == "pm" else slot for slot in SLOTS)


@dataclass(frozen=True, slots=True)
class Setting:
    """What the subdistrict does. `agents`: people on the phones, in an early and a late shift. `committees` each send
    `door_workers` to the doors the phone hands over. `reminded`: the reminder chain is on. `as_household`: what can be
    said in one call is said in one. `seen_daily`: households that never report by themselves are seen at the door once
    a day (每日见面), so that the phone has only their other slot. `echo`: how much less a repeated prompt moves
    somebody than the first one did (assumed). `second`: households with a second contact (assumed).
    """

    agents: int = 10
    committees: int = 16
    door_workers: int = 1
    automation: bool = True
    reminded: bool = True
    as_household: bool = True
    seen_daily: bool = False
    slots: tuple[Slot, ...] = SLOTS
    echo: float = 0.5
    second: float = 0.6


# How many of a household are under observation together (assumed; the random fortnights draw the same).
SIZES, SIZE_WEIGHTS = (1, 2, 3, 4), (55, 25, 15, 5)
# A right number is rung by somebody else than the household in vain: half of the wrong ones answer.
WRONG_ANSWERS = 0.5
AT_HOME = 0.97
