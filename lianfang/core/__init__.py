"""The floor: refusals, actors, clock, ids, cipher, tenancy, base models. It knows no room."""

from .actor import Actor, Role
from .refusal import Refused

__all__ = ["Actor", "Refused", "Role"]
