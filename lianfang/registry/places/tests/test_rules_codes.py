"""Division codes: how deep they go, what they say, and which are refused."""

import pytest

from lianfang.registry.places.rules import BadCode, CommitteeKind, DivisionLevel, StreetKind, parse_code


@pytest.mark.parametrize(
    ("text", "level", "street", "committee"),
    [
        ("310000000000", DivisionLevel.PROVINCE, None, None),
        ("310100000000", DivisionLevel.CITY, None, None),
        ("310106000000", DivisionLevel.DISTRICT, None, None),
        ("310106012000", DivisionLevel.STREET, StreetKind.SUBDISTRICT, None),
        ("310120101000", DivisionLevel.STREET, StreetKind.TOWN, None),
        ("310151201000", DivisionLevel.STREET, StreetKind.TOWNSHIP, None),
        ("310115401000", DivisionLevel.STREET, StreetKind.QUASI, None),
        (" 310106012003 ", DivisionLevel.COMMITTEE, StreetKind.SUBDISTRICT, CommitteeKind.RESIDENTS),
        ("310120101201", DivisionLevel.COMMITTEE, StreetKind.TOWN, CommitteeKind.VILLAGERS),
        ("310120101498", DivisionLevel.COMMITTEE, StreetKind.TOWN, CommitteeKind.QUASI),
    ],
)
def test_levels_and_kinds(
    text: str, level: DivisionLevel, street: StreetKind | None, committee: CommitteeKind | None
) -> None:
    code = parse_code(text)
    assert (code.level, code.street_kind, code.committee_kind) == (level, street, committee)
    assert code.code == text.strip()


def test_each_part_is_the_code_down_to_it() -> None:
    code = parse_code("310106012003")
    assert (code.province, code.city, code.district) == ("31", "3101", "310106")
    assert (code.street, code.committee) == ("310106012", "310106012003")
    assert code.parent == "310106012000"
    assert parse_code("310000000000").parent == ""


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", "digits"),
        ("31010601200", "length"),
        ("3101060120031", "length"),
        ("31010601200X", "digits"),
        ("３１０１０６０１２００３", "digits"),
        ("000000000000", "province"),
        ("990106012003", "province"),
        ("310006012003", "gap"),
        ("310106000003", "gap"),
        ("310106650000", "street"),
        ("310106012700", "committee"),
    ],
)
def test_refused(text: str, reason: str) -> None:
    with pytest.raises(BadCode) as refused:
        parse_code(text)
    assert refused.value.reason == reason
