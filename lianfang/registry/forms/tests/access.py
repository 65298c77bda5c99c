"""Examples for the house's walk over every URL. Questionnaires belong to the whole subdistrict."""

from lianfang.core import cipher, ids
from lianfang.core.actor import system
from lianfang.registry.forms import operations
from lianfang.registry.forms.models import (
    SEALED_FILE,
    Attachment,
    Beside,
    Kept,
    Questionnaire,
    Submission,
    Version,
)
from tests.cast import AT

CODE = "tip"


def _version(cast, area):
    operations.load_defaults(by=system(cast.subdistrict.id), at=AT)
    return {"version_id": Version.objects.get(questionnaire__code=CODE).id}


def _questionnaire(cast, area):
    _version(cast, area)
    return {"questionnaire_id": Questionnaire.objects.get(code=CODE).id}


def _kept(cast, area):
    made, _new = Kept.objects.get_or_create(
        subdistrict=cast.subdistrict.id,
        digest=f"{area.committee.id}",
        defaults={
            "xml": "<data/>",
            "problems": "[]",
            "committee": area.committee,
            "by_name": "陈干事",
            "at": AT,
        },
    )
    return {"kept_id": made.id}


def _key(cast, area):
    made, _token = operations.give_key(by=cast["data"], user_id=cast.users["police"].id, name="一组", at=AT)
    return {"key_id": made.id}


def _door(cast, area):
    _made, token = operations.give_key(by=cast["data"], user_id=cast.users["police"].id, name="一组", at=AT)
    return {"code": cast.subdistrict.code, "token": token}


def _behind(cast, area):
    return _door(cast, area) | _version(cast, area)


def _file(cast, area):
    version = _version(cast, area)["version_id"]
    made, _new = Beside.objects.get_or_create(
        subdistrict=cast.subdistrict.id,
        version_id=version,
        name="a.csv",
        defaults={"body": b"a\n1\n", "hash": "0"},
    )
    return _door(cast, area) | {"file_id": made.id}


def _answers(cast, area):
    version = _version(cast, area)["version_id"]
    made, _new = Submission.objects.get_or_create(
        subdistrict=cast.subdistrict.id,
        instance_id=f"uuid:{area.committee.id}",
        defaults={
            "version_id": version,
            "digest": "d",
            "xml": "<data/>",
            "answers": '{"what": "甲"}',
            "committee": area.committee,
            "by_name": "陈干事",
            "at": AT,
        },
    )
    return made


def _submission(cast, area):
    return {"submission_id": _answers(cast, area).id}


def _attachment(cast, area):
    made = _answers(cast, area)
    facts = {
        "kind": "image/jpeg",
        "size": 1,
        "digest": "d",
        "body": cipher.seal_bytes(b"1", SEALED_FILE),
        "at": AT,
    }
    photo, _new = Attachment.objects.get_or_create(
        subdistrict=made.subdistrict, submission=made, name="a.jpg", defaults=facts
    )
    return {"attachment_id": photo.id}


EXAMPLES = {
    "forms:answers": _questionnaire,
    "forms:answers_one": _submission,
    "forms:attachment": _attachment,
    "forms:questionnaire": _questionnaire,
    "forms:upload": _questionnaire,
    "forms:try": _version,
    "forms:workbook": _version,
    "forms:begins": _version,
    "forms:withdraw": _version,
    "forms:restore": _version,
    "forms:revoke_key": _key,
    "forms:kept_one": _kept,
    "forms:decide": _kept,
    "forms:form_list": _door,
    "forms:submission": _door,
    "forms:xform": _behind,
    "forms:manifest": _behind,
    "forms:file": _file,
}
POSTS = {
    "forms:begins": {"begins_on": "2099-01-01"},
    "forms:decide": {"decision": "aside", "reason": "重复"},
    "forms:give_key": {"user": str(ids.new()), "name": "一组"},
}
EVERYWHERE = set(EXAMPLES) - {"forms:answers_one", "forms:attachment"}
