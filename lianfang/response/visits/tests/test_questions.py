"""The office's own questionnaire at the door: carried, checked against its version, stored once with the visit."""

import base64
import json

import pytest
import time_machine

from lianfang.core.actor import system
from lianfang.registry.forms import operations as forms
from lianfang.registry.forms import selectors as filed
from lianfang.registry.forms.models import Attachment, Kept, Questionnaire, Submission
from lianfang.registry.forms.tests.making import YES_NO, book
from lianfang.response.visits import operations, receiving
from lianfang.response.visits.models import Taken, Visit
from tests.cast import AT

from .outing import ask, team

SURVEY = [
    ("type", "name", "label", "relevant", "required", "constraint"),
    ("hidden", "visit_kind", "", "", "", ""),
    ("select_one yn", "pets", "有宠物吗", "${visit_kind} != 'daily'", "yes", ""),
    ("integer", "cats", "几只猫", "${pets} = 'yes'", "yes", ". < 20"),
    ("image", "door", "门的照片", "", "", ""),
]


@pytest.fixture(autouse=True)
def _on_the_day():
    with time_machine.travel(AT, tick=False):
        yield


@pytest.fixture
def town(cast):
    forms.load_defaults(by=system(cast.subdistrict.id), at=AT)
    team(cast)
    return cast


@pytest.fixture
def request_(town):
    made = ask(town)
    operations.take_in(by=town["duty"], request_id=made.id, at=AT)
    return made


def upload(town, survey=SURVEY):
    """The command post's own workbook, from today on."""
    questionnaire = Questionnaire.objects.get(code="door_visit")
    handed = forms.Handed("上门.xlsx", book(survey, YES_NO))
    day = AT.date()
    return forms.upload(
        by=town["data"], questionnaire_id=questionnaire.id, handed=handed, begins_on=day, at=AT
    )


def sent(request, version, values, **more):
    """A record as the telephone sends it, with what the questionnaire asked."""
    sheet = {"version": str(version.id), "values": values, "known": 1} | more.pop("sheet", {})
    return {
        "client_id": "c1",
        "request": str(request.id),
        "outcome": "met",
        "at": AT.isoformat(),
        "based_on": request.version,
        "sheet": sheet,
    } | more


def record(town, *records):
    found = [receiving.read_record(json.loads(json.dumps(one))) for one in records]
    return operations.record_visits(by=town["chen"], found=found, at=AT)


def test_the_list_carries_the_questionnaire_once_and_again_when_it_changes(town, request_, sign_in):
    staff = sign_in("chen")
    first = staff.get("/visits/phone/list/").json()["form"]
    assert "住在这里的人" in first["html"]
    again = staff.get("/visits/phone/list/", {"form": first["mark"]}).json()["form"]
    assert again == {"mark": first["mark"]}
    upload(town)
    changed = staff.get("/visits/phone/list/", {"form": first["mark"]}).json()["form"]
    assert "几只猫" in changed["html"]


def test_answers_are_stored_with_the_visit_against_their_version_and_once(town, request_):
    version = upload(town)
    one = sent(request_, version, {"pets": "yes", "cats": "3"})
    assert [record(town, one)[0].became for _try in range(2)] == ["new", "known"]
    visit, stored = Visit.objects.get(), Submission.objects.get()
    assert (visit.submission, stored.version, stored.about_id) == (stored.id, version, visit.id)
    assert filed.answers(stored) == {"visit_kind": "verification", "pets": "yes", "cats": "3"}


def test_a_record_made_before_the_workbook_changed_counts_by_its_own_version(town, request_):
    before = upload(town)
    upload(town, [*SURVEY, ("text", "new", "新问题", "", "yes", "")])
    record(town, sent(request_, before, {"pets": "no"}))
    assert Submission.objects.get().version == before


def test_what_the_version_refuses_is_kept_and_the_visit_stands(town, request_):
    version = upload(town)
    [receipt] = record(town, sent(request_, version, {"pets": "yes", "cats": "many"}))
    assert receipt.became == "new"
    assert Visit.objects.get().submission is None
    kept = Kept.objects.get()
    made = forms.take_in(by=town["duty"], kept_id=kept.id, reason="电话核对过", at=AT)
    assert Visit.objects.get().submission == made.id


def test_two_records_about_one_door_keep_both_their_answers(town, request_):
    version = upload(town)
    record(town, sent(request_, version, {"pets": "no"}))
    [receipt] = record(town, sent(request_, version, {"pets": "yes", "cats": "1"}, client_id="c2"))
    assert receipt.became == "apart"
    assert Submission.objects.count() == 2


def test_a_version_of_something_else_is_refused(town, request_):
    [receipt] = record(town, sent(request_, filed.current(town["chen"], "tip", AT.date()), {}))
    assert receipt.refusal.code == "visits.version_unknown"
    assert not Visit.objects.exists()


def test_photographs_of_questions_come_with_the_record_sealed(town, request_):
    version = upload(town)
    photo = {"door": base64.b64encode(b"\xff\xd8jpeg").decode()}
    record(town, sent(request_, version, {"pets": "no", "door": "C:\\x.jpg"}, sheet={"files": photo}))
    kept = Attachment.objects.get()
    assert (kept.name, kept.size) == ("door.jpg", 6)
    assert b"jpeg" not in bytes(kept.body)


def test_the_default_questions_take_names_and_temperatures_from_the_visit(town, request_):
    version = filed.current(town["chen"], "door_visit", AT.date())
    people = [
        {"person_name": "王㛃", "person_symptoms": ["none"], "came_back": "no"},
        {
            "person_name": "远房表弟",
            "person_celsius": "37.9",
            "person_symptoms": ["cough"],
            "came_back": "no",
        },
    ]
    record(town, sent(request_, version, {"how_many": "2", "people": people, "is_rental": "no"}))
    assert not Kept.objects.exists()
    stranger = Taken.objects.get()
    assert (stranger.person, str(stranger.celsius), stranger.symptoms) == (None, "37.9", ["cough"])


@pytest.mark.parametrize(
    "sheet",
    [
        "x",
        {"values": {}},
        {"version": "7", "values": {}},
        {"version": "0" * 32, "values": {}, "files": {"a[9]/b": ""}},
        {"version": "0" * 32, "values": {}, "files": {"a": "§"}},
    ],
)
def test_a_sheet_that_is_none_is_refused_by_itself(town, request_, sheet):
    with pytest.raises(receiving.Unreadable):
        receiving.read_record(sent(request_, request_, {}) | {"sheet": sheet})


def test_names_in_answers_are_masked_and_chosen_doors_are_no_numbers(town, request_, sign_in):
    version = filed.current(town["chen"], "door_visit", AT.date())
    people = [{"person_name": "王㛃", "came_back": "no"}, {"person_name": "远房表弟", "came_back": "no"}]
    people[1]["person_symptoms"] = ["none"]
    record(town, sent(request_, version, {"how_many": "2", "people": people, "is_rental": "no"}))
    page = sign_in("duty").get(f"/visits/requests/{request_.id}/").text
    answers = page[page.index("q-answers") :]
    assert "远房表弟" not in answers
    assert "远***" in answers
    assert str(request_.id) not in answers[: answers.index("</details>")]


def test_answers_are_read_by_who_may_read_health_and_by_who_gave_them(town, request_, sign_in):
    version = upload(town)
    record(town, sent(request_, version, {"pets": "yes", "cats": "17"}))
    url = f"/visits/requests/{request_.id}/"
    assert "几只猫" in sign_in("duty").get(url).text
    assert "几只猫" in sign_in("chen").get(url).text
    assert "几只猫" not in sign_in("data").get(url).text
