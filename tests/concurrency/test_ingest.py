"""The fast door for readings: each counted once, each its own sender's, nobody failing for another's sake."""

import asyncio
import json
from datetime import timedelta
from threading import Event

import pytest
import schemathesis
from hypothesis import given
from schemathesis.generation import GenerationMode

from lianfang.config.api import api
from lianfang.config.ingest import callers, sharing
from lianfang.config.ingest.sharing import Sharing, write_group
from lianfang.core import tenant
from lianfang.ledger.models import Entry
from lianfang.response.observation import operations as observation
from lianfang.response.observation.models import Alert, Reading
from lianfang.response.observation.operations.beginning import Beginning
from tests import cast as people
from tests.cast import AT
from tests.concurrency.conftest import CODES
from tests.concurrency.knocking import MANY, ONE, Door, Knock, knock, signed_in
from tests.house.test_fuzz import often

START = AT.date().replace(day=8)
PATIENCE = 20


def begun(town, *names):
    """Episodes of these people, by the worker of their committee."""
    found = []
    with tenant.inside(town.subdistrict.id):
        for name in names:
            by = town["bao" if name.endswith("_b") else "chen"]
            beginning = Beginning(town.people[name].id, START)
            found.append(observation.begin(by=by, beginning=beginning, at=AT))
    return found


def said(client_id, episode, celsius="36.5", **more):
    return {"client_id": client_id, "episode": str(episode.id), "celsius": celsius, **more}


def test_a_reading_its_retry_and_a_batch_in_order(town):
    [episode] = begun(town, "rare")
    chen = signed_in(town.users["chen"])
    [first] = knock(Knock(chen, said("a", episode)))
    [again] = knock(Knock(chen, said("a", episode)))
    sent = [said("b", episode, "50"), said("a", episode), said("c", episode, "38.4"), said("c", episode)]
    [many] = knock(Knock(chen, sent, MANY))
    assert (first.status, again.status, many.status) == (201, 200, 200)
    told = [(one["client_id"], one["became"], one["code"]) for one in many.told]
    absurd = "observation.reading_absurd"
    assert told == [("b", "refused", absurd), ("a", "known", ""), ("c", "new", ""), ("c", "known", "")]
    assert (Reading.objects.count(), Alert.objects.count()) == (2, 1)


def test_those_of_one_instant_share_a_commit_and_keep_their_own_senders(town):
    near, far = begun(town, "rare", "neighbour_b")
    chen, bao = signed_in(town.users["chen"]), signed_in(town.users["bao"])
    groups = []

    def write(posts):
        groups.append(len(posts))
        return write_group(posts)

    sent = [Knock(chen, said(f"c{n}", near)) for n in range(20)]
    sent += [Knock(bao, said(f"b{n}", far)) for n in range(20)]
    strayed = Knock(bao, said("stray", near))
    done = knock(*sent, strayed, door=Door(Sharing(write)))
    assert [one.status for one in done] == [201] * 40 + [404]
    assert sum(groups) == 41
    assert len(groups) < 10
    by = set(Reading.objects.values_list("episode", "by"))
    assert by == {(near.id, town["chen"].id), (far.id, town["bao"].id)}
    entries = Entry.objects.filter(event="observation.readings_recorded")
    counted = dict.fromkeys((town["chen"].id, town["bao"].id), 0)
    for entry in entries:
        counted[entry.actor] += entry.facts["readings"]
    assert set(counted.values()) == {20}


def test_one_id_from_two_connections_is_one_reading_a_person(town):
    one, two = begun(town, "rare", "twin_one")
    chen = signed_in(town.users["chen"])
    same = knock(*[Knock(chen, said("x", one)) for _ in range(8)])
    assert sorted(knock_.status for knock_ in same) == [200] * 7 + [201]
    other = knock(Knock(chen, said("y", one)), Knock(chen, said("y", two)))
    assert [knock_.status for knock_ in other] == [201, 201]
    assert Reading.objects.count() == 3


