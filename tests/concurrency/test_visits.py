"""Two dispatchers, two telephones, at the same moment: one list a door, one record a number, two words kept both."""

from dataclasses import replace
from datetime import timedelta

from lianfang.core import ids, tenant
from lianfang.response.visits import operations
from lianfang.response.visits.models import Request, Stop, Visit
from lianfang.response.visits.operations.asking import Ask
from lianfang.response.visits.operations.recording import Found
from lianfang.response.visits.operations.teaming import Hours, Seat
from tests.cast import AT
from tests.concurrency.racing import race, refusals


def _out(town):
    """Two teams on shift, and one door asked for."""
    with tenant.inside(town.subdistrict.id):
        shifts = []
        for name, who in (("一组", "chen"), ("二组", "police")):
            seats = [Seat(town.users[who].id, "cadre")]
            team = operations.form_team(by=town["duty"], name=name, seats=seats, at=AT)
            hours = Hours(AT, AT + timedelta(hours=8))
            shifts.append(operations.set_shift(by=town["duty"], team_id=team.id, hours=hours, at=AT))
        request = Ask("verification", person=town.people["rare"].id)
        return operations.ask(by=town["duty"], request=request, at=AT), shifts


def test_two_dispatchers_send_two_teams_and_one_goes(town):
    asked, shifts = _out(town)

    def move(who, shift):
        return lambda: operations.move(by=town[who], request_id=asked.id, shift_id=shift.id, at=AT)

    assert refusals(race(town.subdistrict.id, move("duty", shifts[0]), move("commander", shifts[1]))) == []
    assert Stop.objects.filter(request=asked, done_at=None).count() == 1


def test_one_matter_asked_for_twice_at_once_is_one_visit(town):
    matter = ids.new()
    request = Ask(
        "verification", person=town.people["rare"].id, about_kind="screening.Report", about_id=matter
    )

    def ask(who):
        return lambda: operations.ask(by=town[who], request=request, at=AT)

    assert refusals(race(town.subdistrict.id, ask("duty"), ask("chen"))) == []
    assert Request.objects.filter(about_id=matter).count() == 1


def test_one_record_over_two_connections_counts_once(town):
    asked, _shifts = _out(town)
    one = Found(ids.new().hex, asked.id, "met", AT, asked.version)

    def send():
        [receipt] = operations.record_visits(by=town["chen"], found=[one], at=AT)
        return receipt.became

    assert sorted(race(town.subdistrict.id, send, send)) == ["known", "new"]
    assert Visit.objects.count() == 1


def test_two_telephones_at_one_door_are_both_kept_and_one_takes_effect(town):
    asked, _shifts = _out(town)
    first = Found(ids.new().hex, asked.id, "met", AT, asked.version)
    second = replace(first, client_id=ids.new().hex, outcome="moved")

    def send(who, one):
        def go():
            [receipt] = operations.record_visits(by=town[who], found=[one], at=AT)
            return receipt.became

        return go

    assert sorted(race(town.subdistrict.id, send("chen", first), send("police", second))) == ["apart", "new"]
    assert Visit.objects.exclude(conflict="").count() == 1
