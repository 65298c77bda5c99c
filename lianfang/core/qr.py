"""QR codes as inline SVG: for slips, papers and posters; nothing is fetched, nothing is stored."""

from __future__ import annotations

import io

import segno
from django.utils.html import format_html
from django.utils.safestring import SafeString


def svg(text: str, label: str = "") -> SafeString:
    """`text` as a QR code that grows with its box (error correction M: a fold or a stain does no harm).

    `label` is what a screen reader says. Colours are fixed, so that it prints black on white.
    """
    out = io.BytesIO()
    code = segno.make(text, error="m", micro=False)
    code.save(out, kind="svg", xmldecl=False, svgns=True, omitsize=True, border=2, light="#fff", dark="#000")
    # Our own text encoded by segno: nothing of it stands in the markup but squares.
    return format_html('<span class="qrcode" role="img" aria-label="{}">{}</span>', label, _safe(out))


def _safe(out: io.BytesIO) -> SafeString:
    return SafeString(out.getvalue().decode())
