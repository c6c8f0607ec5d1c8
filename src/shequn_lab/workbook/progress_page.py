"""Progress as one HTML page: a file by itself, nothing loaded from elsewhere."""

from __future__ import annotations

import html
from collections.abc import Sequence

from shequn_lab.terms import language, say
from shequn_lab.terms.formats import MISSING, number
from shequn_lab.workbook.progress import Chapter, Done

_STYLE = """
body{margin:0 auto;max-width:42em;padding:40px 24px;background:#FCFBF8;color:#1C2430;
font:16px/1.7 "Noto Sans SC","PingFang SC","Microsoft YaHei","Source Han Sans SC",system-ui,sans-serif}
h1{font-size:28px;margin:0}h2{font-size:19px;margin:40px 0 4px}p{color:#545D69;margin:0 0 8px}
table{border-collapse:collapse;width:100%;font-variant-numeric:tabular-nums}
th,td{text-align:left;font-weight:400;padding:5px 16px 5px 0;border-bottom:1px solid #E8E5DD}
th{color:#545D69;font-size:13px}td:last-child,th:last-child{text-align:right}
.bar{height:8px;background:#E8E5DD;margin:8px 0 12px}.bar i{display:block;height:8px;background:#153B68}
.wrong,.stale{color:#9E3B12}.open{color:#545D69}
"""


def progress_page(chapters: Sequence[Chapter]) -> str:
    """Return the page, in the language in force."""
    title = html.escape(say("progress_title"))
    body = "".join(map(_section, chapters))
    return (
        f'<!doctype html>\n<html lang="{language()}"><head><meta charset="utf-8">'
        f'<meta name="viewport" content="width=device-width,initial-scale=1"><title>{title}</title>'
        f"<style>{_STYLE}</style></head><body><h1>{title}</h1><p>{html.escape(say('progress_about'))}</p>"
        f"{body}</body></html>\n"
    )


def _section(chapter: Chapter) -> str:
    total, right = len(chapter.checked), len(chapter.right)
    heads = "".join(f"<th>{html.escape(say(f'progress_{id}'))}</th>" for id in ("exercise", "state", "points"))
    rows = "".join(
        f'<tr class="{done.state}"><td>{html.escape(done.id)}</td>'
        f"<td>{html.escape(say(f'progress_{done.state}'))}</td><td>{_points(done)}</td></tr>"
        for done in chapter.exercises
    )
    share = round(100 * right / total) if total else 0
    return (
        f"<h2>{html.escape(chapter.title)}</h2><p>{html.escape(say('progress_done', right=right, total=total))}</p>"
        f'<div class="bar" role="presentation"><i style="width:{share}%"></i></div>'
        f"<table><tr>{heads}</tr>{rows}</table>"
    )


def _points(done: Done) -> str:
    reached = MISSING if done.by_hand else number(done.points if done.state == "right" else 0)
    return f"{reached} / {number(done.points)}"
