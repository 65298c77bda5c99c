"""The questionnaires every office starts with, as tables: each row is a row of its workbook.

Rooms read answers by these names; an office may reword, add and reorder in Excel, and keeps the names.
Symptoms are those of observation's protocol (domain: union of what 2020 sources name).
"""

from __future__ import annotations

from dataclasses import dataclass, field

ZH, EN = "中文 (zh)", "English (en)"
LANGUAGES = (ZH, EN)


@dataclass(frozen=True, slots=True)
class Row:
    """A row of the survey sheet: type, name, what is asked in Chinese and English, and further columns by heading."""

    type: str
    name: str
    zh: str = ""
    en: str = ""
    more: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Draft:
    """A questionnaire of ours: its code, names, how long answers are kept, and its rows. `edition` rises when the rows
    change: offices that never wrote their own get the newer one. `needed`: questions that rooms above read by name and
    ask nowhere else; without them an answered call would come to nothing."""

    code: str
    name: str
    name_en: str
    kept_days: int
    rows: tuple[Row, ...]
    edition: int = 1
    needed: tuple[str, ...] = ()

    @property
    def file_name(self) -> str:
        """The workbook's; it tells the editions apart."""
        return f"{self.name}.xlsx" if self.edition == 1 else f"{self.name}-{self.edition}.xlsx"


def _hint(zh: str, en: str) -> dict[str, str]:
    return {f"hint::{ZH}": zh, f"hint::{EN}": en}


def _wrong(zh: str, en: str) -> dict[str, str]:
    return {f"constraint_message::{ZH}": zh, f"constraint_message::{EN}": en}


MUST = {"required": "yes"}
NO_HARM = {
    "constraint": "not(selected(., 'none')) or count-selected(.) = 1",
    **_wrong("选了「都没有」就不能再选别的。", "“None of these” goes alone."),
}
TEMPERATURE = {
    "constraint": ". >= 34 and . <= 43",
    **_wrong(
        "体温一般在 34 到 43 度之间，请再看一下。", "A temperature lies between 34 and 43; please look again."
    ),
    **_hint("如 36.5", "for example 36.5"),
}
PAST = {"constraint": ". <= today()", **_wrong("这一天还没有到。", "That day has not come yet.")}

CHOICES: dict[str, tuple[tuple[str, str, str], ...]] = {
    "yes_no": (("yes", "是", "Yes"), ("no", "否", "No")),
    "symptoms": (
        ("none", "都没有", "None of these"),
        ("fever", "发热", "Fever"),
        ("cough", "咳嗽", "Cough"),
        ("breath", "气促、呼吸困难", "Short of breath"),
        ("fatigue", "乏力", "Tired"),
        ("throat", "咽痛", "Sore throat"),
        ("diarrhoea", "腹泻", "Diarrhoea"),
        ("eyes", "结膜炎", "Red eyes"),
    ),
    "methods": (
        ("axillary", "腋下", "Under the arm"),
        ("forehead", "额温", "Forehead"),
        ("ear", "耳温", "Ear"),
        ("oral", "口腔", "Mouth"),
    ),
    "services": (
        ("shopping", "代购", "Shopping"),
        ("rubbish", "清运垃圾", "Rubbish"),
        ("medicine", "配药", "Medicine"),
        ("parcel", "取快递", "Parcel"),
        ("care", "照护", "Care"),
    ),
    "found": (
        ("home", "在家", "At home"),
        ("nobody", "无人应门", "Nobody answered"),
        ("moved", "已搬走", "Moved away"),
        ("refused", "不配合", "Refused"),
    ),
    "tips": (
        ("returned", "有人从外地回来", "Somebody came back"),
        ("ill", "有人身体不适", "Somebody is unwell"),
        ("gathering", "聚集、营业", "Crowd or open premises"),
        ("group_rental", "群租", "Group rental"),
        ("other", "其他", "Something else"),
    ),
}

