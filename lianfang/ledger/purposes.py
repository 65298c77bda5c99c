"""The record itself is personal data too: who did what, about whom."""

from django.utils.translation import gettext_lazy as _

from lianfang.core.purposes import Dataset, Purpose, declare

from .models import Entry, Hold, Order

BASIS = _("Duty to keep processing records (PIPL Art. 54–56; 网络安全法 Art. 21)")
DAYS = 3 * 365

# Append-only: nothing is deleted row by row. Kept three years, then destroyed as a whole.
declare(
    *(
        Dataset(
            model=model,
            purpose=Purpose.RECORD,
            basis=BASIS,
            owner=_("Data officer"),
            counted_from=_("the day of the act"),
            days=DAYS,
        )
        for model in (Entry, Order, Hold)
    )
)
