"""Row M4: neighbours tell; who told stays hidden; it is checked before anybody is approached; thanks go back."""

from django.test import Client
from django.urls import reverse

from lianfang.response.screening.models import Report
from lianfang.response.tips import codes
from lianfang.response.tips.models import Tip

PHONE = "13776501482"
SEEN = {"kind": "returned", "where": "甲路10弄1号102室", "what": "昨晚拖着箱子回来", "named": "王阿姨"}


def test_two_neighbours_tell_one_check_follows_and_both_are_thanked(cast, as_, work):
    page = reverse("tips:tell", args=[cast.subdistrict.code])
    # Given two neighbours who scan the poster and tell of the same flat, one of them with a phone,
    first = Client().post(page, {**SEEN, "client_id": "n1", "contact": PHONE})
    Client().post(page, {**SEEN, "client_id": "n2", "named": "王某"})
    assert "保密" in Client().get(first.url).text
    work()
    one, again = Tip.objects.order_by("received_at", "id")
    # when the committee opens the second, it is shown that they are alike, and joins them;
    chen = as_("chen")
    assert "同一户" in chen.get(reverse("tips:tip", args=[again.id])).text
    chen.post(reverse("tips:join", args=[again.id, one.id]))
    # nothing leads to the door before a desk check says how it was checked;
    assert not Report.objects.exists()
    checked = {"how": "leader", "move": "reported", "name": "王㛃", "person": str(cast.people["rare"].id)}
    chen.post(
        reverse("tips:check", args=[one.id]),
        {**checked, "from_place": "湖北省武汉市", "arrived_on": "2020-02-09"},
    )
    report = Report.objects.get()
    assert report.person_id == cast.people["rare"].id
    # the verification does not know that there was a tip, and nobody at the desk ever saw who told;
    verifying = chen.get(reverse("screening:report", args=[report.id])).text
    assert "拖着箱子" not in verifying
    assert PHONE[-4:] not in chen.get(reverse("tips:tip", args=[one.id])).text
    # when it is verified, both codes answer that it was dealt with, and say nothing of her.
    chen.post(
        reverse("screening:report", args=[report.id]),
        {"outcome": "refuted", "method": "phone", "reason": "never_left"},
    )
    for tip in (one, again):
        said = (
            Client()
            .post(reverse("tips:status", args=[cast.subdistrict.code]), {"code": codes.code_of(tip.id)})
            .text
        )
        assert "已处理，谢谢您" in said
        assert "102" not in said
        assert "王" not in said.split("<main", 1)[1]
    # Her status follows from the verification alone.
    report.refresh_from_db()
    assert report.state == "refuted"
