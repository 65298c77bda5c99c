"""Whether a reading is abnormal, and by which rule. A forehead gun's alarm asks for a retest, not for a
verdict."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal

from lianfang.core import Refused

from .protocol import SYMPTOMS, Terms

Symptom = str
# Outside these a number is a slip of the finger or of the gun, not a person's temperature.
LOWEST, HIGHEST, COLD = Decimal("34.0"), Decimal("43.0"), Decimal("35.0")
AHEAD = timedelta(minutes=5)


@dataclass(frozen=True, slots=True)
class Judgement:
    """The verdict and the rule it came from, kept with the reading."""

    is_abnormal: bool
    because: tuple[str, ...] = ()


def judge(terms: Terms, celsius: Decimal | None, method: str, symptoms: Iterable[Symptom]) -> Judgement:
    """Abnormal where the temperature reaches the protocol's line for this method, or a listed symptom is
    named."""
    because = []
    limit = terms.limit(method)
    if celsius is not None and (celsius > limit or (terms.inclusive and celsius == limit)):
        because.append(f"celsius {celsius} {'>=' if terms.inclusive else '>'} {limit} {method}")
    because += [f"symptom {symptom}" for symptom in symptoms if symptom in terms.symptoms]
    return Judgement(bool(because), tuple(because))


def check_reading(
    celsius: Decimal | None, symptoms: Iterable[Symptom], taken_at: datetime, at: datetime
) -> None:
    """Refuses what no thermometer says, what nobody can have measured yet, and an empty reading."""
    if celsius is None and not list(symptoms):
        raise Refused("observation.reading_empty")
    if celsius is not None and not LOWEST <= celsius <= HIGHEST:
        raise Refused("observation.reading_absurd", celsius=celsius, lowest=LOWEST, highest=HIGHEST)
    if any(symptom not in SYMPTOMS for symptom in symptoms):
        raise Refused("observation.symptom_unknown")
    if taken_at > at + AHEAD:
        raise Refused("observation.reading_in_the_future")
