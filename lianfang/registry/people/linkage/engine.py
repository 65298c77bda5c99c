"""Splink on DuckDB: finds the pairs to compare and compares them. Loading them takes half a second and a hundred
megabytes, so this file is imported where records are joined, not with the pages.

The comparisons themselves are the functions of `compare`, called from SQL with the places of two records.
"""

import logging
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

import duckdb
import pyarrow as pa
import splink.comparison_level_library as cll
import splink.comparison_library as cl
from splink import Linker, SettingsCreator
from splink.blocking_rule_library import CustomRule
from splink.internals.blocking_rule_creator import BlockingRuleCreator
from splink.internals.duckdb.database_api import DuckDBAPI

from .compare import COMPARISONS, SILENT, Comparison, Pair
from .records import Features

_WORTH_COMPARING = "l.keys = r.keys AND (l.is_new OR r.is_new) AND NOT (l.is_register AND r.is_register)"


def compare_pairs(
    features: Sequence[Features], keys: Sequence[list[int]], is_new: Sequence[bool]
) -> list[Pair]:
    """Compare every pair of records that share a key and of which one is new; places count from 0."""
    if not any(keys):
        return []
    columns = {
        "keys": pa.array(keys, pa.list_(pa.int32())),
        "is_new": pa.array(is_new, pa.bool_()),
        "is_register": pa.array([one.is_register for one in features], pa.bool_()),
    }
    with linker(features, columns) as fitted:
        found = fitted.inference.predict(warning_mode="never").as_pyarrow_table()
    names = ["unique_id_l", "unique_id_r", *(f"gamma_{c.field}" for c in COMPARISONS)]
    left, right, *levels = (found.column(name).to_pylist() for name in names)
    return list(zip(left, right, zip(*levels, strict=True), strict=True))


@contextmanager
def linker(features: Sequence[Features], columns: Mapping[str, pa.Array | list[str]]) -> Iterator[Any]:
    """A Splink linker over these records, with further columns; closed at the end."""
    connection = duckdb.connect(":memory:")
    for comparison in COMPARISONS:
        function = _by_place(features, comparison.compare)
        connection.create_function(f"level_{comparison.field}", function, ["INTEGER", "INTEGER"], "TINYINT")
    table = pa.table({"unique_id": pa.array(range(len(features)), pa.int32()), **columns})
    try:
        yield Linker(DuckDBAPI(connection).register(table), _settings(list(columns)), log_level=logging.ERROR)
    finally:
        for comparison in COMPARISONS:
            connection.remove_function(f"level_{comparison.field}")
        connection.close()


def _by_place(
    features: Sequence[Features], compare: Callable[[Features, Features], int]
) -> Callable[[int, int], int]:
    def level(a: int, b: int) -> int:
        return int(compare(features[a], features[b]))

    return level


def _settings(columns: list[str]) -> SettingsCreator:
    blocking: list[BlockingRuleCreator | dict[str, Any]] = []
    if "keys" in columns:
        blocking.append(CustomRule(_WORTH_COMPARING, sql_dialect="duckdb", arrays_to_explode=["keys"]))
    return SettingsCreator(
        link_type="dedupe_only",
        comparisons=[_comparison(comparison) for comparison in COMPARISONS],
        blocking_rules_to_generate_predictions=blocking,
        retain_matching_columns=True,
        retain_intermediate_calculation_columns=True,
    )


def _comparison(comparison: Comparison) -> Any:
    call = f"level_{comparison.field}(unique_id_l, unique_id_r)"
    silent = cll.CustomLevel(f"{call} = {SILENT}").configure(is_null_level=True)
    spoken = [
        cll.CustomLevel(f"{call} = {code}", label_for_charts=str(code)) for code in comparison.codes[:0:-1]
    ]
    return cl.CustomComparison([silent, *spoken, cll.ElseLevel()], output_column_name=str(comparison.field))
