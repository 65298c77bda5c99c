"""What tests of tips begin with."""

from __future__ import annotations

from lianfang.core import ids
from lianfang.core.actor import system
from lianfang.response.tips import operations
from lianfang.response.tips.models import Tip
from lianfang.response.tips.operations import Told
from tests.cast import AT

PHONE = "13776501482"


def tip(cast, area=None, at=AT, located=True, **more) -> Tip:
    """Something told about a flat of an area (A unless said), its address looked up."""
    place = area or cast.a
    facts = {
        "client_id": ids.new().hex,
        "kind": "returned",
        "where": f"{place.compound.name}1号101室",
        "what": "昨晚看到拖着行李箱回来",
        "named": "王阿姨",
        **more,
    }
    made = operations.tell(by=system(cast.subdistrict.id, "tips"), told=Told(**facts), at=at)
    if located:
        operations.locate(by=system(cast.subdistrict.id), at=at)
        made.refresh_from_db()
    return made
