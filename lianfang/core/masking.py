"""What people see by default: enough to recognise, not enough to misuse (张*, 310***********001X, 138****1234)."""

from __future__ import annotations


def name(value: str) -> str:
    """张三丰 → 张**; one character stays; latin names keep the first letter of each word."""
    value = value.strip()
    if value.isascii():
        return " ".join(word[:1] + "*" * (len(word) - 1) for word in value.split())
    return value[:1] + "*" * (len(value) - 1)


def identity(value: str) -> str:
    """First three and last four characters of an identity number; short ones only the last two."""
    if len(value) < 10:
        return "*" * max(len(value) - 2, 0) + value[-2:]
    return value[:3] + "*" * (len(value) - 7) + value[-4:]


def phone(value: str) -> str:
    """First three and last four digits of a phone; short ones only the last two."""
    if len(value) < 9:
        return "*" * max(len(value) - 2, 0) + value[-2:]
    return value[:3] + "*" * (len(value) - 7) + value[-4:]
