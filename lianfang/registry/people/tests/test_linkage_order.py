"""Lists come in one by one: a register after a household ledger still finds its heads of household."""

from datetime import date

from lianfang.registry.people.linkage import Kind, Model, Record, link_new

HOME = {"flat": "f1", "stair": "s1", "compound": "c1", "committee": "k1"}


def test_a_register_row_joins_its_head_of_household_though_no_list_tells_the_year():
    head = Record(id="l1", file="户册", kind=Kind.LEDGER, name="李洁倩", phones="13600001111", **HOME)
    row = Record(
        id="r1",
        file="实有",
        kind=Kind.REGISTER,
        name="李洁倩",
        born_on=date(1975, 5, 8),
        phones="13600001111",
        **HOME,
    )
    found = link_new([row], [head], {"l1": "P1"}, model=Model())
    assert found.clusters["r1"] == "P1"
