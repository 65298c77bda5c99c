"""What the lists room promises: a row's words go long before the response ends, its file with them."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db.models import F, Q, QuerySet
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from lianfang.core.purposes import Dataset, Purpose, declare

from .models import File, Import, Row
from .rules.sources import Source

BASIS = _("Response to a public health emergency (PIPL Art. 13(4)); Emergency Response Law Art. 84-85")
OWNER = _("Data officer of the subdistrict")
COUNTED = _("the import; registers at the end of the response; mask lists 40 days; taken back or refused 7")
LIST_DAYS = 60
MASK_DAYS = 40
GONE_DAYS = 7
BASES = (Source.REGISTER.value, Source.LEDGER.value, Source.DIVISIONS.value)
GONE = (Import.State.UNDONE, Import.State.REFUSED, Import.State.FAILED)


def due_imports(subdistrict: UUID, at: datetime) -> QuerySet[Any]:
    """Lists sixty days after their import, mask lists forty, what counts no more seven; registers stay."""
    dated = Import.objects.of(subdistrict).annotate(
        since=Coalesce(F("undone_at"), F("committed_at"), F("uploaded_at"))
    )
    gone = Q(state__in=GONE, since__lt=at - timedelta(days=GONE_DAYS))
    masks = Q(kind=Source.MASK.value, since__lt=at - timedelta(days=MASK_DAYS))
    lists = Q(since__lt=at - timedelta(days=LIST_DAYS))
    return dated.filter(gone | (~Q(kind__in=BASES) & (masks | lists)))


def due_rows(subdistrict: UUID, at: datetime) -> QuerySet[Any]:
    """Rows go with their import."""
    return Row.objects.of(subdistrict).filter(source_id__in=due_imports(subdistrict, at).values("id"))


def due_files(subdistrict: UUID, at: datetime) -> QuerySet[Any]:
    """Files that no import needs any longer."""
    needed = Import.objects.of(subdistrict).exclude(id__in=due_imports(subdistrict, at).values("id"))
    return File.objects.of(subdistrict).exclude(digest__in=needed.values("digest"))


def _set(model: Any, due: Any) -> Dataset:
    return Dataset(
        model=model,
        purpose=Purpose.SCREEN,
        basis=BASIS,
        owner=OWNER,
        counted_from=COUNTED,
        days=LIST_DAYS,
        due=due,
    )


declare(_set(Row, due_rows), _set(File, due_files), _set(Import, due_imports))
