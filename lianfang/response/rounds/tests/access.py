"""Examples for the house's walk over every URL: one round of an area."""

from lianfang.core.actor import system
from lianfang.response.rounds import operations
from lianfang.response.rounds.operations import Plan
from lianfang.response.rounds.picking import Choice
from tests.cast import AT


def _campaign(cast, area):
    choice = Choice(committees=(area.committee.id,))
    made = operations.open_round(by=system(cast.subdistrict.id), plan=Plan("排摸", choice), at=AT)
    return {"campaign_id": made.id}


NAMES = (
    "campaign",
    "live",
    "next",
    "pause",
    "resume",
    "close",
    "export_coverage",
    "targets",
    "export_targets",
    "ask_doors",
    "slips",
)
EXAMPLES = {f"rounds:{name}": _campaign for name in NAMES}
POSTS = {
    "rounds:new": {
        "name": "排摸",
        "base": "ledger",
        "questionnaire": "screening_call",
        "per_day": "100",
        "count": "1",
    }
}
