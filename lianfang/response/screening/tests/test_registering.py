"""自主登记: from the public page to mentions, reports and the urgent list; retries, corrections, crowds, bait."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
import time_machine
from django.test import Client
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from lianfang.core import Refused
from lianfang.core.actor import system
from lianfang.registry.people.models import Mention, Pair
from lianfang.response.screening import operations, rules, selectors
from lianfang.response.screening.models import Ground, Registrant, Registration, Report
from lianfang.response.screening.operations.registering import Family, Newcomer
from lianfang.response.screening.operations.verifying import Answer
from tests import background
from tests.cast import AT

WUHAN = {
    "client_id": "one",
    "people": "2",
    "phone": "13776501482",
    "address": "甲路10弄2号301室",
    "place": "湖北省武汉市",
    "arrived_on": "2020-02-09",
    "p0-name": "钱多多",
    "p1-name": "孙小妹",
}


ONE = (Newcomer("钱多多"),)


@pytest.fixture(autouse=True)
def _story():
    with time_machine.travel(AT, tick=False):
        yield


@pytest.fixture
def town(cast):
    operations.load_default_rules(by=cast["commander"], at=AT)
    return cast


@pytest.fixture
def url(town):
    return reverse("screening:join", args=[town.subdistrict.code])


def send(client, url, **more):
    return client.post(url, WUHAN | more)


def register(town, client_id="x", people=ONE, **more):
    family = Family(client_id, people, phone="13776501482", arrived_on=date(2020, 2, 9), **more)
    return operations.register(by=system(town.subdistrict.id), family=family, at=AT)


def test_a_family_is_thanked_and_becomes_one_mention_each(client, url):
    thanks = send(client, url, **{"p1-celsius": "３６。８"})
    shown = client.get(thanks["Location"]).text
    made = Registration.objects.get()
    assert made.reference in shown
    assert "钱**" in shown
    assert "钱多多" not in shown
    assert sorted(Mention.objects.filter(kind="wechat").values_list("name", "from_place")) == [
        ("孙小妹", "湖北省武汉市"),
        ("钱多多", "湖北省武汉市"),
    ]
    assert list(Registrant.objects.order_by("position").values_list("celsius", flat=True)) == [
        None,
        Decimal("36.8"),
    ]


def test_joined_they_become_reports_as_from_any_list(client, url, town):
    send(client, url)
    background.work()
    assert Report.objects.filter(need="observe", sources=["wechat"]).count() == 2


def test_nobody_is_asked_whether_one_family_is_one_person(client, url, town):
    send(client, url, people="3", **{"p1-name": "钱多少", "p2-name": "钱多多"})
    background.work()
    names = dict(Mention.objects.filter(kind="wechat").values_list("person", "name"))
    assert sorted(names.values()) == ["钱多多", "钱多少"]
    assert not Pair.objects.of(town.subdistrict.id).waiting().exists()


def test_named_by_a_leader_and_by_themselves_is_one_verification(client, url, town):
    send(client, url, people="1")
    background.work()
    person = Mention.objects.get(kind="wechat").person
    sighting = operations.reporting.Sighting(person=person.id, name="钱先生", place="武汉")
    operations.report(by=town["chen"], sighting=sighting, at=AT)
    report = Report.objects.get(person=person)
    assert sorted(report.sources) == ["staff", "wechat"]


def test_the_same_form_again_counts_once(client, url):
    first = send(client, url)
    again = send(Client(), url)
    assert first["Location"] == again["Location"]
    assert Registration.objects.count() == 1
    assert Mention.objects.filter(kind="wechat").count() == 2


def test_the_pages_script_is_told_where_to_go(client, url):
    answer = client.post(url, WUHAN, headers={"X-Requested-With": "XMLHttpRequest"})
    assert "/thanks/" in answer.json()["next"]


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("phone", "no"),
        ("arrived_on", "2021-02-09"),
        ("arrived_on", "2018-02-09"),
        ("arrived_on", ""),
        ("p0-name", ""),
        ("p1-celsius", "57"),
        ("p1-symptoms", "zombie"),
        ("place", ""),
        ("p0-id_number", "11010120150307771X"),
    ],
)
def test_what_cannot_be_read_keeps_nothing_and_stays_typed(client, url, name, value):
    answer = send(client, url, **{name: value})
    assert answer.status_code == 400
    assert "甲路10弄2号301室" in answer.text
    assert not Registration.objects.exists()


def test_one_more_member_keeps_what_was_typed(client, url):
    shown = client.post(url, WUHAN | {"add": "1", "phone": "half a numb"})
    assert shown.status_code == 200
    assert "half a numb" in shown.text
    assert 'name="p2-name"' in shown.text
    assert not Registration.objects.exists()


def test_a_program_is_led_back_and_nothing_is_kept(client, url):
    assert send(client, url, website="http://buy.example").status_code == 302
    assert not Registration.objects.exists()


def test_too_many_from_one_address_are_turned_away(town, client, url, monkeypatch):
    monkeypatch.setattr("lianfang.response.screening.rules.registering.AN_HOUR_FROM_ONE_ADDRESS", 2)
    codes = [send(client, url, client_id=f"n{n}").status_code for n in range(4)]
    assert codes == [302, 302, 429, 429]
    assert send(client, url, client_id="n0").status_code == 302, "a retry is not one more"
    with time_machine.travel(AT + timedelta(hours=2), tick=False):
        assert send(client, url, client_id="later").status_code == 302


def test_a_compounds_own_code_knows_the_committee(town, client):
    url = reverse("screening:join_compound", args=[town.subdistrict.code, town.a.compound.id])
    send(client, url, address="2号301室")
    assert Registration.objects.get().committee == town.a.committee
    assert Mention.objects.filter(kind="wechat").first().address == "甲路10弄2号301室"


def test_an_office_nobody_has_is_not_found(town, client):
    assert client.get(reverse("screening:join", args=["999999999"])).status_code == 404
    other = reverse("screening:join_compound", args=[town.subdistrict.code, town.subdistrict.id])
    assert client.get(other).status_code == 404


def test_somebody_unwell_stands_on_the_urgent_list_at_once(client, url, town):
    send(client, url, **{"p1-symptoms": "cough"})
    [one] = selectors.urgent(town["duty"], AT)
    assert one.names == ("孙**",)
    assert (one.symptoms, one.report, one.is_new) == (("cough",), None, True)
    assert one.phone == "137****1482"


def test_seen_then_verified_it_leaves_the_list(client, url, town, sign_in):
    send(client, url, people="1", **{"p0-celsius": "37.3"})
    background.work()
    [one] = selectors.urgent(town["duty"], AT)
    desk = sign_in("duty")
    assert "钱**" in desk.get(reverse("screening:urgent")).text
    to = desk.post(reverse("screening:acknowledge", args=[one.registration]))
    assert to["Location"] == reverse("screening:report", args=[one.report])
    [seen] = selectors.urgent(town["duty"], AT)
    assert seen.acknowledged_by == "值班员"
    operations.verify(by=town["duty"], report_id=one.report, answer=Answer("unreachable"), at=AT)
    assert selectors.urgent(town["duty"], AT) == []


def test_unwell_from_nowhere_dangerous_is_reported_all_the_same(town):
    register(town, place="江苏省苏州市", people=(Newcomer("钱多多", symptoms=("cough",)),))
    background.work()
    assert Report.objects.get().basis == "other_region"
    assert selectors.urgent(town["duty"], AT)[0].report == Report.objects.get().id


def test_who_may_not_read_health_sees_no_urgent_ones(town):
    register(town, people=(Newcomer("钱多多", symptoms=("cough",)),))
    for name in ("leader", "police", "data", "guard"):
        assert selectors.urgent(town[name], AT) == []


def test_another_committee_does_not_see_them(town):
    register(town, compound=town.a.compound.id, people=(Newcomer("钱多多", symptoms=("cough",)),))
    assert len(selectors.urgent(town["chen"], AT)) == 1
    assert selectors.urgent(town["bao"], AT) == []
    with pytest.raises(Registration.DoesNotExist):
        operations.acknowledge_registration(
            by=town["bao"], registration_id=Registration.objects.get().id, at=AT
        )


def corrected(client, url, **more):
    thanks = client.get(send(client, url, **{"p0-id_number": "110101199003077732"})["Location"])
    link = thanks.context["link"]
    return link, client.post(link, WUHAN | {"client_id": "two", "place": "江苏省苏州市", **more})


def test_a_correction_replaces_what_was_said_once(client, url, town):
    link, answer = corrected(client, url)
    assert answer.status_code == 302
    first, second = (Registration.objects.get(client_id=key) for key in ("one", "two"))
    assert second.supersedes_id == first.id
    standing = Mention.objects.filter(kind="wechat", withdrawn_at=None)
    assert set(standing.values_list("from_place", flat=True)) == {"江苏省苏州市"}
    assert standing.get(name="钱多多").id_number == "110101199003077732", "kept though not shown again"
    assert Mention.objects.filter(kind="wechat").count() == 4, "what was said stays a fact"
    assert client.get(link).status_code == 410
    assert client.post(link, WUHAN | {"client_id": "three"}).status_code == 410


def test_the_correction_does_not_show_the_document_again(client, url):
    link = client.get(send(client, url, **{"p0-id_number": "110101199003077732"})["Location"]).context["link"]
    shown = client.get(link).text
    assert "钱多多" in shown
    assert "11010119900307" not in shown


def test_a_corrected_place_takes_its_report_back(client, url, town):
    thanks = client.get(send(client, url, people="1")["Location"])
    background.work()
    assert Report.objects.get().is_open
    client.post(thanks.context["link"], WUHAN | {"client_id": "two", "people": "1", "place": "江苏省苏州市"})
    background.work()
    assert [r.state for r in Report.objects.all()] == ["withdrawn"]
    assert not Ground.objects.filter(mention__withdrawn_at__isnull=False).exists()


def test_unwell_stays_urgent_through_a_correction_until_seen(client, url, town):
    thanks = client.get(send(client, url, people="1", **{"p0-symptoms": "cough"})["Location"])
    client.post(thanks.context["link"], WUHAN | {"client_id": "two", "people": "1"})
    [one] = selectors.urgent(town["duty"], AT)
    assert one.registration == Registration.objects.get(client_id="two").id


def test_nobody_guesses_a_link(client, url, town):
    send(client, url)
    key = Registration.objects.get().id
    for name in ("thanks", "correct"):
        forged = reverse(f"screening:{name}", args=[town.subdistrict.code, key, "a" * 43])
        assert client.get(forged).status_code == 404


def test_a_link_ends_after_a_fortnight(client, url):
    where = send(client, url)["Location"]
    with time_machine.travel(AT + timedelta(days=15), tick=False):
        assert client.get(where).status_code == 404


def test_the_poster_shows_the_page_of_the_chosen_compound(town, sign_in):
    page = sign_in("chen").get(reverse("screening:poster"), {"compound": str(town.a.compound.id)})
    assert "<svg" in page.text
    assert str(town.a.compound.id) in page.context["link"]
    other = sign_in("chen").get(reverse("screening:poster"), {"compound": str(town.b.compound.id)})
    assert other.context["chosen"] is None


def test_the_page_speaks_english(client, url):
    client.cookies["django_language"] = "en"
    assert "One more family member" in client.get(url).text


def test_a_crowd_is_sent_in_parts():
    with pytest.raises(Refused, match=r"screening|8"):
        rules.check_family([Newcomer(f"人{n}") for n in range(9)], AT.date())


@given(st.decimals(34, 43, places=1), st.lists(st.sampled_from(["cough", "fever"]), max_size=2))
def test_abnormal_is_the_line_itself_or_any_complaint(celsius, symptoms):
    line = Decimal("37.3")
    assert rules.is_abnormal(celsius, symptoms, line) == (celsius >= line or bool(symptoms))


@given(st.text(max_size=30))
def test_any_typing_is_read_without_a_fault(typed):
    assert isinstance(rules.read_celsius(typed), str)
