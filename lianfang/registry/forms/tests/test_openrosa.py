"""ODK Collect's door: what its code asks for, and what a phone may send."""

from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from lxml import etree

from lianfang.core.actor import system
from lianfang.ledger.models import Entry
from lianfang.registry.forms import hooks, operations, selectors
from lianfang.registry.forms.models import Attachment, DeviceKey, Kept, KeptFile, Submission, Version
from tests.cast import AT

ROSA = {"X-OpenRosa-Version": "1.0"}
ORX = "http://openrosa.org/xforms"
DOOR = "<visit>none</visit><address>甲路10弄1号101室</address>"
GONE = DOOR + "<found>nobody</found><slip_left>yes</slip_left>"


@pytest.fixture
def phone(cast, client):
    """The police officer's phone with a key: its base address, and the way to send."""
    operations.load_defaults(by=system(cast.subdistrict.id), at=AT)
    _key, token = operations.give_key(by=cast["data"], user_id=cast.users["chen"].id, name="一组", at=AT)
    return Phone(client, f"/forms/key/{cast.subdistrict.code}/{token}")


class Phone:
    def __init__(self, client, base):
        self.client, self.base = client, base

    def get(self, way, **query):
        return self.client.get(self.base + way, query, headers=ROSA)

    def send(self, xml, **files):
        body = xml if isinstance(xml, bytes) else xml.encode()
        part = SimpleUploadedFile("data.xml", body, content_type="text/xml")
        return self.client.post(
            self.base + "/submission?deviceID=x", {"xml_submission_file": part} | files, headers=ROSA
        )


def instance(inside=GONE, name="uuid:1", form="door_visit", version="1"):
    meta = f'<orx:meta xmlns:orx="{ORX}"><orx:instanceID>{name}</orx:instanceID></orx:meta>'
    return f'<data id="{form}" version="{version}">{inside}{meta}</data>'


def message(answer):
    assert answer.headers["X-OpenRosa-Version"] == "1.0"
    return etree.fromstring(answer.content)[0].text


def test_the_list_is_what_collect_reads(phone):
    answer = phone.get("/formList", deviceID="x")
    assert answer.headers["Content-Type"] == "text/xml; charset=utf-8"
    assert answer.headers["X-OpenRosa-Version"] == "1.0"
    root = etree.fromstring(answer.content)
    assert root.tag == "{http://openrosa.org/xforms/xformsList}xforms"
    one = next(form for form in root if form[0].text == "door_visit")
    found = {part.tag.rpartition("}")[2]: part.text for part in one}
    assert set(found) == {"formID", "name", "version", "hash", "downloadUrl", "manifestUrl"}
    assert found["downloadUrl"].startswith("http://")
    version = Version.objects.get(form_id="door_visit")
    assert found["hash"] == f"md5:{version.hash}"
    assert phone.client.get(found["downloadUrl"], headers=ROSA).content.decode() == version.xform
    assert len(etree.fromstring(phone.get("/formList", formID="tip").content)) == 1


def test_files_beside_a_form_stand_in_its_manifest(phone):
    version = Version.objects.get(form_id="tip")
    version.files.create(subdistrict=version.subdistrict, name="a.csv", body=b"a\n1\n", hash="abc")
    root = etree.fromstring(phone.get("/formList", formID="tip").content)
    address = root.findtext(".//{*}manifestUrl")
    manifest = etree.fromstring(phone.client.get(address, headers=ROSA).content)
    assert [manifest.findtext(f".//{{*}}{name}") for name in ("filename", "hash")] == ["a.csv", "md5:abc"]
    assert phone.client.get(manifest.findtext(".//{*}downloadUrl"), headers=ROSA).content == b"a\n1\n"


def test_the_list_of_doors_is_the_phones_own_and_changes_with_it(phone, monkeypatch):
    doors = []
    monkeypatch.setitem(hooks.LISTS, "doors.csv", lambda viewer, at: [*doors])

    def listed():
        address = etree.fromstring(phone.get("/formList", formID="door_visit").content).findtext(
            ".//{*}manifestUrl"
        )
        manifest = etree.fromstring(phone.client.get(address, headers=ROSA).content)
        body = phone.client.get(manifest.findtext(".//{*}downloadUrl"), headers=ROSA).content.decode()
        return manifest.findtext(".//{*}hash"), body

    before, empty = listed()
    assert empty.splitlines()[1].startswith("none,")
    doors.append(("7", "甲路10弄1号101室"))
    after, full = listed()
    assert after != before
    assert "7,甲路10弄1号101室" in full
    carried = Entry.objects.filter(event="forms.list_carried").order_by("id")
    assert [(one.facts["name"], one.facts["lines"]) for one in carried] == [
        ("doors.csv", 0),
        ("doors.csv", 1),
    ]
    chosen = GONE.replace("<visit>none</visit><address>甲路10弄1号101室</address>", "<visit>7</visit>")
    doors.clear()  # done meanwhile: what was chosen an hour ago is still an answer
    assert phone.send(instance(chosen)).status_code == 201


def test_how_much_may_come_is_asked_first(phone):
    answer = phone.client.head(phone.base + "/submission", headers=ROSA)
    assert answer.status_code == 204
    assert int(answer.headers["X-OpenRosa-Accept-Content-Length"]) > 10_000_000


