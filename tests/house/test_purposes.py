"""Every table of a subdistrict says what it is kept for and how long, or that it holds nobody's data."""

from lianfang.core import guard
from lianfang.core.purposes import DATASETS, LABELS, in_order
from lianfang.ledger import selectors, wording
from tests.cast import AT


def test_every_local_table_is_declared_or_not_personal():
    silent = {
        model._meta.label
        for model in guard.local_models()
        if model._meta.label not in DATASETS and getattr(model, "personal", True)
    }
    assert silent == set()


def test_no_table_says_both():
    both = {label for label, dataset in DATASETS.items() if getattr(dataset.model, "personal", None) is False}
    assert both == set()


def test_every_promise_is_complete():
    for label, dataset in DATASETS.items():
        assert dataset.purpose in LABELS, label
        assert str(dataset.basis).strip(), label
        assert str(dataset.owner).strip(), label
        assert str(dataset.counted_from).strip(), label
        assert label in wording.KINDS, f"{label} has no name people can read"


def test_every_due_query_runs(cast):
    for label, dataset in DATASETS.items():
        if dataset.due is not None:
            assert dataset.due(cast.subdistrict.id, AT).count() >= 0, label


def test_children_go_before_their_parents():
    order = {dataset.model: place for place, dataset in enumerate(in_order())}
    for model, place in order.items():
        for field in model._meta.get_fields():
            parent = getattr(field, "related_model", None)
            if field.concrete and field.is_relation and parent in order and parent is not model:
                assert place < order[parent], (model._meta.label, parent._meta.label)


def test_the_catalogue_can_be_counted(cast):
    lines = selectors.catalogue(cast["data"], AT)
    assert {line.dataset.model._meta.label for line in lines} == set(DATASETS)
