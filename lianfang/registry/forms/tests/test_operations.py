"""Answers are checked by the form's own rules, stored once, sealed, and seen by few."""

from datetime import date
from uuid import uuid4

import pytest
from django.db import connection

from lianfang.core import Refused
from lianfang.core.actor import system
from lianfang.ledger.models import Entry
from lianfang.registry.forms import operations, selectors
from lianfang.registry.forms.models import Kept, Questionnaire, Submission, Version
from lianfang.registry.forms.rules.defaults import CODES
from tests.cast import AT

from .making import book

DAY = date(2020, 2, 10)
DOOR = {"visit": "none", "address": "甲路10弄1号101室"}
WELL = {"been_away": "no", "contact": "no", "symptoms": ["none"]}


@pytest.fixture
def office(cast):
    operations.load_defaults(by=system(cast.subdistrict.id), at=AT)
    return cast


def _call(office, **changes):
    version = selectors.current(office["chen"], "screening_call", DAY)
    facts = {
        "by": office["chen"],
        "version_id": version.id,
        "values": WELL,
        "committee": office.a.committee.id,
        "instance_id": "uuid:one",
        "at": AT,
    }
    return operations.submit(**(facts | changes))


def test_an_office_has_our_questionnaires_and_has_them_once(office):
    assert operations.load_defaults(by=system(office.subdistrict.id), at=AT) == 0
    assert set(Questionnaire.objects.values_list("code", flat=True)) == set(CODES)
    assert all(selectors.current(office.subdistrict.id, code, DAY) for code in CODES)
    assert selectors.current(office["chen"], "screening_call", date(2019, 12, 1)) is None


def test_answers_come_back_with_what_was_calculated(office):
    made = _call(office, values=WELL | {"celsius": "３６。5", "note": ""})
    assert selectors.answers(made) == WELL | {"celsius": "36.5", "needs_check": "no"}


def test_what_is_not_relevant_is_not_stored(office):
    made = _call(office, values=WELL | {"place": "湖北省武汉市"})
    assert "place" not in selectors.answers(made)


@pytest.mark.parametrize(
    ("change", "place", "why"),
    [
        ({"contact": ""}, "contact", "required"),
        ({"been_away": "yes"}, "place", "required"),
        ({"celsius": "52"}, "celsius", "constraint"),
        ({"celsius": "hot"}, "celsius", "number"),
        ({"been_away": "perhaps"}, "been_away", "choice"),
        ({"symptoms": ["none", "cough"]}, "symptoms", "constraint"),
        ({"shoe_size": "41"}, "shoe_size", "unknown"),
    ],
)
def test_what_the_form_does_not_accept_is_refused_with_its_place(office, change, place, why):
    with pytest.raises(Refused) as refused:
        _call(office, values=WELL | change)
    assert refused.value.code == "forms.invalid"
    [problem] = refused.value.facts["problems"]
    assert (problem.place, problem.why) == (place, why)
    assert problem.said
    assert not Submission.objects.exists()


def test_the_same_again_counts_once_and_something_else_is_refused(office):
    first = _call(office)
    assert _call(office) == first
    with pytest.raises(Refused, match="编号"):
        _call(office, values=WELL | {"note": "改了"})
    assert Submission.objects.count() == 1
    assert Entry.objects.filter(event="forms.submitted").count() == 1


def test_members_of_a_repeat_are_checked_each(office):
    version = selectors.current(office["chen"], "door_visit", DAY)
    people = [
        {"person_name": "钱多多", "came_back": "no", "person_symptoms": ["none"]},
        {"person_name": "孙小小"},
    ]
    values = DOOR | {"found": "home", "how_many": 2, "people": people, "is_rental": "no", "doubtful": "no"}
    with pytest.raises(Refused) as refused:
        _call(office, version_id=version.id, values=values)
    places = [problem.place for problem in refused.value.facts["problems"]]
    assert places == ["people[1]/came_back", "people[1]/person_symptoms"]
    people[1] |= {"came_back": "no", "person_symptoms": ["cough"]}
    made = _call(office, version_id=version.id, values=values)
    assert selectors.answers(made)["people"][1]["person_symptoms"] == ["cough"]


