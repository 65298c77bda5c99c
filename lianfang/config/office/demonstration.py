"""The password of the demonstration's accounts: drawn once per installation, short enough to type."""

from __future__ import annotations

from . import paths

NAME = "demonstration"
# Nothing that is misread when it is read off a screen.
LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"
GROUPS, GROUP = 3, 4


def password() -> str:
    """Three groups of four letters (59 bits), kept with the other secrets."""
    number = int(paths.secret(NAME), 16)
    letters = []
    for _each in range(GROUPS * GROUP):
        number, n = divmod(number, len(LETTERS))
        letters.append(LETTERS[n])
    return "-".join("".join(letters[i : i + GROUP]) for i in range(0, len(letters), GROUP))


def exists() -> bool:
    """True where a demonstration was loaded, or begun to be, on this installation."""
    return (paths.var() / "secrets" / NAME).exists()
