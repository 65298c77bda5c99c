"""What people do with questionnaires."""

from .founding import load_defaults
from .submitting import Sent, submit

__all__ = ["Sent", "load_defaults", "submit"]
