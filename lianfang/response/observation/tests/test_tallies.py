"""The short way to count everybody's slots says what the long way says."""

from datetime import date, datetime, timedelta
from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st

from lianfang.core import clock
from lianfang.response.observation.rules import Terms
from lianfang.response.observation.rules.protocol import Slot
from lianfang.response.observation.selectors.standing import Bits, _owed, _Tallies, _tally, _windows

TODAY = date(2020, 2, 10)
PROTOCOL = UUID(int=1)
TERMS = Terms(slots=(Slot("am", 360, 660, 780), Slot("pm", 780, 1140, 1440)))
SPANS = st.tuples(
    st.integers(-20, 1).map(lambda n: TODAY + timedelta(days=n)),
    st.integers(-3, 14).map(lambda n: TODAY + timedelta(days=n)),
    st.integers(-100, 30).map(lambda hours: clock.at_local(TODAY) + timedelta(hours=hours)),
)


@given(hour=st.integers(0, 23), people=st.lists(st.tuples(SPANS, st.integers(0, 15)), max_size=12))
def test_the_tally_of_each_is_as_if_reckoned_alone(hour: int, people: list[tuple[object, int]]) -> None:
    at: datetime = clock.at_local(TODAY, hour)
    bits: Bits = {}
    windows = {PROTOCOL: _windows(TERMS, at, bits)}
    tallies = _Tallies(windows, TODAY)
    for span, ended in people:
        alone = _tally(_owed(windows[PROTOCOL], *span), ended)
        assert tallies.of(PROTOCOL, span, ended) == alone