def test_who_breaks_the_group_fails_alone(town, monkeypatch):
    [episode] = begun(town, "rare")
    chen = signed_in(town.users["chen"])
    whole = sharing.record_together

    def fragile(*, by, typed, at):
        if any(one.client_id == "poison" for one in typed):
            raise ZeroDivisionError
        return whole(by=by, typed=typed, at=at)

    monkeypatch.setattr(sharing, "record_together", fragile)
    sent = [Knock(chen, said(name, episode)) for name in ("a", "b", "poison", "c")]
    done = knock(*sent)
    assert [one.status for one in done] == [201, 201, 500, 201]
    assert set(Reading.objects.values_list("client_id", flat=True)) == {"a", "b", "c"}


def test_a_full_queue_is_told_at_once_and_the_retry_counts(town):
    [episode] = begun(town, "rare")
    chen = signed_in(town.users["chen"])
    batch = [said(f"r{n}", episode) for n in range(30)]
    [full] = knock(Knock(chen, batch, MANY), door=Door(Sharing(room=20)))
    assert (full.status, full.told["code"]) == (503, "observation.busy")
    assert full.answered[b"retry-after"]
    assert not Reading.objects.exists()
    [later] = knock(Knock(chen, batch, MANY))
    assert {one["became"] for one in later.told} == {"new"}


def test_who_hangs_up_is_counted_once(town):
    [episode] = begun(town, "rare")
    knocking = Knock(signed_in(town.users["chen"]), said("gone", episode))
    begins, goes_on = Event(), Event()

    def slowly(posts):
        begins.set()
        goes_on.wait(PATIENCE)
        return write_group(posts)

    async def hang_up():
        door = Door(Sharing(slowly))
        task = asyncio.create_task(knocking.at(door))
        await asyncio.get_running_loop().run_in_executor(None, begins.wait, PATIENCE)
        task.cancel()
        goes_on.set()
        await door.finish()

    asyncio.run(hang_up())
    assert knocking.status is None
    [again] = knock(knocking)
    assert (again.status, Reading.objects.count()) == (200, 1)


def test_strangers_other_roles_and_who_has_no_token_are_refused(town):
    [episode] = begun(town, "rare")
    chen = signed_in(town.users["chen"])
    body = said("a", episode)
    no_token = {name: value for name, value in chen.items() if name == b"cookie"}
    elsewhere = chen | {b"origin": b"https://elsewhere.example"}
    police = signed_in(town.users["police"])
    done = knock(*(Knock(who, body) for who in ({}, no_token, elsewhere, police)))
    assert [one.status for one in done] == [401, 403, 403, 403]
    duty = signed_in(town.users["duty"])
    town.users["duty"].must_change_password = True
    town.users["duty"].save()
    [borrowed] = knock(Knock(duty, body))
    assert (borrowed.status, Reading.objects.count()) == (403, 0)


def test_who_shares_a_token_does_not_share_a_session(town):
    [episode] = begun(town, "rare")
    chen, body = signed_in(town.users["chen"]), said("a", episode)
    session, _separator, token = chen[b"cookie"].partition(b"; ")
    assert b"sessionid" in session or b"sessionid" in token
    only = token if b"csrftoken" in token else session
    [first, stranger] = [Knock(chen, body), Knock(chen | {b"cookie": only}, body)]

    async def one_after_the_other():
        door = Door()
        await first.at(door)
        await stranger.at(door)
        await door.finish()

    asyncio.run(one_after_the_other())
    assert (first.status, stranger.status) == (201, 401)


def test_another_subdistrict_finds_nobody_even_in_the_same_instant(town):
    [episode] = begun(town, "rare")
    key = people.ids.new()
    with tenant.inside(key):
        other = people.fill(people.assemble(key, str(next(CODES))))
    theirs = Knock(signed_in(other.users["duty"]), said("x", episode, "39.0"))
    ours = Knock(signed_in(town.users["chen"]), said("x", episode))
    knock(theirs, ours)
    assert (theirs.status, theirs.told["code"]) == (404, "observation.not_observed")
    assert ours.status == 201
    assert not Alert.objects.exists()


