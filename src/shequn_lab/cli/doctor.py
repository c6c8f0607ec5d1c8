"""The health of an installation: doctor."""

from __future__ import annotations

import sys

import typer

from shequn_lab.cli.output import FAILED
from shequn_lab.terms import say


def doctor() -> None:
    """Check this installation and say what to do."""
    from shequn_lab.doctor import checks

    bad = 0
    for item in checks():
        bad += not item.well
        mark = "✓" if item.well else "✗"
        sys.stdout.write(f"{mark} {item.what}: {item.found}\n" + ("" if item.well else f"  → {item.remedy}\n"))
    sys.stdout.write((say("doctor_bad", count=bad) if bad else say("doctor_ok")) + "\n")
    if bad:
        raise typer.Exit(FAILED)
