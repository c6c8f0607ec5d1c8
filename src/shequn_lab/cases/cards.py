"""The data cards of the cases' communities, written into ``data/README.md`` when these are rebuilt."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from shequn_lab.cases.case import Case
from shequn_lab.storage import open_community
from shequn_lab.terms import LANGUAGES, in_language, say
from shequn_lab.terms.formats import number

_BEGIN, _END = "<!-- cases: written by `make data` -->\n", "<!-- end of cases -->\n"


def write_cards(cases: Sequence[Case], folder: Path) -> Path:
    """Put the card of each case, in both languages, between the two marks of the folder's ``README.md``.

    Returns
    -------
    Path
        The file; it is made where there is none.
    """
    path = folder / "README.md"
    text = path.read_text(encoding="utf-8") if path.is_file() else ""
    before, _, rest = text.partition(_BEGIN)
    after = rest.partition(_END)[2]
    cards = []
    for lang in LANGUAGES:
        with in_language(lang):
            cards += [_card(case, folder) for case in cases]
    path.write_text(before + _BEGIN + "\n".join(cards) + _END + after, encoding="utf-8", newline="\n")
    return path


def _card(case: Case, folder: Path) -> str:
    community = open_community(folder / case.id)
    rows = {"events": community.event_source.n_rows} | {name: len(frame) for name, frame in community.tables().items()}
    window = community.window
    said = say(
        "card_what",
        number=case.number,
        seed=case.seed,
        start=window.start,
        end=window.last_day,
        zone=window.timezone,
        scale=number(case.scale),
        scale_words=case.scale_words,
    )
    table = "\n".join(f"| {name} | {number(count)} |" for name, count in rows.items())
    parts = (
        f"## {case.id} · {case.title}",
        f"**{say('card_synthetic')}** {said}",
        f"| {say('card_table')} | {say('card_rows')} |\n|---|--:|\n{table}",
        say("card_planted", case=case.id),
    )
    return "\n\n".join(parts) + "\n"
