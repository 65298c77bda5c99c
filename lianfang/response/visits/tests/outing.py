"""A team out on a shift: what most tests of this room begin with."""

from datetime import timedelta

from lianfang.core import ids
from lianfang.response.visits import operations
from lianfang.response.visits.operations.asking import Ask
from lianfang.response.visits.operations.recording import Found
from lianfang.response.visits.operations.teaming import Hours, Seat
from tests.cast import AT


def team(cast, name="一组", members=(("doctor", "doctor"), ("police", "police"), ("chen", "cadre")), **facts):
    """A team of members of the cast, with its shift from now for eight hours."""
    seats = [Seat(cast.users[who].id, part) for who, part in members]
    made = operations.form_team(by=cast["duty"], name=name, seats=seats, at=AT)
    hours = Hours(facts.pop("begins_at", AT), facts.pop("ends_at", AT + timedelta(hours=8)), **facts)
    return made, operations.set_shift(by=cast["duty"], team_id=made.id, hours=hours, at=AT)


def ask(cast, at=AT, **facts):
    """A visit asked for by the duty officer."""
    facts.setdefault("person", cast.people["rare"].id)
    return operations.ask(by=cast["duty"], request=Ask(**{"kind": "verification"} | facts), at=at)


def found(request, outcome="met", at=AT, **facts):
    """A record as a telephone sends it."""
    facts.setdefault("client_id", ids.new().hex)
    facts.setdefault("based_on", request.version)
    return Found(request=request.id, outcome=outcome, at=at, **facts)
