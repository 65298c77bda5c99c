"""What tests of rounds begin with: homes with telephones, a round, and calls that come back."""

from __future__ import annotations

from lianfang.core import cipher, masking
from lianfang.core.actor import system
from lianfang.registry.people.models import Contact
from lianfang.response.calls import operations as calls
from lianfang.response.calls.models import Callee, Need
from lianfang.response.calls.operations.recording import Heard, Said
from lianfang.response.rounds import operations
from lianfang.response.rounds.models import Campaign, Target
from lianfang.response.rounds.operations import Plan
from lianfang.response.rounds.picking import Choice
from tests.cast import AT

NUMBERS = {"twin_one": "13776501401", "rare": "13776501402", "neighbour_b": "13776501403"}
NO = {"been_away": "no", "contact": "no", "symptoms": "none", "needs_check": "no"}


def phones(cast) -> None:
    """Three homes have a number, the foreigner's has none."""
    for name, number in NUMBERS.items():
        Contact.objects.create(
            subdistrict=cast.subdistrict.id,
            mention=cast.people[name].mentions.get(),
            number=number,
            lookup=cipher.lookup("phone", number),
            masked=masking.phone(number),
        )


def campaign(cast, at=AT, per_day=5000, **choice) -> Campaign:
    """A round over the household ledger, unless said otherwise."""
    plan = Plan("第一次排摸", Choice(**choice), per_day=per_day)
    return operations.open_round(by=system(cast.subdistrict.id), plan=plan, at=at)


def target(cast, name="rare") -> Target:
    """The home of somebody in the round."""
    return Target.objects.get(household=cast.people[name].household_id)


def called(cast, name="rare", at=AT, outcome="answered", **values) -> None:
    """Somebody calls that home, and this comes of it."""
    need = Need.objects.get(about_id=target(cast, name).id, state="open")
    number = Contact.objects.get(mention__person=cast.people[name])
    Callee.objects.filter(pk=need.callee_id).update(
        agent=cast["caller"].id, agent_name="电话员", claimed_at=at, claimed_until=at, contact=number.id
    )
    said = (Said(need.id, values or NO),) if outcome == "answered" else ()
    heard = Heard(outcome, said)
    calls.record_outcome(by=cast["caller"], callee_id=need.callee_id, heard=heard, at=at)
