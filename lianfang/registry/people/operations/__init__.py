"""Writes of the people room: taking in what sources say, deciding whom it means, and looking."""

from .merging import merge, split_mention, unmerge
from .rebuilding import rebuild
from .revealing import open_household, open_page, reveal, reveal_rows
from .reviewing import Offer, decide_pair, offer_pairs, reopen_pair, show_pair

__all__ = [
    "Offer",
    "decide_pair",
    "merge",
    "offer_pairs",
    "open_household",
    "open_page",
    "rebuild",
    "reopen_pair",
    "reveal",
    "reveal_rows",
    "show_pair",
    "split_mention",
    "unmerge",
]
