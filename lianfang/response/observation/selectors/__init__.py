"""What observation shows."""

from .desk import Card, Desk, alerts, desk, desk_mark, path_of
from .lists import Filters, Row, card_of, episode, episodes, household_of, latest, protocols, rows, stairs
from .standing import CommitteeCounts, Standing, by_day, counts, standing
from .waiting import waiting

__all__ = [
    "Card",
    "CommitteeCounts",
    "Desk",
    "Filters",
    "Row",
    "Standing",
    "alerts",
    "by_day",
    "card_of",
    "counts",
    "desk",
    "desk_mark",
    "episode",
    "episodes",
    "household_of",
    "latest",
    "path_of",
    "protocols",
    "rows",
    "stairs",
    "standing",
    "waiting",
]
