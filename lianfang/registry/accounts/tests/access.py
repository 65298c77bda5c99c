"""Examples for the house's walk over every URL. Staff belong to the subdistrict, not to an area."""

from lianfang.core.clock import now
from lianfang.registry.accounts import operations
from lianfang.registry.accounts.models import Post


def _user(cast, area):
    name = "chen" if area is cast.a else "bao"
    return {"user_id": cast.users[name].pk}


def _post(cast, area):
    return {"post_id": Post.objects.get(user_id=_user(cast, area)["user_id"]).pk}


def _link(cast, area):
    name = "rare" if area is cast.a else "neighbour_b"
    path = operations.invite(by=cast["data"], person=cast.people[name].pk, at=now())
    subdistrict, token = path.strip("/").split("/")[1:]
    return {"subdistrict": subdistrict, "token": token}


EXAMPLES = {
    "accounts:member": _user,
    "accounts:give_post": _user,
    "accounts:deactivate": _user,
    "accounts:reactivate": _user,
    "accounts:reset_sign_in": _user,
    "accounts:freeze": _user,
    "accounts:thaw": _user,
    "accounts:end_post": _post,
    "resident_link": _link,
    "resident_enter": _link,
}
