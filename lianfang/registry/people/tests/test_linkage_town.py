"""The shared town's nine lists, linked and scored; skipped where they are not there."""

import pytest

from bench.linkage import offered, read_lists, read_truth, score, town
from lianfang.registry.people.linkage import Kind, link

pytestmark = [
    pytest.mark.town,
    pytest.mark.skipif(not town().exists(), reason="the shared town is not here"),
]


def test_the_lists_of_a_town_become_people() -> None:
    records = read_lists(town() / "lists")
    truth = read_truth(town() / "truth" / "links.csv")
    linkage = link(records)
    lists = [record.id for record in records if record.kind is Kind.LIST and record.id in truth]
    precision, recall = score(linkage, truth, lists)
    assert precision >= 0.995
    assert recall >= 0.90
    assert offered(linkage, truth, lists) >= 0.60
    assert len(linkage.review) <= 1500
    assert set(linkage.clusters) == {record.id for record in records}
