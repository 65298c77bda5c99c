"""The parts of linkage on their own: levels, guards, the model and its fitting."""

import dataclasses

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lianfang.registry.people.linkage import MESSAGES, Kind, Model, Record
from lianfang.registry.people.linkage.blocking import keys
from lianfang.registry.people.linkage.compare import BY_FIELD, COMPARISONS, SILENT, Field, PlaceLevel, compare
from lianfang.registry.people.linkage.fit import fit
from lianfang.registry.people.linkage.guards import Profile, conflict
from lianfang.registry.people.linkage.model import PRIORS
from lianfang.registry.people.linkage.records import prepare

from .linkage_cast import crowd, person, place, row

texts = st.text("王李张秀英12３*X、 无阿姨AB", max_size=12)
records = st.builds(
    Record,
    id=st.just("x"),
    file=st.just("f"),
    kind=st.sampled_from(Kind),
    name=texts,
    sex=st.sampled_from(["", "m", "f"]),
    age=st.none() | st.integers(0, 100),
    arrived_on=st.none() | st.dates(),
    id_number=texts,
    phones=texts,
    flat=st.sampled_from(["", "a/1/1", "a/1/2"]),
    from_place=texts,
)


@given(records, records)
def test_comparison_is_symmetric_and_never_raises(a: Record, b: Record) -> None:
    one, two = prepare([a, b])
    levels = compare(one, two)
    assert levels == compare(two, one)
    assert all(
        level == SILENT or level in BY_FIELD[c.field].codes
        for c, level in zip(COMPARISONS, levels, strict=True)
    )


@given(records, records)
def test_guards_are_symmetric(a: Record, b: Record) -> None:
    one, two = (Profile.of(place_, features) for place_, features in enumerate(prepare([a, b])))
    assert bool(conflict(one, two)) == bool(conflict(two, one))


@pytest.mark.parametrize(
    ("a", "b", "level"),
    [
        ("c1/1/101", "c1/1/101", PlaceLevel.FLAT),
        ("c1/1/101", "c1/1", PlaceLevel.STAIR_OPEN),
        ("c1/1/101", "c1/1/102", PlaceLevel.FLAT_DIFFERS),
        ("c1/1/101", "c1", PlaceLevel.COMPOUND_OPEN),
        ("c1/1/101", "c1/2", PlaceLevel.STAIR_DIFFERS),
        ("c1/1/101", "c2/1/101", PlaceLevel.COMPOUND_DIFFERS),
        ("c1/1/101", "", SILENT),
    ],
)
def test_what_two_addresses_share(a: str, b: str, level: int) -> None:
    one, two = prepare([row("王伟", flat=a), row("王伟", flat=b)])
    assert BY_FIELD[Field.PLACE].compare(one, two) == level


def test_a_number_that_two_people_use_is_shared_and_a_childs_is_a_parents() -> None:
    him, her = person("王伟", phone="13700000001"), person("李秀英", phone="13700000001、13700000002")
    child = dataclasses.replace(person("王多多", phone="13700000003"), born_on=None, age=4, as_of=None)
    listed = row("王多多", phones="13700000003", age=4)
    features = prepare([him, her, child, listed])
    assert [one.private for one in features[:2]] == [frozenset(), {"13700000002"}]
    assert features[3].private == frozenset()


def test_one_slip_leaves_a_key_to_be_found_by() -> None:
    her = prepare([person("钱若溪", phone="13700012345")])[0]
    for changed in (
        {"name": "钱若希", "flat": "c1/1/101"},
        {"name": "铁若溪", "flat": "c1"},
        {"name": "钱小姐", "phones": "13700012354"},
        {"name": "钱若溪", "phones": "1370012345"},
        {"name": "孙", "id_number": her.full_id[:9] + "0" + her.full_id[10:]},
    ):
        assert keys(her) & keys(prepare([row(**changed)])[0]), changed  # type: ignore[arg-type]


def test_the_model_survives_being_stored() -> None:
    model = fit(prepare(crowd(300)))
    assert Model.from_json(model.to_json()) == model


def test_a_model_of_other_levels_is_refused() -> None:
    other = Model(m={**Model().m, Field.SEX: (0.5,)})
    with pytest.raises(ValueError, match="sex"):
        Model.from_json(other.to_json())


def test_fitting_needs_no_labels_and_finds_that_numbers_weigh_more_than_lanes() -> None:
    town = crowd(600)
    lists = [
        dataclasses.replace(row(one.name, id_number=one.id_number, phones=one.phones), **place(one.flat))
        for one in town[:200]
    ]
    model = fit(prepare([*town, *lists]))
    flat, lane = (model.weight(Field.PLACE, level) for level in (PlaceLevel.FLAT, PlaceLevel.COMPOUND_OPEN))
    assert model.weight(Field.ID, 4) > 8
    assert flat > lane
    assert model.weight(Field.NAME, 0) < 0 < model.weight(Field.NAME, 7)


def test_beliefs_and_sentences_cover_every_level() -> None:
    for comparison in COMPARISONS:
        assert [len(part) for part in PRIORS[comparison.field]] == [len(comparison.codes)] * 2
        for level in comparison.levels:
            if level >= 0:
                assert f"{comparison.field}.{level.name.lower()}" in MESSAGES
