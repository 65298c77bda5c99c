"""Money beside an errand: whole 分, never a fraction, never a float."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from django.utils.translation import gettext_lazy as _

from lianfang.core import Refused

MOST = 20_000_00
WRITTEN = re.compile(r"(?:¥|￥|RMB)?\s*(\d{1,6})(?:\.(\d{1,2}))?\s*(?:元|块)?", re.IGNORECASE)


class PayKind(StrEnum):
    """Which way money went."""

    ADVANCED = "advanced"
    PAID_BACK = "paid_back"


class Way(StrEnum):
    """How it was handed over."""

    WECHAT = "wechat"
    ALIPAY = "alipay"
    CASH = "cash"
    CARD = "card"


PAYMENTS = {
    PayKind.ADVANCED: _("paid in advance by the helper"),
    PayKind.PAID_BACK: _("paid back by the household"),
}
WAYS = {
    Way.WECHAT: _("WeChat"),
    Way.ALIPAY: _("Alipay"),
    Way.CASH: _("cash"),
    Way.CARD: _("card or transfer"),
}


@dataclass(frozen=True, slots=True)
class Account:
    """What was laid out and what came back, in 分."""

    advanced: int = 0
    paid_back: int = 0

    @property
    def owed(self) -> int:
        """What the household still owes; negative where it has paid too much."""
        return self.advanced - self.paid_back


def account(lines: Iterable[tuple[str, int]]) -> Account:
    """Adds up (kind, 分) pairs, exactly."""
    sums = dict.fromkeys(PayKind, 0)
    for kind, fen in lines:
        sums[PayKind(kind)] += fen
    return Account(sums[PayKind.ADVANCED], sums[PayKind.PAID_BACK])


def read_yuan(text: str) -> int:
    """An amount as people write it (36.5, ￥36.50, 36元) in 分; Refused `services.amount_not_read` otherwise."""
    plain = unicodedata.normalize("NFKC", text).replace(",", "").strip()
    found = WRITTEN.fullmatch(plain)
    fen = int(found[1]) * 100 + int((found[2] or "").ljust(2, "0")) if found else 0
    if not 0 < fen <= MOST:
        raise Refused("services.amount_not_read", amount=text[:20])
    return fen


def spell_yuan(fen: int) -> str:
    """分 as yuan with two decimals: 3650 → 36.50."""
    sign, whole = "-" if fen < 0 else "", abs(fen)
    return f"{sign}{whole // 100}.{whole % 100:02}"