def test_the_future_is_refused_and_the_late_kept_and_marked(town):
    [episode] = begun(town, "rare")
    chen = signed_in(town.users["chen"])
    times = {"early": AT + timedelta(hours=2), "late": AT - timedelta(days=1)}
    sent = [said(name, episode, taken_at=when.isoformat()) for name, when in times.items()]
    [done] = knock(Knock(chen, sent, MANY))
    assert [one["code"] for one in done.told] == ["observation.reading_in_the_future", ""]
    assert Reading.objects.get().is_late


def test_who_is_frozen_sends_for_some_seconds_at_most(town, monkeypatch):
    [episode] = begun(town, "rare")
    chen = signed_in(town.users["chen"])
    knocks = [Knock(chen, said(name, episode)) for name in ("a", "b", "c")]
    monkeypatch.setattr(callers, "HOLD", 3600)

    async def story():
        door = Door()
        await knocks[0].at(door)
        town.users["chen"].is_active = False
        town.users["chen"].save()
        await knocks[1].at(door)
        door.callers._held = {key: (0, one) for key, (_until, one) in door.callers._held.items()}
        await knocks[2].at(door)
        await door.finish()

    monkeypatch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
    asyncio.run(story())
    assert [one.status for one in knocks] == [201, 201, 401]


@pytest.mark.parametrize(
    ("more", "body", "path", "status"),
    [
        ({b"content-type": b"text/plain"}, {}, ONE, 415),
        ({}, b"\xff{", ONE, 400),
        ({}, b"", ONE, 400),
        ({}, b"[" * 100_000, MANY, 400),
        ({}, b" " * 6_000_000, ONE, 413),
        ({}, {"client_id": "a b"}, ONE, 422),
        ({}, [], ONE, 422),
        ({}, {}, MANY, 422),
        ({}, [{"client_id": "a"}] * 1001, MANY, 413),
        ({}, [], MANY, 200),
        ({}, {}, "/api/v1/observation/counts", 404),
    ],
)
def test_what_cannot_be_read_is_answered(town, more, body, path, status):
    [done] = knock(Knock(signed_in(town.users["chen"]) | more, body, path))
    assert done.status == status
    assert not Reading.objects.exists()


def test_wrong_fields_are_named_as_at_the_other_door(town, client):
    body = {"client_id": "x", "celsius": "热得很", "person": "无名"}
    [here] = knock(Knock(signed_in(town.users["chen"]), body))
    client.force_login(town.users["chen"], backend="allauth.account.auth_backends.AuthenticationBackend")
    there = client.post(ONE, json.dumps(body), content_type="application/json")
    assert (here.status, here.told) == (there.status_code, there.json())


def test_words_are_of_the_senders_choice(town):
    [episode] = begun(town, "rare")
    chen = signed_in(town.users["chen"])
    in_english = chen | {b"cookie": chen[b"cookie"] + b"; django_language=en"}
    done = knock(Knock(chen, said("a", episode, "50")), Knock(in_english, said("b", episode, "50")))
    assert [one.told["message"][:6] for one in done] == ["50.0 不", "50.0 i"]


@pytest.mark.parametrize("mode", [GenerationMode.POSITIVE, GenerationMode.NEGATIVE], ids=str)
@pytest.mark.parametrize("path", [ONE, MANY])
def test_nothing_that_is_sent_breaks_the_door(town, mode, path):
    begun(town, "rare")
    schema = schemathesis.openapi.from_dict(json.loads(json.dumps(api.get_openapi_schema(), default=str)))
    chen, met = signed_in(town.users["chen"]), set()

    @often(25)
    @given(schema[path]["POST"].as_strategy(generation_mode=mode))
    def call(case):
        [done] = knock(Knock(chen, case.body, path))
        met.add(done.status)

    call()
    assert met <= {200, 201, 400, 404, 409, 413, 422}
