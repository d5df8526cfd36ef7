"""A report as one HTML file without anything outside of it."""

from __future__ import annotations

import base64
from html import escape

from hysteroview.lab.report.blocks import Block, Heading, Paragraph, Pictures, Report, TableBlock

_STYLE = """
body { font-family: "Noto Sans", system-ui, sans-serif; max-width: 62rem; margin: 0 auto;
  padding: 0 1.2rem 4rem; color: #1d1d1f; line-height: 1.45; }
table { border-collapse: collapse; margin: .6rem 0 1.2rem; font-size: .86rem; width: 100%; }
th, td { border-bottom: 1px solid #d6d6da; padding: .3rem .6rem; text-align: left;
  vertical-align: top; }
th { background: #f2f2f5; } h1 { margin-top: 1.6rem; } h2 { margin-top: 2.2rem; }
.banner { position: sticky; top: 0; background: #a31515; color: #fff; padding: .5rem 1rem;
  font-weight: 600; z-index: 1; }
.warning { border-left: 4px solid #a31515; padding: .3rem .8rem; background: #fdf1f1; }
.missing { color: #a31515; }
.pictures { display: flex; flex-wrap: wrap; gap: 1rem; }
figure { margin: 0 0 1rem; } figcaption { font-size: .82rem; color: #55555b; }
figure img, figure svg { width: 100%; height: auto; }
@media print { .banner { position: fixed; left: 0; right: 0; -webkit-print-color-adjust: exact;
  print-color-adjust: exact; } body { padding-top: 3rem; } }
"""


def html_of(report: Report) -> str:
    """Return the report as HTML; the banner stays at the top, and is on each printed page."""
    banner = f'<div class="banner">{escape(report.banner)}</div>' if report.banner else ""
    body = "\n".join(_block(each) for each in report.blocks)
    return (
        '<!DOCTYPE html>\n<html lang="en"><head><meta charset="utf-8">'
        f"<title>{escape(report.title)}</title><style>{_STYLE}</style></head>\n<body>{banner}"
        f"<h1>{escape(report.title)}</h1>\n{body}\n</body></html>\n"
    )


def _block(block: Block) -> str:
    match block:
        case Heading(text, level):
            return f"<h{level + 1}>{escape(text)}</h{level + 1}>"
        case Paragraph(text, is_warning):
            kind = ' class="warning"' if is_warning else ""
            return f"<p{kind}>{escape(text)}</p>"
        case TableBlock(header, rows):
            head = "".join(f"<th>{escape(cell)}</th>" for cell in header)
            lines = "".join(f"<tr>{''.join(map(_cell, row))}</tr>" for row in rows)
            return f"<table><thead><tr>{head}</tr></thead><tbody>{lines}</tbody></table>"
        case Pictures(pictures):
            shown = []
            for each in pictures:
                image = each.content.decode() if not each.is_png else (
                    '<img alt="" src="data:image/png;base64,'
                    f'{base64.b64encode(each.content).decode()}">'
                )  # fmt: skip
                shown.append(
                    f'<figure style="width:{each.width:.0%}">{image}'
                    f"<figcaption>{escape(each.caption)}</figcaption></figure>"
                )
            return f'<div class="pictures">{"".join(shown)}</div>'


def _cell(text: str) -> str:
    kind = ' class="missing"' if text == "author must write" else ""
    return f"<td{kind}>{escape(text)}</td>"