SCREENING = Draft(
    "screening_call", "排摸电话三问", "Screening call: three questions", 30,
    (
        Row("select_one yes_no", "been_away", "1. 近 14 天您或家里人去过重点地区，或从那里回来吗？",
            "1. In the last 14 days, have you or anybody at home been in or come back from a key region?", MUST),
        Row("text", "place", "从哪里回来", "From where",
            {"relevant": "${been_away} = 'yes'", "required": "yes",
             **_hint("省、市，如 湖北省武汉市", "province and city")}),
        Row("date", "arrived_on", "哪一天到（或打算哪一天到）", "Arrived, or will arrive, on",
            {"relevant": "${been_away} = 'yes'"}),
        Row("integer", "how_many", "一共几个人", "How many people",
            {"relevant": "${been_away} = 'yes'", "constraint": ". > 0 and . < 30",
             **_wrong("请填 1 到 29。", "Between 1 and 29.")}),
        Row("select_one yes_no", "contact", "2. 近 14 天接触过确诊、疑似病人，或重点地区来的人吗？",
            "2. In the last 14 days, any contact with a confirmed or suspected case, or with people from a key region?",
            MUST),
        Row("text", "contact_note", "什么时候、什么情况", "When and how", {"relevant": "${contact} = 'yes'"}),
        Row("select_multiple symptoms", "symptoms", "3. 现在有没有下面这些情况？",
            "3. Does anybody have any of these now?", {**MUST, **NO_HARM}),
        Row("decimal", "celsius", "量过体温的话，是多少", "Temperature, if taken", TEMPERATURE),
        Row("calculate", "needs_check", "", "", {"calculation":
            "if(${been_away} = 'yes' or ${contact} = 'yes' or not(selected(${symptoms}, 'none')), 'yes', 'no')"}),
        Row("text", "note", "备注", "Note"),
    ),
    needed=("been_away", "contact", "symptoms"),
)  # fmt: skip
OBSERVATION = Draft(
    "observation_call", "居家观察每日电话", "Daily observation call", 60,
    (
        Row("decimal", "celsius", "今天体温多少", "Today's temperature", {**MUST, **TEMPERATURE}),
        Row("select_one methods", "method", "怎么量的", "How was it taken",
            {"default": "axillary", "required": "yes"}),
        Row("select_multiple symptoms", "symptoms", "有没有下面这些情况", "Any of these", {**MUST, **NO_HARM}),
        Row("note", "warn", "体温或症状异常：请对方 5 分钟后再量一次，不要挂断。",
            "Abnormal: ask them to take it again in five minutes, and stay on the line.",
            {"relevant": "${celsius} >= 37.3 or (${symptoms} != '' and not(selected(${symptoms}, 'none')))"}),
        Row("decimal", "again", "再量一次是多少", "Taken again",
            {"relevant": "${celsius} >= 37.3", **TEMPERATURE}),
        Row("select_one yes_no", "at_home", "今天一直在家吗", "At home all day", MUST),
        Row("text", "went_out", "去了哪里、为什么", "Where and why",
            {"relevant": "${at_home} = 'no'", "required": "yes"}),
        Row("select_multiple services", "services", "需要帮忙办的事", "Help needed"),
        Row("text", "service_note", "具体要什么", "What exactly", {"relevant": "${services} != ''"}),
        Row("integer", "other_count", "同住的人，一起问几位", "Others at home to ask about, how many",
            {"default": "0", "constraint": ". >= 0 and . < 20", **_wrong("请填 0 到 19。", "Between 0 and 19.")}),
        Row("begin_repeat", "others", "同住的人", "Others at home", {"repeat_count": "${other_count}"}),
        Row("text", "other_name", "姓名或称呼", "Name", MUST),
        Row("decimal", "other_celsius", "体温", "Temperature", TEMPERATURE),
        Row("select_multiple symptoms", "other_symptoms", "有没有下面这些情况", "Any of these", NO_HARM),
        Row("end_repeat", ""),
        Row("text", "note", "备注", "Note"),
    ),
    needed=("celsius", "symptoms"),
)  # fmt: skip
# A look-in for a temperature, or an errand, is no occasion to ask who lives there. ODK Collect does not know the kind.
LOOKED_IN = "selected('daily symptom service', ${visit_kind})"
ASKED = {"relevant": f"${{visit_kind}} = '' or not({LOOKED_IN})"}
DOOR = Draft(
    "door_visit", "上门核查", "Door visit", 60,
    (
        Row("hidden", "visit_kind"),
        Row("select_one_from_file doors.csv", "visit", "哪一户", "Which door",
            {**MUST, "appearance": "minimal autocomplete",
             **_hint("今天派给您的；不在名单上就选第一行", "of your list today; else the first line")}),
        Row("text", "address", "门牌", "Address",
            {"relevant": "${visit} = 'none'", "required": "yes",
             **_hint("路、弄、号、室", "road, lane, number, flat")}),
        Row("select_one found", "found", "敲门结果", "What was found", MUST),
        Row("select_one yes_no", "slip_left", "留了联系条吗", "Slip left",
            {"relevant": "${found} = 'nobody'", "required": "yes"}),
        Row("begin_group", "home", "屋里的人", "People at home", {"relevant": "${found} = 'home'"}),
        Row("integer", "how_many", "现在住几个人", "How many live here",
            {**MUST, **ASKED, "constraint": ". >= 0 and . < 60", **_wrong("请填 0 到 59。", "Between 0 and 59.")}),
        Row("begin_repeat", "people", "住在这里的人", "People who live here"),
        Row("text", "person_name", "姓名", "Name", MUST),
        Row("select_one yes_no", "came_back", "近 14 天从外地回来吗", "Came back within 14 days", {**MUST, **ASKED}),
        Row("text", "from_place", "从哪里", "From where", {"relevant": "${came_back} = 'yes'", "required": "yes"}),
        Row("date", "came_on", "到达日期", "Arrived on",
            {"relevant": "${came_back} = 'yes'", "required": "yes", **PAST}),
        Row("decimal", "person_celsius", "体温", "Temperature", TEMPERATURE),
        Row("select_multiple symptoms", "person_symptoms", "有没有下面这些情况", "Any of these", {**MUST, **NO_HARM}),
        Row("end_repeat", ""),
        Row("select_one yes_no", "is_rental", "是租的房子吗", "Is the flat rented", {**MUST, **ASKED}),
        Row("integer", "rooms", "几个房间", "How many rooms", {"relevant": "${is_rental} = 'yes'",
            "constraint": ". > 0 and . < 30", **_wrong("请填 1 到 29。", "Between 1 and 29.")}),
        Row("note", "crowded", "每间超过两人，可能是群租，请记下。", "More than two a room: may be a group rental.",
            {"relevant": "${is_rental} = 'yes' and ${rooms} > 0 and ${how_many} > 2 * ${rooms}"}),
        Row("end_group", ""),
        Row("select_one yes_no", "doubtful", "有需要派出所核实的说法吗", "Anything the police should check",
            {"required": "yes", "relevant": "${found} = 'home'"}),
        Row("text", "doubt", "哪一句话、为什么", "Which answer and why",
            {"relevant": "${doubtful} = 'yes'", "required": "yes"}),
        Row("image", "photo", "现场照片（不拍人）", "Photograph (no people)"),
        Row("geopoint", "place", "位置", "Place"),
        Row("text", "note", "备注", "Note"),
        # Nobody types it: a telephone without network sends in the evening what it was told in the morning.
        Row("end", "ended"),
    ),
    edition=3,
)  # fmt: skip
REGISTRATION = Draft(
    "self_registration", "来沪人员自主登记", "Registration on arrival", 30,
    (
        Row("text", "phone", "手机号码", "Phone",
            {**MUST, "constraint": "regex(., '[0-9+ -]{5,20}')", "appearance": "numbers",
            **_wrong("请填电话号码。", "Please give a phone number.")}),
        Row("text", "address", "在沪住址（到门牌）", "Address here, to the door", MUST),
        Row("text", "from_place", "从哪里来", "From where", MUST),
        Row("date", "arrived_on", "到达日期", "Arrived on", MUST),
        Row("text", "transport", "航班、车次或车牌", "Flight, train or car"),
        Row("begin_repeat", "people", "一起来的每个人", "Everybody who comes"),
        Row("text", "name", "姓名", "Name", MUST),
        Row("text", "id_number", "身份证或护照号码", "Identity card or passport"),
        Row("select_multiple symptoms", "symptoms", "有没有下面这些情况", "Any of these", {**MUST, **NO_HARM}),
        Row("decimal", "celsius", "体温", "Temperature", TEMPERATURE),
        Row("end_repeat", ""),
    ),
)  # fmt: skip
TIP = Draft(
    "tip", "线索反映", "Tip", 90,
    (
        Row("select_one tips", "kind", "什么事", "What is it about", MUST),
        Row("text", "where", "在哪里", "Where",
            {**MUST, **_hint("路、弄、号、室，或小区和楼", "road, lane, number, flat")}),
        Row("text", "what", "请说说情况", "What happened", {**MUST, "appearance": "multiline"}),
        Row("date", "seen_on", "哪一天", "On which day", PAST),
        Row("image", "photo", "照片", "Photograph"),
        Row("text", "contact", "您的联系电话（可不填，我们会保密）", "Your phone (optional, kept confidential)"),
    ),
)  # fmt: skip
DRAFTS = (SCREENING, OBSERVATION, DOOR, REGISTRATION, TIP)
CODES = tuple(draft.code for draft in DRAFTS)
NEEDED = {draft.code: draft.needed for draft in DRAFTS}
