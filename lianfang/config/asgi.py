"""The ASGI entry for granian: readings in, and nothing else."""

import os

import django

from lianfang.config import rings
from lianfang.config.office import orphans

orphans.end_with_parent()
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "lianfang.config.settings")
django.setup()

from lianfang.config.ingest.door import Door  # noqa: E402

application = Door()
# A post leaves hundreds of small things behind and no rings: looking for rings after each seven hundred cost a tenth.
rings.seek_seldom()
