"""Papers: numbered on, printed again, signed, declined; and never a release notice before the release."""

from contextlib import suppress
from datetime import date, timedelta

import pytest

from lianfang.core import Refused
from lianfang.ledger.models import Entry
from lianfang.response.observation import operations, selectors
from lianfang.response.observation.models import Paper
from lianfang.response.observation.operations import Signature
from lianfang.response.observation.operations.beginning import Beginning
from lianfang.response.observation.rules import papers
from tests.cast import AT

START = date(2020, 2, 8)
FIRST = ["notice", "commitment"]


def begin(cast, person="rare"):
    return operations.begin(by=cast["chen"], beginning=Beginning(cast.people[person].id, START), at=AT)


def issue(cast, *episodes, kinds=FIRST, by="chen", at=AT):
    keys = [episode.id for episode in episodes]
    return operations.issue_papers(by=cast[by], episode_ids=keys, kinds=kinds, at=at)


def test_a_household_is_numbered_in_one_go_and_a_second_print_says_so(cast):
    twins = begin(cast, "twin_one"), begin(cast, "twin_two")
    out = issue(cast, *twins)
    assert [(p.episode_id, p.kind, p.number) for p in out] == [
        (twins[0].id, "notice", 1),
        (twins[0].id, "commitment", 1),
        (twins[1].id, "notice", 2),
        (twins[1].id, "commitment", 2),
    ]
    [notice] = issue(cast, twins[1], kinds=["notice"])
    assert (notice.number, notice.prints) == (2, 2)
    [next_year] = issue(cast, begin(cast), kinds=["notice"], at=AT + timedelta(days=3))
    assert next_year.number == 3
    assert Entry.objects.filter(event="observation.papers_issued").count() == 3


@pytest.mark.parametrize(
    ("office", "expected"),
    [
        ("江畔街道", "江畔观告〔2026〕12号"),
        ("江畔街道办事处", "江畔观告〔2026〕12号"),
        ("江畔", "江畔观告〔2026〕12号"),
    ],
)
def test_a_number_reads_like_an_offices(office, expected):
    assert papers.numbered(office, "notice", 2026, 12) == expected


@pytest.mark.parametrize(
    ("born", "expected"), [(date(2002, 2, 11), True), (date(2002, 2, 10), False), (None, False)]
)
def test_who_is_not_eighteen_signs_through_a_guardian(born, expected):
    assert papers.is_minor(born, date(2020, 2, 10)) is expected


def test_no_release_notice_before_the_release(cast):
    with pytest.raises(Refused) as refused:
        issue(cast, begin(cast), kinds=["release"])
    assert refused.value.code == "observation.not_in_this_state"
    assert not Paper.objects.exists()


def test_who_has_not_signed_waits_until_it_is_signed_or_declined(cast):
    signs, declines, neither = begin(cast, "twin_one"), begin(cast, "twin_two"), begin(cast)
    for episode, signature in ((signs, Signature("guardian")), (declines, Signature(declined=True))):
        [paper] = issue(cast, episode, kinds=["commitment"])
        operations.sign_paper(by=cast["chen"], paper_id=paper.id, signature=signature, at=AT)
    assert list(selectors.unsigned(cast["chen"])) == [neither]
    assert not selectors.unsigned(cast["bao"]).exists()
    paper = Paper.objects.get(episode=signs)
    assert (paper.signed_by, paper.signed_at, paper.is_settled) == ("guardian", AT, True)


def test_a_signature_says_whose(cast):
    [paper] = issue(cast, begin(cast), kinds=["commitment"])
    with pytest.raises(Refused) as refused:
        operations.sign_paper(by=cast["chen"], paper_id=paper.id, signature=Signature(), at=AT)
    assert refused.value.code == "observation.signer_missing"


@pytest.mark.parametrize("name", ["bao", "police", "leader", "commander", "data"])
def test_papers_are_given_by_those_who_look_after_people_here(cast, name):
    episode = begin(cast)
    with suppress(Refused):
        assert issue(cast, episode, by=name) == []
    assert not Paper.objects.exists()


def test_a_pile_is_signed_in_one_go_and_what_was_settled_stays(cast):
    notice, commitment = issue(cast, begin(cast))
    _other, declined = issue(cast, begin(cast, "twin_one"))
    operations.sign_paper(by=cast["chen"], paper_id=declined.id, signature=Signature(declined=True), at=AT)
    pile = {"paper_ids": [commitment.id, declined.id], "signature": Signature("self"), "at": AT}
    assert operations.sign_papers(by=cast["bao"], **pile) == 0
    assert operations.sign_papers(by=cast["chen"], **pile) == 1
    assert set(Paper.objects.exclude(signed_at=None)) == {commitment}
    with pytest.raises(Refused):
        operations.sign_papers(by=cast["chen"], **pile | {"signature": Signature(declined=True)})
    assert not Paper.objects.get(pk=notice.pk).is_settled
