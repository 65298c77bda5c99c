"""What a call or a visit tells of a need becomes an errand, once."""

from lianfang.core import cipher, clock, ids, masking
from lianfang.core.actor import system
from lianfang.registry.people.models import Contact
from lianfang.response.calls import operations as calls
from lianfang.response.calls.models import Callee
from lianfang.response.calls.operations.asking import Ask
from lianfang.response.calls.operations.recording import Heard, Said
from lianfang.response.services import operations
from lianfang.response.services.models import Errand
from lianfang.response.services.operations.kinds import Terms
from lianfang.response.visits import operations as visits
from lianfang.response.visits.operations.asking import Ask as Asked
from lianfang.response.visits.operations.recording import Found
from tests.cast import AT

NUMBER = "13776501402"


def _call(cast, **values):
    """Somebody rings the rare name's home and this is said."""
    person = cast.people["rare"]
    Contact.objects.get_or_create(
        subdistrict=cast.subdistrict.id,
        mention=person.mentions.get(),
        defaults={
            "number": NUMBER,
            "lookup": cipher.lookup("phone", NUMBER),
            "masked": masking.phone(NUMBER),
        },
    )
    wish = Ask("service", "matter", ids.new(), person=person.id)
    need = calls.ask(by=system(cast.subdistrict.id), need=wish, at=AT)
    hand = {"agent": cast["caller"].id, "agent_name": "电话员", "claimed_at": AT, "claimed_until": AT}
    Callee.objects.filter(pk=need.callee_id).update(**hand)
    heard = Heard("answered", (Said(need.id, values),))
    calls.record_outcome(by=cast["caller"], callee_id=need.callee_id, heard=heard, at=AT)


def test_services_ticked_in_a_call_are_asked_for(cast):
    _call(cast, services=["shopping", "medicine"], service_note="鸡蛋一打；降压药")
    assert set(Errand.objects.values_list("kind", "source")) == {("shopping", "call"), ("medicine", "call")}
    assert {one.wish for one in Errand.objects.all()} == {"鸡蛋一打；降压药"}


def test_a_call_without_a_need_asks_for_nothing_and_an_unknown_kind_is_left_to_its_words(cast):
    _call(cast, services=[], celsius="36.5")
    _call(cast, services=["haircut"], service_note="理发")
    assert not Errand.objects.exists()


def test_what_a_team_hears_at_the_door_is_asked_for_once(cast):
    asked = visits.ask(by=cast["chen"], request=Asked("first", person=cast.people["rare"].id), at=AT)
    answers = {"services": ["rubbish", "care"]}
    found = Found(client_id="v1", request=asked.id, outcome="met", at=AT, answers=answers, note="两袋")
    for _time in (1, 2):
        visits.record_visit(by=cast["chen"], found=found, at=AT)
    assert set(Errand.objects.values_list("kind", "source", "wish")) == {
        (kind, "visit", wish) for kind, wish in (("rubbish", "两袋"), ("care", "两袋"))
    }


def test_what_is_asked_for_at_a_door_where_nobody_was_named_is_asked_for_all_the_same(cast):
    door = cast.people["twin_one"].door_id
    asked = visits.ask(by=cast["chen"], request=Asked("round", door=door), at=AT)
    found = Found(ids.new().hex, asked.id, "met", AT, note="降压药", answers={"services": ["medicine"]})
    visits.record_visit(by=cast["chen"], found=found, at=AT)
    made = Errand.objects.get()
    assert (made.kind, made.wish, made.person.household_id) == (
        "medicine",
        "降压药",
        cast.people["twin_one"].household_id,
    )


def test_at_the_door_a_team_offers_what_the_office_offers(cast, sign_in):
    today = clock.day_of(clock.now())
    meals = Terms("送餐", 12, en="Meals")
    operations.set_kind(by=cast["commander"], terms=meals, begins_on=today, at=clock.now())
    page = sign_in("police").get("/visits/phone/").text
    assert "送餐" in page
    assert "配药送药" in page
