"""The command line: read the words, make one call, say how it ended.

Exit codes: 0 all went well, 1 it ran and something failed, 2 the words or the data given were wrong.
"""

from shequn_lab.cli import cases, communities, doctor, figures, lift, money, plan, report, tiers, workbook
from shequn_lab.cli.program import add, add_group, app, main

__all__ = ["app", "main"]

# In the order of the help.
for _command in (
    communities.import_,
    communities.check,
    communities.describe,
    figures.kpi,
    tiers.tiers,
    money.money,
    lift.lift,
    report.report,
    cases.rerun,
    cases.simulate,
    workbook.workbook,
    workbook.progress,
    workbook.course,
    figures.terms,
    doctor.doctor,
):
    add(_command)
add_group("plan", {"new": plan.new, "check": plan.check, "test": plan.try_out, "report": plan.report})
