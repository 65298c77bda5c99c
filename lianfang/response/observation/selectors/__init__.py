"""What observation shows."""

from .desk import Card, Desk, alerts, desk, desk_mark, path_of
from .lists import Filters, Row, card_of, episode, episodes, household_of, latest, protocols, rows, stairs
from .past import alerts_at, completeness_at, observed_at
from .standing import CommitteeCounts, Standing, by_day, counts, counts_of, standing
from .waiting import waiting

__all__ = [
    "Card",
    "CommitteeCounts",
    "Desk",
    "Filters",
    "Row",
    "Standing",
    "alerts",
    "alerts_at",
    "by_day",
    "card_of",
    "completeness_at",
    "counts",
    "counts_of",
    "desk",
    "desk_mark",
    "episode",
    "episodes",
    "household_of",
    "latest",
    "observed_at",
    "path_of",
    "protocols",
    "rows",
    "stairs",
    "standing",
    "waiting",
]
