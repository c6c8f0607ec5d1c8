"""The glossary as a page: ``docs/nomenclature.md`` is written by this and tested to be current."""

from __future__ import annotations

from shequn_lab.terms import all_terms

_HEAD = """# Nomenclature 术语表

One concept, one name. Written from `src/shequn_lab/terms/terms.yaml` by `shequn terms --format markdown`;
change the terms there. 本页由术语文件生成，请勿直接修改。

| id | 中文 | English | unit | KPI | 定义 | definition | source |
|---|---|---|---|---|---|---|---|
"""


def nomenclature() -> str:
    """Return the glossary as Markdown, one row for each term that has a definition."""
    rows = [
        f"| `{t.id}` | {t.zh} | {t.en} | {t.unit} | {t.kpi} | {t.definition_zh} | {t.definition_en} | {t.source} |"
        for t in all_terms().values()
        if t.definition_en
    ]
    return _HEAD + "\n".join(rows) + "\n"