def test_what_the_room_asks_itself_is_not_judged_and_still_decides_what_is_asked(office):
    version = selectors.current(office["chen"], "door_visit", DAY)
    values = {"visit_kind": "daily", "visit": "7", "found": "home", "people": [{"person_name": "钱多多"}]}
    given = {"visit_kind", "visit", "found", "doubtful", "slip", "people[0]/person_symptoms"}
    answered = operations.Answered(version.id, values | {"slip": "K7"}, frozenset(given))
    made = operations.hand_in(by=office["chen"], answered=answered, instance_id="visit-1", at=AT)
    assert "how_many" not in selectors.answers(made)
    others = operations.Answered(version.id, values | {"visit_kind": "first"}, frozenset(given))
    with pytest.raises(Refused) as refused:
        operations.hand_in(by=office["chen"], answered=others, instance_id="visit-2", at=AT)
    places = {problem.place for problem in refused.value.facts["problems"]}
    assert places == {"how_many", "people[0]/came_back", "is_rental"}


def test_answers_nobody_can_be_asked_again_are_kept_where_the_version_refuses_them(office):
    version = selectors.current(office["chen"], "screening_call", DAY)
    answered = operations.Answered(version.id, {"note": "人已经走了"})
    facts = {"by": office["chen"], "answered": answered, "instance_id": "visit-3", "at": AT}
    assert operations.take(**facts) is None
    assert operations.take(**facts) is None
    [kept] = Kept.objects.all()
    assert "人已经走了" in kept.xml
    assert kept.version == version


def test_an_office_that_never_wrote_its_own_gets_the_newer_edition(office):
    tip, door = (Questionnaire.objects.get(code=code) for code in ("tip", "door_visit"))
    Version.objects.filter(questionnaire=door).update(file_name="上门核查.xlsx")
    Version.objects.filter(questionnaire=tip).update(file_name="旧.xlsx", by=office["data"].id)
    assert operations.load_defaults(by=system(office.subdistrict.id), at=AT) == 1
    assert selectors.current(office["chen"], "door_visit", DAY).number == 2
    assert selectors.current(office["chen"], "tip", DAY).number == 1


def test_nobody_reads_answers_in_the_database(office):
    made = _call(office, values=WELL | {"note": "有一只会说话的猫"})
    with connection.cursor() as cursor:
        cursor.execute("SELECT xml, answers FROM forms_submission WHERE id = %s", [made.id])
        assert all("猫".encode() not in bytes(column) for column in cursor.fetchone())


def test_who_sees_answers(office):
    made = _call(office, about=("calls.Need", uuid4()))
    seen = {name for name in office.actors if made in Submission.objects.visible_to(office[name])}
    assert seen == {"commander", "duty", "chen", "doctor"}


def test_a_workbook_that_loses_what_other_pages_read_by_name_is_refused(office):
    """Somebody renames 体温 in Excel: calls would be answered, and no reading would ever come of them."""
    code = Questionnaire.objects.get(code="observation_call")
    head = ("type", "name", "label")
    renamed = [head, ("decimal", "tiwen", "体温"), ("text", "symptoms", "情况")]
    handed = operations.Handed("改名.xlsx", book(renamed))
    facts = {"by": office["data"], "questionnaire_id": code.id, "begins_on": DAY, "at": AT}
    with pytest.raises(Refused) as refusal:
        operations.upload(handed=handed, **facts)
    [fault] = refusal.value.facts["faults"]
    assert (fault.why, fault.found) == ("needed", "celsius")
    kept = [head, ("begin_group", "how", "怎么样"), ("decimal", "celsius", "体温"), ("text", "symptoms", "情况"),
            ("end_group", "", "")]  # fmt: skip
    assert operations.upload(handed=operations.Handed("好.xlsx", book(kept)), **facts).number == 2
