"""The documents of OpenRosa (docs.getodk.org/openrosa): list of forms, manifest, answer to a submission."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from xml.sax.saxutils import escape

from lianfang.core import Actor
from lianfang.core.models import Subdistrict

from .models import DeviceKey, Version

XML = "text/xml; charset=utf-8"
HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n'
SPACE = "http://openrosa.org/"


@dataclass(frozen=True, slots=True)
class Visit:
    """One phone at the door: its office, the member of staff it works as, its key."""

    office: Subdistrict
    actor: Actor
    key: DeviceKey
    token: str


@dataclass(frozen=True, slots=True)
class Offered:
    """A form in the list, with the addresses of the form and of its files (empty where it has none)."""

    version: Version
    address: str
    manifest: str


def _tag(name: str, text: str) -> str:
    return f"<{name}>{escape(text)}</{name}>"


def form_list(forms: Sequence[Offered], *, is_verbose: bool) -> str:
    """`<xforms>`, one `<xform>` each; `hash` is the MD5 of the form."""
    body = "".join(_form(form, is_verbose) for form in forms)
    return f'{HEAD}<xforms xmlns="{SPACE}xforms/xformsList">{body}</xforms>'


def _form(form: Offered, is_verbose: bool) -> str:
    version = form.version
    parts = [
        _tag("formID", version.form_id),
        _tag("name", version.questionnaire.name),
        _tag("version", version.label),
        _tag("hash", f"md5:{version.hash}"),
        _tag("descriptionText", version.questionnaire.name_en) if is_verbose else "",
        _tag("downloadUrl", form.address),
        _tag("manifestUrl", form.manifest) if form.manifest else "",
    ]
    return f"<xform>{''.join(parts)}</xform>"


def manifest(media: Sequence[tuple[str, str, str]]) -> str:
    """`<manifest>` of (name, MD5, address)."""
    body = "".join(
        f"<mediaFile>{_tag('filename', name)}{_tag('hash', f'md5:{digest}')}{_tag('downloadUrl', address)}</mediaFile>"
        for name, digest, address in media
    )
    return f'{HEAD}<manifest xmlns="{SPACE}xforms/xformsManifest">{body}</manifest>'


def message(said: str) -> str:
    """`<OpenRosaResponse>`: what Collect shows."""
    body = f'<message nature="">{escape(said)}</message>'
    return f'{HEAD}<OpenRosaResponse xmlns="{SPACE}http/response">{body}</OpenRosaResponse>'
