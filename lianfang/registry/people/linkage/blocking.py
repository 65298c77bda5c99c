"""Which records are worth comparing: those that share a key.

Every record gets a list of keys (its number, its flat, the sound of its name in its compound, ...) built so
that any one slip leaves at least one key whole.
"""

from collections.abc import Iterator, Sequence
from hashlib import blake2b

from ..rules.names import Name
from .records import Features, Kind

# Raise it when `keys` changes: what was kept of a record under another version is made anew.
VERSION = 1
# A key that more pairs than this share says nothing; a real one has a handful.
LARGEST_BLOCK = 60_000


def keys(one: Features) -> set[str]:
    """Every key of a record."""
    return {*_id_keys(one), *_phone_keys(one), *_place_keys(one), *_time_keys(one)}


def traces(one: Features, secret: bytes) -> list[int]:
    """The keys of a record as numbers that nobody reads back (keyed hashes of 64 bits), to be kept beside it."""
    return sorted(
        int.from_bytes(blake2b(key.encode(), key=secret, digest_size=8).digest(), "big", signed=True)
        for key in keys(one)
    )


def shared_keys(features: Sequence[Features], is_new: Sequence[bool]) -> list[list[int]]:
    """Keys of each record as numbers, only those that link a new record to another and are not too common."""
    number_of: dict[str, int] = {}
    found = [[number_of.setdefault(key, len(number_of)) for key in keys(one)] for one in features]
    total, fresh, open_ = ([0] * len(number_of) for _ in range(3))
    for one, own, new in zip(features, found, is_new, strict=True):
        for key in own:
            total[key] += 1
            fresh[key] += new
            open_[key] += one.record.kind is not Kind.REGISTER
    useful = [
        n > 1 and bool(f) and bool(o) and min(f, o) * n <= LARGEST_BLOCK
        for n, f, o in zip(total, fresh, open_, strict=True)
    ]
    return [[key for key in own if useful[key]] for own in found]


def same_numbers(features: Sequence[Features], is_new: Sequence[bool]) -> Iterator[tuple[int, int]]:
    """Rows of registers that carry one whole identity number, each with the first of them and the one before it,
    where one of the two is new.

    Rows of registers are two people otherwise, and too many to be compared; but a register has somebody twice,
    or comes again in another form, and nobody becomes two by that.
    """
    first: dict[str, int] = {}
    last: dict[str, int] = {}
    for place, one in enumerate(features):
        number = one.full_id if one.is_register else ""
        if not number:
            continue
        for other in {first.setdefault(number, place), last.get(number, place)} - {place}:
            if is_new[place] or is_new[other]:
                yield other, place
        last[number] = place


def _id_keys(one: Features) -> Iterator[str]:
    if one.id is None:
        return
    for value in one.id_values:
        yield f"id {value}"
        yield from _number_keys(value, _family(one.name))
    tail = one.id.tail if one.id.is_masked else one.id.value
    yield f"id end {tail[-4:]} {_family(one.name)}"


def _number_keys(value: str, family: str) -> Iterator[str]:
    """Parts of an identity number of which one slip leaves at least one whole; short ones only with the surname."""
    if len(value) < 15:
        yield f"id head {value[:-4]} {family}"
        yield f"id tail {value[4:]} {family}"
        return
    yield f"id head {value[:14]}"
    yield f"id tail {value[-8:]}"
    yield f"id ends {value[:6]} {value[-4:]}"


def _phone_keys(one: Features) -> Iterator[str]:
    for number in one.phones:
        yield f"phone {number}"
        yield f"phone head {number[:7]}"
        yield f"phone tail {number[-6:]}"
        yield f"phone ends {number[:4]} {number[-3:]}"


def _place_keys(one: Features) -> Iterator[str]:
    record = one.record
    if record.flat:
        yield f"flat {record.flat}"
    if record.stair:
        yield f"stair {record.stair} {_family(one.name)}"
    if one.name.given or one.name.is_latin:
        for place in (record.compound, record.committee):
            if place:
                yield f"at {place} {one.name.sound_key}"
        if record.compound:
            for pair in _pairs(one.name.text):
                yield f"in {record.compound} {pair}"


def _time_keys(one: Features) -> Iterator[str]:
    record = one.record
    if record.arrived_on:
        yield f"day {record.arrived_on} {one.origin} {_family(one.name)} {record.committee}"
        yield f"day {record.arrived_on} {one.name.sound_key}"
    if one.born_year is not None and one.name.given:
        for year in range(one.born_year - 1, one.born_year + 2):
            yield f"born {year} {one.name.sound_key}"


def _family(name: Name) -> str:
    return name.sound_key.split("-")[0] if not name.is_latin else name.sound_key


def _pairs(text: str) -> Iterator[str]:
    """The text with one character left out, for names of three and more."""
    if len(text) == 3:
        for place in range(3):
            yield text[:place] + "_" + text[place + 1 :]
