"""The staff pages, sign-in, one's own switches, and the resident's way in."""

import pytest
from django.test import Client

from lianfang.core import clock
from lianfang.ledger.models import Entry
from lianfang.registry.accounts import operations
from lianfang.registry.accounts.models import Post, User
from tests.cast import AT, PASSWORD


def _sign_in(client, user, password=PASSWORD):
    return client.post("/sign-in/login/", {"login": user.username, "password": password})


def test_signing_in_leads_to_today_and_is_recorded(cast, client):
    answer = _sign_in(client, cast.users["chen"])
    assert (answer.status_code, answer.headers["Location"]) == (302, "/")
    assert Entry.objects.get(event="accounts.signed_in").actor == cast.users["chen"].pk
    assert "今天" in client.get("/").text


def test_a_wrong_password_says_so_without_saying_which(cast, client):
    known, unknown = (
        _sign_in(client, cast.users["chen"], "wrong"),
        client.post("/sign-in/login/", {"login": "nobody", "password": "wrong"}),
    )
    assert "用户名或密码不正确" in known.text
    assert "用户名或密码不正确" in unknown.text


def test_too_many_wrong_passwords_lock_for_a_while(cast, client):
    for _attempt in range(8):
        answer = _sign_in(client, cast.users["chen"], "wrong")
    assert "暂时锁定" in answer.text
    assert _sign_in(client, cast.users["chen"]).status_code == 429


def test_strangers_learn_what_this_is(cast, client):
    answer = client.get("/", follow=True)
    assert "街道疫情防控指挥部" in answer.text
    assert "021-00000000" in answer.text


def test_english_is_kept_in_a_cookie(cast, client):
    client.post("/language/", {"language": "en", "next": "/sign-in/login/"})
    assert "User name" in client.get("/sign-in/login/").text


@pytest.mark.parametrize("path", ["signup/", "email/", "password/reset/", "3rdparty/", "login/code/"])
def test_what_makes_no_sense_is_not_a_door(cast, client, path):
    assert client.get(f"/sign-in/{path}").status_code == 404


def test_a_given_password_is_changed_before_anything_else(cast, client):
    user = cast.users["caller"]
    password = operations.reset_sign_in(by=cast["data"], user_id=user.pk, at=AT)
    user.refresh_from_db()
    _sign_in(client, user, password)
    assert client.get("/").headers["Location"] == "/sign-in/password/change/"
    new = {"oldpassword": password, "password1": "三个词-不相干-40", "password2": "三个词-不相干-40"}
    client.post("/sign-in/password/change/", new)
    assert client.get("/").status_code == 200
    assert Entry.objects.filter(event="accounts.password_changed").exists()


def test_the_list_is_searched_and_filtered(cast, sign_in):
    client = sign_in("data")
    assert "陈干事" in client.get("/accounts/?q=陈").text
    assert "鲍干事" not in client.get("/accounts/?q=陈").text
    by_role = client.get("/accounts/?role=leader").text
    assert "楼组长" in by_role
    assert "陈干事" not in by_role
    near = client.get(f"/accounts/?committee={cast.a.committee.pk}").text
    assert "leader-" in near, "a leader belongs to the committee of the stair"
    assert "鲍干事" not in near
    assert client.get("/accounts/?role=nonsense&committee=x&state=y&page=999").status_code == 200


def test_colleagues_stand_in_the_order_of_how_their_names_sound(cast, sign_in):
    for number, name in enumerate(("周", "安", "孟", "陈二")):
        User.objects.create(subdistrict=cast.subdistrict.id, username=f"sound{number}", name=name)
    names = [user.name for user in sign_in("data").get("/accounts/").context["page"].object_list]
    wanted = [name for name in names if name in ("安", "陈二", "孟", "周")]
    assert wanted == ["安", "陈二", "孟", "周"]


