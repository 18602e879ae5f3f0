"""Turn a figure into an SVG element that lives inside a page and takes the page's colours."""

from __future__ import annotations

import io
import re

from matplotlib.figure import Figure

from sosprobe.analysis.drawing import INK, LINE
from sosprobe.analysis.figures import COLOURS

_THEME = {
    INK: "var(--ink)",
    LINE: "var(--axis)",
    **{colour: f"var(--{k})" for k, colour in COLOURS.items()},
}
_COMMENT = re.compile(r"<!--.*?-->", re.DOTALL)
_DROPPED = re.compile(r"<(metadata|style)\b.*?</\1>\s*", re.DOTALL)
_ID = re.compile(r'\bid="([^"]+)"')
_REFERENCE = re.compile(r'(xlink:href="#|url\(#)([^")]+)')


def svg(figure: Figure, name: str) -> str:
    """Return the figure as one `<svg>` element whose ids begin with `name`.

    Letters are drawn as paths, so no text of a label reaches the page. Comments, metadata and the
    style sheet are taken out: the page has its own.
    """
    buffer = io.StringIO()
    figure.savefig(buffer, format="svg", transparent=True, metadata={"Date": None})
    text = buffer.getvalue()
    text = _DROPPED.sub("", _COMMENT.sub("", text[text.index("<svg") :]))
    ids = {old: f"{name}-{place}" for place, old in enumerate(dict.fromkeys(_ID.findall(text)))}
    text = _ID.sub(lambda match: f'id="{ids[match[1]]}"', text)
    text = _REFERENCE.sub(lambda match: match[1] + ids[match[2]], text)
    for colour, variable in _THEME.items():
        text = text.replace(colour, variable)
    return text
