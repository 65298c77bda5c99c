"""What the places room keeps about people: behind which doors there are tenants, and how many live there."""

from django.utils.translation import gettext_lazy as _

from lianfang.core.purposes import Dataset, Purpose, declare

from .models import Door

declare(
    Dataset(
        model=Door,
        purpose=Purpose.REGISTRY,
        basis=_("Public-health emergency (PIPL Art. 13(4)); household ledger of the committees"),
        owner=_("Data officer"),
        counted_from=_("the end of the response"),
    )
)
