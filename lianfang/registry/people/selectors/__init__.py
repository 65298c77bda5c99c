"""Reads of the people room; the first argument is the viewer."""

from .dossiers import Dossier, FieldOf, Line, Look, person, standing
from .listing import Filters, household, mates, persons
from .reviews import (
    PairView,
    decided_pairs,
    forbidden_pairs,
    many_reveals,
    next_pairs,
    pair_view,
    pairs_counted,
    waiting,
    waiting_pairs,
)

__all__ = [
    "Dossier",
    "FieldOf",
    "Filters",
    "Line",
    "Look",
    "PairView",
    "decided_pairs",
    "forbidden_pairs",
    "household",
    "many_reveals",
    "mates",
    "next_pairs",
    "pair_view",
    "pairs_counted",
    "person",
    "persons",
    "standing",
    "waiting",
    "waiting_pairs",
]
