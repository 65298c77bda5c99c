"""The texts that come with the house. The command post may say each of them in its own words from a day on; rooms
above add theirs with `add` when they begin."""

from __future__ import annotations

from dataclasses import dataclass, field

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from .texts import Text, places_of

Words = str | Promise

ZH, EN = "zh-hans", "en"
LANGUAGES = (ZH, EN)


@dataclass(frozen=True, slots=True)
class Standard:
    """One code with its text in each language and the places that whoever sends it fills."""

    code: str
    title: Words
    texts: dict[str, Text] = field(hash=False)
    places: frozenset[str] = frozenset()
    is_apart: bool = False


STANDARD: dict[str, Standard] = {}


def add(
    code: str,
    *,
    title: Words,
    zh: str,
    en: str,
    kinds: tuple[str, ...] = (),
    is_required: bool = False,
    is_apart: bool = False,
) -> None:
    """Adds a text in both languages. Its places are what a text of the office's own may use too. `is_apart`: nobody in
    the office learns to whom it went, not even in part."""
    said = {ZH: zh, EN: en}
    texts = {
        lang: Text(code, lang, body, kinds=kinds, is_required=is_required) for lang, body in said.items()
    }
    places = frozenset(place for body in said.values() for place in places_of(body))
    STANDARD[code] = Standard(code, title, texts, places, is_apart)


def apart() -> list[str]:
    """The texts of which nobody learns to whom they went."""
    return [code for code, one in STANDARD.items() if one.is_apart]


add(
    "answer",
    title=_("What the office writes"),
    zh="【{subdistrict}防控】{text}",
    en="[{subdistrict}] {text}",
)
add(
    "link",
    title=_("Link to the household's own page"),
    zh="【{subdistrict}防控】{name}，请用这个链接填报体温，两天内有效，请勿转发：{link} 有事请打{help_phone}。",
    en="[{subdistrict}] {name}, please report temperatures here (valid for two days, do not forward): {link} "
    "Help: {help_phone}",
    is_required=True,
)
add(
    "recorded",
    title=_("Answer: recorded"),
    zh="已记录：{readings}。写错了请重新发一次，以后一次为准。",
    en="Recorded: {readings}. If this is wrong, send it again; the later one counts.",
)
add(
    "recorded_abnormal",
    title=_("Answer: recorded, abnormal"),
    zh="已记录：{readings}。请留在房间，5分钟后用腋温再量一次。值班员会马上联系您，急事请打{help_phone}或120。",
    en="Recorded: {readings}. Please stay in your room and measure again under the arm in 5 minutes. The duty desk "
    "will contact you now; urgent: {help_phone} or 120.",
)
add(
    "symptoms_noted",
    title=_("Answer: unwell"),
    zh="收到，已报告值班员，会马上联系您。请留在房间，量一次体温发给我们。急事请打{help_phone}或120。",
    en="Received; the duty desk has been told and will contact you now. Please stay in your room and send us a "
    "temperature. Urgent: {help_phone} or 120.",
)
add(
    "passed_on",
    title=_("Answer: passed on to a person"),
    zh="收到，已转给工作人员，会尽快回复您。报体温请发数字，例如：36.5；替家人报请写称呼，例如：爸爸36.6。急事请打{help_phone}。",
    en="Received; a member of staff will answer you. To report a temperature send the figure, e.g. 36.5, or "
    "“father 36.6” for a relative. Urgent: {help_phone}",
)
add(
    "which_one",
    title=_("Answer: say whose it is"),
    zh="收到。请写清是谁、上午还是下午，例如：{who}36.5。也会有工作人员联系您。",
    en="Received. Please say whose it is and whether morning or afternoon, e.g. {who} 36.5. A member of staff will "
    "contact you too.",
)
add(
    "stopped",
    title=_("Answer: no more messages"),
    zh="已退订，不再发提醒短信。测温仍需每天两次，工作人员会打电话；依法送达的文书改为纸质。回复“恢复”可再收短信。",
    en="You will get no more reminders. Temperatures are still needed twice a day; we will call. Notices the law "
    "requires come on paper. Reply START to get messages again.",
)
add(
    "started",
    title=_("Answer: messages again"),
    zh="已恢复发送提醒。谢谢。",
    en="You will get reminders again. Thank you.",
)
add(
    "thanks",
    title=_("Answer: thanks, send the figure"),
    zh="收到，谢谢。请记得把量到的体温数字发给我们，例如：36.5。",
    en="Received, thank you. Please remember to send the figure, e.g. 36.5.",
)
add(
    "unknown_sender",
    title=_("Answer: number not on record"),
    zh="收到。您的号码还没有登记，工作人员会联系您核对。急事请打{help_phone}。",
    en="Received. Your number is not on record yet; a member of staff will contact you. Urgent: {help_phone}",
)
add(
    "unknown_account",
    title=_("Answer: official account not tied yet"),
    zh="收到。您的微信还没有绑定。请打开您家的填报页面（扫通知单上的二维码，或点短信里的链接），点“用微信报体温”，把绑定码发到这里；"
    "也可以回复姓名和手机号，由工作人员核对。急事请打{help_phone}。",
    en="Received. Your WeChat account is not tied yet. Open your household's page (QR code on the notice, or the link "
    "in our text message), tap “Report by WeChat” and send the code here; or reply with your name and phone number "
    "and a member of staff will check. Urgent: {help_phone}",
)
add(
    "tied",
    title=_("Answer: account tied"),
    zh="已绑定{who}。以后可以直接在这里发体温，例如：36.5；替家人报请写称呼，例如：爸爸36.6。",
    en="Tied to {who}. From now on send temperatures here, e.g. 36.5, or “father 36.6” for a relative.",
)
add(
    "tie_failed",
    title=_("Answer: code not valid"),
    zh="绑定码不对，或者已经过期。请在您家的填报页面重新取一个六位绑定码，发“绑定”加这六个数字。有困难请打{help_phone}。",
    en="This code is wrong or too old. Get a new six-digit code on your household's page and send “bind” and the six "
    "digits. Help: {help_phone}",
)
