"""Who may change the base register of places."""

from lianfang.core import Actor, Refused, Role

EDITORS = (Role.COMMANDER, Role.DATA_OFFICER, Role.SYSTEM)


def can_edit(actor: Actor) -> bool:
    """Say whether the actor keeps the register of places."""
    return actor.role in EDITORS


def check_can_edit(actor: Actor) -> None:
    """Refuse everybody but the commander and the data officer: `places.not_yours_to_change`."""
    if not can_edit(actor):
        raise Refused("places.not_yours_to_change")
