"""A page for any browser: small pictures with their tags, and a box to filter them by."""

from __future__ import annotations

import base64
import hashlib
import re
from functools import partial
from html import escape

from igtagger.domain import Failed
from igtagger.export.destinations import text_begins
from igtagger.export.paths import spell
from igtagger.export.rows import Rows, TableOptions
from igtagger.export.small_pictures import small_picture
from igtagger.export.spelling import plain
from igtagger.export.tables import ExportFormat, TextStream, Writes, open_text
from igtagger.labels.opinions import Judged
from igtagger.messages import english

LONGEST_SIDE = 224
"""Pixels of a small picture; shown at about half of that, so that it is sharp on fine screens."""

_STYLE = """
:root { color-scheme: light dark; --back: #f6f6f4; --card: #fff; --text: #1c1c1a;
  --soft: #5c5c57; --line: #d9d9d4; --tag: #e6eef7; --fault: #a4262c; }
@media (prefers-color-scheme: dark) { :root { --back: #1b1b1d; --card: #262629; --text: #ececea;
  --soft: #a6a6a1; --line: #3c3c40; --tag: #2f4257; --fault: #ff9b9f; } }
* { box-sizing: border-box; }
body { margin: 0; background: var(--back); color: var(--text);
  font: 14px/1.4 system-ui, sans-serif; }
header { position: sticky; top: 0; z-index: 1; display: flex; flex-wrap: wrap; gap: 8px 16px;
  align-items: center; padding: 12px 16px; background: var(--back);
  border-bottom: 1px solid var(--line); }
h1 { font-size: 16px; margin: 0; }
input { font: inherit; padding: 6px 10px; width: min(320px, 100%); color: inherit;
  background: var(--card); border: 1px solid var(--soft); border-radius: 6px; }
output { color: var(--soft); }
main { display: grid; gap: 12px; padding: 16px;
  grid-template-columns: repeat(auto-fill, minmax(168px, 1fr)); }
figure { margin: 0; padding: 8px; background: var(--card); border: 1px solid var(--line);
  border-radius: 8px; content-visibility: auto; contain-intrinsic-size: auto 210px; }
figure[hidden] { display: none; }
img, .none { display: block; width: 100%; height: 132px; object-fit: contain; }
.none { display: grid; place-items: center; color: var(--soft); }
figcaption { margin-top: 6px; overflow-wrap: anywhere; }
.tag { display: inline-block; margin: 0 4px 4px 0; padding: 1px 7px; border-radius: 9px;
  background: var(--tag); }
.path, .kind { color: var(--soft); font-size: 12px; }
.fault { color: var(--fault); font-size: 12px; }
"""

_SCRIPT = """
const box = document.querySelector("input"), told = document.querySelector("output");
const cards = [...document.querySelectorAll("figure")];
const texts = cards.map(card => card.textContent.toLowerCase());
function show() {
  const words = box.value.toLowerCase().split(/\\s+/).filter(Boolean);
  let shown = 0;
  cards.forEach((card, n) => {
    card.hidden = !words.every(word => texts[n].includes(word));
    shown += !card.hidden;
  });
  told.textContent = words.length ? `${shown} of ${cards.length}` : `${cards.length} pictures`;
}
function follow() {
  try { box.value = decodeURIComponent(location.hash.slice(1)); } catch { box.value = ""; }
  show();
}
box.addEventListener("input", show);
addEventListener("hashchange", follow);
follow();
"""


def _begin(title: str) -> str:
    digest = base64.b64encode(hashlib.sha256(_SCRIPT.encode()).digest()).decode()
    policy = (
        "default-src 'none'; img-src data:; style-src 'unsafe-inline'; "
        f"script-src 'sha256-{digest}'"
    )
    return (
        '<!DOCTYPE html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="generator" content="igtagger">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{policy}">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{escape(title)}</title>\n<style>{_STYLE}</style>\n</head>\n<body>\n"
        f"<header><h1>{escape(title)}</h1>"
        '<input type="search" aria-label="Filter by tag or name" '
        'placeholder="Filter by tag or name" autocomplete="off">'
        '<output aria-live="polite"></output></header>\n<main>\n'
    )


class _Sheet:
    def __init__(self, stream: TextStream, rows: Rows, options: TableOptions) -> None:
        self._stream, self._rows, self._options = stream, rows, options

    def begin(self) -> None:
        root = self._options.root
        self._stream.write(_begin(plain(root.name) if root and root.name else "Pictures"))

    def write(self, judged: Judged, /) -> None:
        outcome = judged.outcome
        path = escape(spell(outcome.path, self._options.root))
        small = None if isinstance(outcome, Failed) else small_picture(outcome.path, LONGEST_SIDE)
        lines = [f'<span class="tag">{escape(name)}</span>' for name in self._rows.names(judged)]
        if self._options.kinds and (kind := self._rows.kind_name(judged)):
            lines.append(f'<div class="kind">{escape(kind)}</div>')
        lines.append(f'<div class="path">{path}</div>')
        if isinstance(outcome, Failed):
            # With the name alone: where it lies on this computer is nobody's business elsewhere.
            reason = outcome.reason.but(path=outcome.path.name)
            fault = escape(plain(str(english(reason))))
            lines.append(f'<div class="fault">{fault}</div>')
        picture = '<div class="none">no picture</div>'
        if small is not None:
            picture = f'<img alt="" src="{small}">'
        self._stream.write(f"<figure>{picture}<figcaption>{''.join(lines)}</figcaption></figure>\n")

    def end(self) -> None:
        self._stream.write(f"</main>\n<script>{_SCRIPT}</script>\n</body>\n</html>\n")


FORMAT = ExportFormat(
    "html",
    title="A page of small pictures with their tags, for any browser",
    writes=Writes.TEXT_FILE,
    open=partial(open_text, _Sheet),
    is_own=text_begins(
        re.compile(
            r'<!DOCTYPE html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
            r'<meta name="generator" content="igtagger">\n'
        )
    ),
    endings=(".html", ".htm"),
    layout="simple",
    why=False,
)
