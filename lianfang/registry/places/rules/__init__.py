"""The address grammar of Shanghai, places found in a household ledger, and division codes: pure decisions."""

from .address import EMPTY, Address, Names, render
from .reading import parse

__all__ = ["EMPTY", "Address", "Names", "parse", "render"]
