"""The texts that go back to whoever told. Neither says anything about anybody who was named."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from lianfang.response.messages.rules import add

add(
    "tip_received",
    title=_("Answer: a tip received"),
    zh="【{subdistrict}防控】收到，谢谢您。您的身份予以保密，我们先核实再处理。查询码：{code}。急事请打{help_phone}。",
    en="[{subdistrict}] Received, thank you. Who told is kept confidential; we check first. Your code: {code}. "
    "Urgent: {help_phone}",
    is_apart=True,
)
add(
    "tip_thanks",
    title=_("Thanks for a tip"),
    zh="【{subdistrict}防控】您反映的情况已处理，谢谢您的关心。有事请打{help_phone}。",
    en="[{subdistrict}] What you told us has been dealt with. Thank you for your care. Help: {help_phone}",
    is_apart=True,
)
