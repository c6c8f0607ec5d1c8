"""The workbook: copies for readers, how far they have come, what of the course is covered."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from shequn_lab.cli.options import languages_of
from shequn_lab.cli.output import tell
from shequn_lab.errors import OptionError
from shequn_lab.terms import language, say
from shequn_lab.terms.formats import MISSING, number

FOLDER = typer.Argument(help="help_workbook_folder")


def workbook(
    folder: Annotated[Path, FOLDER],
    lang: Annotated[str, typer.Option("--lang", help="help_workbook_lang")] = "",
    student: Annotated[str, typer.Option("--student", help="help_workbook_student")] = "",
    grading: Annotated[bool, typer.Option("--grading", help="help_workbook_grading")] = False,
) -> None:
    """Write a student's copy of the chapters, or what nbgrader starts from."""
    from shequn_lab.cli.terminal import table
    from shequn_lab.workbook.copies import write_copies, write_for_grading

    chosen = languages_of(lang or language())
    if len(chosen) > 1:
        raise OptionError(say("param_lang", found=repr(lang)), say("workbook_one_lang_remedy"))
    if grading:
        copies = write_for_grading(folder, lang=chosen[0])
    else:
        copies = write_copies(folder, lang=chosen[0], student=student)
    table([(say("cli_chapter"), ""), ("", "")], [[copy.chapter, say(f"workbook_{copy.outcome}")] for copy in copies])
    tell(say("cli_next", command="nbgrader generate_assignment" if grading else f'jupyter lab "{folder}"'))


def progress(
    folder: Annotated[Path, FOLDER],
    page: Annotated[str, typer.Option("--page", help="help_progress_page")] = "",
) -> None:
    """Show chapter by chapter what is done and right."""
    from shequn_lab.cli.terminal import table
    from shequn_lab.workbook.progress import progress as read_progress
    from shequn_lab.workbook.progress_page import progress_page

    found = read_progress(folder)
    heads = [(say("cli_chapter"), ""), (say("progress_exercise"), ""), (say("progress_state"), "")]
    rows = []
    for chapter in found:
        reached, possible = (number(points) for points in chapter.points)
        count = say("progress_done", right=len(chapter.right), total=len(chapter.checked))
        rows.append([chapter.name, count, f"{say('progress_points')} {reached} / {possible}"])
        rows += [["", done.id, say(f"progress_{done.state}")] for done in chapter.exercises]
    table(heads, rows)
    if page:
        try:
            Path(page).write_text(progress_page(found), encoding="utf-8", newline="\n")
        except OSError as error:
            why = say("report_folder", where=page, why=error.strerror or error)
            raise OptionError(why, say("report_folder_remedy")) from None
        tell(say("progress_page", where=page))


def course() -> None:
    """Show where each row of the course is taught, asked for, computed and tested."""
    from shequn_lab.cli.terminal import table
    from shequn_lab.workbook.course import course as read_course

    rows = read_course()
    parts = ("sections", "asks", "functions", "tests")
    heads = [(say(f"course_{part}"), "") for part in ("row", "title", *parts)]
    table(heads, [[row.id, row.name, *(", ".join(getattr(row, part)) or MISSING for part in parts)] for row in rows])
    tell(say("course_covered", done=sum(row.done for row in rows), total=len(rows)))
