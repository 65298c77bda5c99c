"""What the accounts room keeps about people, and for how long."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import models
from django.utils.translation import gettext_lazy as _

from lianfang.core.purposes import Dataset, Purpose, declare

from .models import Link, Post, User

LINK_DAYS = 30
LEFT_DAYS = 180


def links_due(subdistrict: UUID, at: datetime) -> models.QuerySet[Any]:
    """Links whose day ended thirty days ago (a visit begun with one never outlasts it)."""
    return Link.objects.of(subdistrict).filter(expires_at__lt=at - timedelta(days=LINK_DAYS))


def users_due(subdistrict: UUID, at: datetime) -> models.QuerySet[Any]:
    """Accounts closed half a year ago: sign-in logs are kept six months (网络安全法 Art. 21)."""
    return User.objects.filter(subdistrict=subdistrict, left_at__lt=at - timedelta(days=LEFT_DAYS))


def posts_due(subdistrict: UUID, at: datetime) -> models.QuerySet[Any]:
    """Posts of accounts that go."""
    return Post.objects.of(subdistrict).filter(user__in=users_due(subdistrict, at))


STAFF_BASIS = _("Work contract or assignment to the response (PIPL Art. 13(2))")
declare(
    Dataset(
        model=Link,
        purpose=Purpose.OBSERVE,
        basis=_("Public-health emergency (PIPL Art. 13(4))"),
        owner=_("Data officer"),
        counted_from=_("the link's last day"),
        days=LINK_DAYS,
        due=links_due,
    ),
    Dataset(
        model=Post,
        purpose=Purpose.STAFF,
        basis=STAFF_BASIS,
        owner=_("Data officer"),
        counted_from=_("the day the account is closed"),
        days=LEFT_DAYS,
        due=posts_due,
    ),
    Dataset(
        model=User,
        purpose=Purpose.STAFF,
        basis=STAFF_BASIS,
        owner=_("Data officer"),
        counted_from=_("the day the account is closed"),
        days=LEFT_DAYS,
        due=users_due,
    ),
)
