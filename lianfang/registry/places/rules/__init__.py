"""The address grammar of Shanghai, places found in a household ledger, and division codes: pure decisions."""

from .address import EMPTY, Address, Names, render
from .codes import BadCode, CommitteeKind, DivisionCode, DivisionLevel, StreetKind, parse_code
from .gazetteer import (
    Door,
    Gazetteer,
    Place,
    Stair,
    committee_stem,
    gather_names,
    learn_aliases,
    learn_shared,
    name_key,
    place_of,
    stair_of,
)
from .reading import LIMIT, parse
from .resolve import Level, Reason, Resolution, resolve

__all__ = [
    "EMPTY",
    "LIMIT",
    "Address",
    "BadCode",
    "CommitteeKind",
    "DivisionCode",
    "DivisionLevel",
    "Door",
    "Gazetteer",
    "Level",
    "Names",
    "Place",
    "Reason",
    "Resolution",
    "Stair",
    "StreetKind",
    "committee_stem",
    "gather_names",
    "learn_aliases",
    "learn_shared",
    "name_key",
    "parse",
    "parse_code",
    "place_of",
    "render",
    "resolve",
    "stair_of",
]