def test_an_instance_is_stored_with_its_photograph_and_counts_once(phone, cast):
    xml = instance(GONE + "<photo>door.jpg</photo>")
    first = phone.send(xml)
    assert (first.status_code, message(first)) == (201, "已收到。")
    again = phone.send(
        xml, **{"door.jpg": SimpleUploadedFile("door.jpg", b"\xff\xd8", content_type="image/jpeg")}
    )
    assert again.status_code == 201
    [made] = Submission.objects.all()
    assert selectors.answers(made) == {
        "visit": "none",
        "address": "甲路10弄1号101室",
        "found": "nobody",
        "slip_left": "yes",
        "photo": "door.jpg",
    }
    assert (made.by_name, made.committee_id, made.way) == ("陈干事", cast.a.committee.id, "collect")
    [photo] = Attachment.objects.all()
    assert b"\xff\xd8" not in bytes(photo.body)[:4]
    assert Entry.objects.filter(event="forms.submitted").count() == 1
    assert DeviceKey.objects.get().used_at is not None


def test_other_answers_under_the_same_number_are_told_and_kept(phone):
    phone.send(instance())
    assert phone.send(instance(DOOR + "<found>moved</found>")).status_code == 409
    assert Submission.objects.count() == Kept.objects.count() == 1


@pytest.mark.parametrize(
    ("inside", "place"),
    [
        (DOOR + "<found>asleep</found>", "found"),
        (DOOR + "<slip_left>yes</slip_left>", "found"),
        ("<visit>none</visit><found>moved</found>", "address"),
        (GONE + "<shoe/>", "/data/shoe"),
        (
            DOOR + "<found>home</found><home><how_many>many</how_many></home><doubtful>no</doubtful>",
            "how_many",
        ),
    ],
)
def test_what_the_form_does_not_accept_is_kept_for_a_person(phone, cast, inside, place):
    photo = {"a.jpg": SimpleUploadedFile("a.jpg", b"1", content_type="image/jpeg")}
    answer = phone.send(instance(inside), **photo)
    assert answer.status_code == 202
    assert phone.send(instance(inside), **photo).status_code == 202
    [kept] = Kept.objects.all()
    assert place in kept.problems
    assert not Submission.objects.exists()
    made = operations.take_in(by=cast["duty"], kept_id=kept.id, reason="电话核对过", at=AT)
    assert (made.way, made.by_name, made.attachments.count()) == ("looked", "陈干事", 1)
    assert KeptFile.objects.count() == 1


def test_corrected_answers_under_a_kept_number_are_stored(phone):
    phone.send(instance("<found>asleep</found>"))
    assert phone.send(instance()).status_code == 201


@pytest.mark.parametrize(
    ("xml", "status"),
    [
        (instance()[:-9], 400),
        ("", 400),
        ("<!DOCTYPE a [<!ENTITY b 'c'>]>" + instance("<note>&b;</note>"), 400),
        (instance(name=""), 400),
        (instance(form="nothing"), 404),
        (instance(version="99"), 404),
        (instance(name="x" * 300), 400),
    ],
)
def test_what_cannot_be_placed_is_refused_and_not_lost(phone, xml, status):
    answer = phone.send(xml)
    assert answer.status_code == status
    assert message(answer)
    assert not Submission.objects.exists()
    assert Kept.objects.count() == 1


def test_a_body_without_the_part_is_refused(phone):
    raw = phone.client.post(phone.base + "/submission", instance(), content_type="text/xml", headers=ROSA)
    assert (raw.status_code, phone.client.post(phone.base + "/submission", {}, headers=ROSA).status_code) == (
        400,
        400,
    )


def test_strangers_and_taken_keys_stay_outside(phone, cast):
    assert phone.client.get(phone.base + "/formList").status_code == 400
    assert phone.client.get(phone.base[:-3] + "abc/formList", headers=ROSA).status_code == 403
    elsewhere = phone.base.replace(cast.subdistrict.code, "000")
    assert phone.client.get(elsewhere + "/formList", headers=ROSA).status_code == 403
    operations.revoke_key(by=cast["data"], key_id=DeviceKey.objects.get().id, at=AT)
    assert phone.get("/formList").status_code == 403
    assert phone.send(instance()).status_code == 403


def test_whoever_was_frozen_sends_nothing(phone, cast):
    user = cast.users["chen"]
    user.is_active = False
    user.save()
    assert phone.get("/formList").status_code == 403


def test_too_many_files_are_refused(phone):
    files = {f"{n}.jpg": SimpleUploadedFile(f"{n}.jpg", b"1") for n in range(21)}
    assert phone.send(instance(), **files).status_code == 413
    assert not Submission.objects.exists()


TAGS = st.sampled_from(
    ["found", "home", "people", "person_name", "slip_left", "note", "meta", "x", "place", "photo"]
)
TREES = st.recursive(
    st.tuples(TAGS, st.text(max_size=8)),
    lambda inside: st.tuples(TAGS, st.lists(inside, max_size=4)),
    max_leaves=12,
)


def _element(tree):
    made = etree.Element(tree[0])
    if isinstance(tree[1], str):
        made.text = "".join(letter for letter in tree[1] if letter.isprintable())
    for kid in tree[1] if isinstance(tree[1], list) else ():
        made.append(_element(kid))
    return made


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.lists(TREES, max_size=5), st.booleans(), st.binary(max_size=6))
def test_any_instance_is_stored_or_kept_never_lost(phone, trees, is_cut, noise):
    name = f"uuid:{uuid4()}"
    inside = "".join(etree.tostring(_element(tree), encoding="unicode") for tree in trees)
    xml = instance(inside, name).encode()
    xml = xml[:-12] + noise if is_cut else xml
    before = Submission.objects.count() + Kept.objects.count()
    answer = phone.send(xml)
    assert answer.status_code in {201, 202, 400, 404}
    assert Submission.objects.count() + Kept.objects.count() - before <= 1
    assert (answer.status_code == 201) == Submission.objects.filter(instance_id=name).exists()
