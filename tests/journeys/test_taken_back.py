"""A list that was verified, taken back by mistake, and handed in again: nobody is asked a second time.

The way from lists to people (M8, M11): what people worked out outlives a slip at the upload box.
"""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from lianfang.registry.lists.models import Import
from lianfang.registry.people.models import Person
from lianfang.response.observation.models import Episode
from lianfang.response.screening.models import Report, Verification
from tests.journeys.lists import HOME, LEDGER

# Neither stands in the register: only the police know of them, one of them without a number or phone.
POLICE = f"""序号,姓名,身份证号码,联系电话,抵沪日期,来源地,现住址
1,孙国庆,420106197003120019,13812349901,2020-02-08,湖北省武汉市,{HOME}
2,周小燕,,,2020-02-07,湖北省荆州市,甲路10弄1号102室
"""


def hand_in(client, work, name, text):
    """Dropped into the box and imported as it was read; returns the import."""
    client.post(reverse("lists:upload"), {"files": SimpleUploadedFile(name, text.encode())})
    work()
    client.post(reverse("lists:choose_all"))
    work()
    return Import.objects.get(file_name=name, state="done")


@pytest.fixture
def police(as_, work):
    """Given a rule for 湖北, the household ledger, and the police list."""
    rule = {"place": "湖北", "from_on": "2020-01-12", "need": "observe", "days": "14"}
    as_("commander").post(reverse("screening:rules"), rule)
    hand_in(as_("data"), work, "户册台账.csv", LEDGER)
    return hand_in(as_("data"), work, "公安名单.csv", POLICE)


def confirm(as_, report):
    """Chen rang: it is so."""
    facts = {"outcome": "confirmed", "method": "phone", "place": "湖北省武汉市", "arrived_on": "2020-02-08"}
    door = reverse("screening:report", args=[report.id])
    assert as_("chen").post(door, {**facts, "celsius": "36.6", "can_stay_home": "yes"}).status_code == 302


def test_a_list_taken_back_and_handed_in_again_asks_nobody_twice(as_, police, work):
    people = {one.name: one.id for one in Person.objects.filter(name__in=["孙国庆", "周小燕"])}
    confirm(as_, Report.objects.get(person__name="孙国庆"))

    as_("data").post(reverse("lists:undo", args=[police.id]))
    work()
    assert not Report.objects.filter(state="open").exists()
    again = hand_in(as_("data"), work, "公安名单.csv", POLICE)

    assert {one.name: one.id for one in Person.objects.filter(name__in=people)} == people
    assert (again.counts["returned"], again.counts["new"]) == (2, 0)
    assert [one.person.name for one in Report.objects.filter(state="open")] == ["周小燕"]
    assert Verification.objects.count() == Episode.objects.filter(person=people["孙国庆"]).count() == 1
    shown = as_("chen").get(reverse("people:index"), {"q": "孙国庆"}).context["page"].object_list
    assert [row.id for row in shown] == [people["孙国庆"]]
    text = as_("data").get(reverse("lists:show", args=[again.id])).text
    assert "撤销后重新导入，归回原来的人" in text
