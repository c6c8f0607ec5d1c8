"""What a reader understood of a file, said plainly, before or after it is imported."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import pandas as pd

from shequn_lab.readers.roles import ColumnUse
from shequn_lab.terms import say
from shequn_lab.terms.formats import number

_WIDEST = 24
_MOST_REMARKS = 12


@dataclass(frozen=True)
class Understanding:
    """How a file was read; ``str()`` tells it in the language in force.

    Attributes
    ----------
    file : str
        Name of the file.
    kind : str
        ``text``, ``xlsx`` or ``parquet``.
    compression, encoding, delimiter, sheet : str
        Empty where there is none.
    header_line : int
        Line of the header, counted from 1; 0 where the file has a schema instead.
    columns : tuple of ColumnUse
    ignored : tuple of str
        Columns that play no role.
    timezone : str
        Zone of times that do not name their own.
    time_forms : mapping
        Form of time (message id) to number of values.
    time_examples : tuple of str
    day_first : bool or None
        Order of ``3/6/2021``, where it had to be settled.
    rows : mapping
        ``rows`` and what becomes of them.
    reasons : mapping
        Reason for rejected rows (message id) to count.
    remarks : mapping
        Things noticed (message id) to count.
    sample : DataFrame
        First rows that are kept, with pseudonyms.
    complete : bool
        False when only the beginning was looked at.
    """

    file: str
    kind: str
    compression: str
    encoding: str
    delimiter: str
    sheet: str
    header_line: int
    columns: tuple[ColumnUse, ...]
    ignored: tuple[str, ...]
    timezone: str
    time_forms: Mapping[str, int]
    time_examples: tuple[str, ...]
    day_first: bool | None
    rows: Mapping[str, int]
    reasons: Mapping[str, int]
    remarks: Mapping[str, int]
    sample: pd.DataFrame = field(repr=False)
    complete: bool = True

    def __str__(self) -> str:
        sections = [self._layout(), self._columns(), self._times(), self._rows(), self._sample()]
        return "\n".join(line for lines in sections for line in lines)

    def _layout(self) -> list[str]:
        delimiter = {"\t": "Tab", "": ""}.get(self.delimiter, self.delimiter)
        known = [self.compression, self.encoding, delimiter and say("read_u_delimiter", sign=delimiter)]
        known += [self.sheet and say("read_u_sheet", name=self.sheet)]
        known += [say("read_u_header", line=self.header_line) if self.header_line else ""]
        kind = {"text": "CSV", "xlsx": "XLSX", "parquet": "Parquet"}[self.kind]
        return [f"{self.file}: {' · '.join(part for part in [kind, *known] if part)}"]

    def _columns(self) -> list[str]:
        lines = [say("read_u_columns")]
        width = max(len(use.role) for use in self.columns)
        for use in self.columns:
            role = say(f"read_role_{use.role}")
            lines.append(f"  {use.role:<{width}}  ← {_short(use.column)}  ({role}; {say(f'read_how_{use.how}')})")
        if self.ignored:
            names = say("list_comma").join(_short(name) for name in self.ignored)
            lines.append(f"  {say('read_u_ignored', columns=names)}")
        return lines

    def _times(self) -> list[str]:
        forms = [f"{say(form)} × {number(n)}" for form, n in self.time_forms.items()]
        lines = [say("read_u_times", forms=say("list_comma").join(forms) or "—", zone=self.timezone)]
        if self.time_examples:
            lines.append(f"  {say('read_u_examples', examples=' | '.join(self.time_examples))}")
        if self.day_first is not None:
            lines.append(f"  {say('read_u_day_first' if self.day_first else 'read_u_month_first')}")
        return lines

    def _rows(self) -> list[str]:
        counts = {key: number(n) for key, n in self.rows.items()}
        lines = [say("read_u_rows" if self.complete else "read_u_rows_begun", **counts)]
        lines += [f"  {say('read_u_reason', reason=say(reason), n=number(n))}" for reason, n in self.reasons.items()]
        lines += [f"  {say(remark, count=number(n))}" for remark, n in list(self.remarks.items())[:_MOST_REMARKS]]
        return lines

    def _sample(self) -> list[str]:
        if self.sample.empty:
            return []
        table = self.sample.to_string(index=False, max_colwidth=_WIDEST)
        return [say("read_u_sample"), *(f"  {line}" for line in table.splitlines())]


def _short(name: str) -> str:
    return name if len(name) <= 40 else name[:39] + "…"
