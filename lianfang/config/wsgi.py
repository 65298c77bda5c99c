"""The WSGI entry for granian."""

import os

from django.core.wsgi import get_wsgi_application

from lianfang.config import rings
from lianfang.config.office import orphans

orphans.end_with_parent()
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "lianfang.config.settings")
application = get_wsgi_application()
rings.seek_seldom()
