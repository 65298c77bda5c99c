"""The words of reminders, as they come with the house. They name nobody: one number may be a whole family's."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from lianfang.response.messages.rules import add as add_text


def add() -> None:
    """Adds them to the texts that the command post may say differently."""
    add_text(
        "reminder_before",
        title=_("Reminder: before the slot"),
        zh="【{subdistrict}防控】{slot}测温时间快到了，请在{time}前量好，回复数字即可，例如：36.5。",
        en="[{subdistrict}] The {slot} reading is due soon: please measure by {time} and reply with the figure, "
        "e.g. 36.5.",
    )
    add_text(
        "reminder_at",
        title=_("Reminder: now"),
        zh="【{subdistrict}防控】请量{slot}体温，{time}前回复数字，例如：36.5；替家人报请写称呼，例如：爸爸36.6。也可打开：{link}",
        en="[{subdistrict}] Please measure the {slot} temperature and reply with it by {time}, e.g. 36.5; for a "
        "relative “father 36.6”. Or open: {link}",
    )
    add_text(
        "reminder_after",
        title=_("Reminder: not received yet"),
        zh="【{subdistrict}防控】您家{slot}体温还没收到，请在{time}前回复数字。不舒服或没有体温计，请打{help_phone}。",
        en="[{subdistrict}] We have not received your household's {slot} temperature: please reply with it by "
        "{time}. Unwell or no thermometer: {help_phone}",
    )
    add_text(
        "reminder_household",
        title=_("Reminder: to somebody else at home"),
        zh="【{subdistrict}防控】您家有人{slot}体温还没报，请帮忙提醒或代报（写称呼和数字，例如：妈妈36.5）。{time}后会有人打电话。",
        en="[{subdistrict}] Somebody in your household has not reported the {slot} temperature: please remind them "
        "or report for them, e.g. “mother 36.5”. After {time} we will call.",
    )
