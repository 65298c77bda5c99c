"""自主登记 is open to the whole world: what people and programs throw at it is refused in words, and bounded."""

import pytest
from django.test import Client
from django.urls import reverse

from lianfang.core import ids, tenant
from lianfang.core.models import Subdistrict
from lianfang.registry.people.models import Mention
from lianfang.response.screening.models import Registration
from lianfang.response.screening.rules import registering
from lianfang.response.screening.tests.test_registering import WUHAN, _story, send, town, url  # noqa: F401
from tests import background

MARKS = ["👨‍👩‍👧", "\u202eevil", "钱\x01多", "\u200b钱", "=1+1", "<b>钱</b>", "\ufffd", "الاسم"]


@pytest.mark.parametrize(
    "name", ["p0-name", "phone", "address", "place", "client_id", "p0-id_number", "p0-celsius"]
)
def test_ten_thousand_characters_are_refused_in_place(client, url, name):  # noqa: F811
    answer = send(client, url, **{name: "钱" * 10_000})
    assert answer.status_code == 400
    assert len(answer.content) < 100_000, "not thrown back in full, field after field"
    assert not Registration.objects.exists()


def test_a_crowd_is_refused_and_nobody_left_out_unseen(client, url):  # noqa: F811
    crowd = {f"p{n}-name": f"钱{n}" for n in range(50)}
    answer = send(client, url, people="50", **crowd)
    assert answer.status_code == 400
    assert "8" in answer.text
    assert not Registration.objects.exists()


@pytest.mark.parametrize("mark", MARKS)
def test_strange_characters_are_kept_or_refused_and_every_page_still_opens(client, url, mark, sign_in):  # noqa: F811
    answer = send(client, url, **{"p0-name": mark, "address": mark, "place": mark, "p0-symptoms": "cough"})
    assert answer.status_code in (302, 400)
    if answer.status_code == 302:
        background.work()
        staff = sign_in("duty")
        for name in ("screening:urgent", "screening:index", "screening:export", "people:index"):
            assert staff.get(reverse(name) + "?state=all").status_code == 200
        assert (
            "<b>" not in client.get(answer["Location"]).text.split("<main", 1)[-1].split("</h1>", 1)[-1][:200]
        )


@pytest.mark.parametrize(
    "more",
    [
        {"people": "-1"}, {"people": "９９"}, {"people": "1e9"}, {"arrived_on": "2020-02-30"},
        {"arrived_on": "9999-12-31"}, {"arrived_on": ["2020-02-09", "x"]}, {"p0-symptoms": ["fever", "plague"]},
        {"p0-celsius": "NaN"}, {"p0-celsius": "1e400"}, {"phone": "\x00"}, {"client_id": ""}, {"place": " "},
    ],
)  # fmt: skip
def test_wrong_types_never_crash(client, url, more):  # noqa: F811
    assert send(client, url, **more).status_code in (302, 400)


def test_a_body_that_is_no_form_is_refused(client, url):  # noqa: F811
    assert client.post(url, b"{}", content_type="application/json").status_code == 400
    assert client.put(url).status_code == 405


def test_a_burst_from_one_address_ends_in_words(client, url, town):  # noqa: F811
    answers = [
        send(client, url, client_id=str(n)).status_code
        for n in range(registering.AN_HOUR_FROM_ONE_ADDRESS + 20)
    ]
    assert answers.count(302) == registering.AN_HOUR_FROM_ONE_ADDRESS
    assert set(answers[registering.AN_HOUR_FROM_ONE_ADDRESS :]) == {429}
    assert town.subdistrict.help_phone in send(client, url, client_id="more").text
    assert Registration.objects.count() == registering.AN_HOUR_FROM_ONE_ADDRESS


def test_a_chain_of_corrections_counts_against_the_limit(client, url, monkeypatch):  # noqa: F811
    monkeypatch.setattr(registering, "AN_HOUR_FROM_ONE_ADDRESS", 2)
    thanks = send(client, url)["Location"]
    thanks = client.post(client.get(thanks).context["link"], WUHAN | {"client_id": "two"})["Location"]
    last = client.post(client.get(thanks).context["link"], WUHAN | {"client_id": "three"})
    assert last.status_code == 429
    assert Registration.objects.count() == 2


def test_the_correction_again_is_the_same_correction(client, url):  # noqa: F811
    link = client.get(send(client, url)["Location"]).context["link"]
    first, again = (client.post(link, WUHAN | {"client_id": "two"}) for _time in range(2))
    assert first["Location"] == again["Location"]
    assert Mention.objects.filter(kind="wechat").count() == 4


def test_a_link_of_another_subdistrict_opens_nothing(client, url, town):  # noqa: F811
    link = client.get(send(client, url)["Location"]).context["link"]
    key = ids.new()
    with tenant.inside(key):
        Subdistrict.objects.create(id=key, code="310199002", name="另一街道")
    foreign = link.replace(town.subdistrict.code, "310199002")
    assert foreign != link
    assert client.get(foreign).status_code == 404
    assert client.post(foreign, WUHAN | {"client_id": "two"}).status_code == 404
    assert Client().get(link).status_code == 200