def test_the_list_costs_the_same_however_long(cast, sign_in, django_assert_max_num_queries):
    client = sign_in("data")
    for number in range(60):
        user = User.objects.create(subdistrict=cast.subdistrict.id, username=f"u{number}", name="某")
        Post.objects.create(subdistrict=cast.subdistrict.id, user=user, role="caller", began_at=AT)
    with django_assert_max_num_queries(20):
        client.get("/accounts/")


def test_a_person_is_added_and_the_password_shown_once(cast, sign_in):
    client = sign_in("data")
    asked = {"name": "新人", "username": "xinren", "role": "doctor", "committee": str(cast.b.committee.pk)}
    answer = client.post("/accounts/add/", asked)
    assert 'class="secret' in answer.text
    user = User.objects.get(username="xinren")
    assert 'class="secret' not in client.get(f"/accounts/{user.pk}/").text


def test_bad_input_is_answered_beside_the_field(cast, sign_in):
    client = sign_in("data")
    answer = client.post("/accounts/add/", {"name": "", "username": "a b", "role": "doctor"})
    assert "不要空格" in answer.text
    missing = client.post("/accounts/add/", {"name": "x", "username": "xx", "role": "leader"})
    assert (missing.status_code, "请选择该楼组长负责的楼组" in missing.text) == (400, True)


def test_the_export_is_in_the_record(cast, sign_in):
    answer = sign_in("data").get("/accounts/export/")
    assert answer.headers["Content-Type"].endswith("sheet")
    assert Entry.objects.get(event="ledger.exported").facts["rows"] == len(cast.users)


def test_somebody_with_two_roles_switches_between_them(cast, sign_in):
    user = cast.users["chen"]
    Post.objects.create(subdistrict=cast.subdistrict.id, user=user, role="caller", began_at=clock.now())
    client = sign_in("chen")
    assert "切换为话务员" in client.get("/").text
    client.post("/accounts/role/", {"role": "caller"})
    assert client.get("/people/").status_code == 403
    assert client.post("/accounts/role/", {"role": "commander"}).status_code == 403


def test_large_type_is_remembered(cast, sign_in):
    client = sign_in("leader")
    client.post("/accounts/large-type/")
    assert 'class="large"' in client.get("/").text


def _visit(cast):
    path = operations.invite(by=cast["chen"], person=cast.people["rare"].id, at=clock.now())
    resident = Client()
    return resident, path


def test_a_preview_does_not_spend_the_link(cast):
    resident, path = _visit(cast)
    assert resident.get(path).status_code == 200
    assert resident.get(path).status_code == 200
    assert resident.post(path + "enter/").status_code == 302
    assert "今天" in resident.get("/").text
    assert resident.post(path + "enter/").status_code == 410


def test_a_resident_sees_no_staff_page(cast):
    resident, path = _visit(cast)
    resident.post(path + "enter/")
    assert [resident.get(url).status_code for url in ("/accounts/", "/record/")] == [403, 403]


def test_a_withdrawn_link_ends_the_visit(cast):
    resident, path = _visit(cast)
    resident.post(path + "enter/")
    operations.freeze_all(by=cast["data"], at=clock.now(), reason="泄露")
    assert resident.get("/").status_code == 302


def test_a_link_of_nonsense_is_over_and_names_the_telephone(cast, client):
    path = f"/r/{cast.subdistrict.id.hex}/{'x' * 32}/"
    assert client.get(path).status_code == 200
    answer = client.post(path + "enter/")
    assert (answer.status_code, "021-00000000" in answer.text) == (410, True)


def test_chinese_unless_somebody_chooses_otherwise(cast, client):
    english = {"Accept-Language": "en-US,en;q=0.9"}
    assert "登录" in client.get("/sign-in/login/", headers=english).text


def test_a_residents_link_follows_the_telephone(cast):
    resident, path = _visit(cast)
    english = {"Accept-Language": "en-GB"}
    assert "Open</button>" in resident.get(path, headers=english).text
    resident.post(path + "enter/", headers=english)
    assert "Today" in resident.get("/").text
