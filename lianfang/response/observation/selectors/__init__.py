"""What observation shows."""

from .cards import Card, cards_of, open_alerts, path_of
from .desk import Desk, alerts, desk, desk_mark, urgent_reports
from .duty import (
    Shift,
    cutoff,
    duty_rule,
    duty_rules,
    handover,
    handovers,
    pace,
    shift,
    stands_open,
    stood_open,
    unplaced_episodes,
)
from .lists import Filters, Row, card_of, episode, episodes, household_of, latest, protocols, rows, stairs
from .past import alerts_at, completeness_at, observed_at
from .standing import CommitteeCounts, Standing, by_day, counts, counts_of, standing
from .telling import Told, told
from .waiting import waiting

__all__ = [
    "Card",
    "CommitteeCounts",
    "Desk",
    "Filters",
    "Row",
    "Shift",
    "Standing",
    "Told",
    "alerts",
    "alerts_at",
    "by_day",
    "card_of",
    "cards_of",
    "completeness_at",
    "counts",
    "counts_of",
    "cutoff",
    "desk",
    "desk_mark",
    "duty_rule",
    "duty_rules",
    "episode",
    "episodes",
    "handover",
    "handovers",
    "household_of",
    "latest",
    "observed_at",
    "open_alerts",
    "pace",
    "path_of",
    "protocols",
    "rows",
    "shift",
    "stairs",
    "standing",
    "stands_open",
    "stood_open",
    "told",
    "unplaced_episodes",
    "urgent_reports",
    "waiting",
]
