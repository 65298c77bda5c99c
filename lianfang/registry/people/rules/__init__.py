"""Pure rules on what identifies a person: identity numbers, telephone numbers and names."""

from . import identifiers, names, phones

__all__ = ["identifiers", "names", "phones"]
