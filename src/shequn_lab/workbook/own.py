"""A community of one's own for each student: the same kind of group, other people."""

from __future__ import annotations

import hashlib
from functools import lru_cache

from shequn_lab.model import Community
from shequn_lab.simulate import Scenario, simulate
from shequn_lab.terms import LANGUAGES, in_language, say, wrong_option

#: Four months of a mothers' group with every table that a chapter may ask for.
_SCENARIO = Scenario(
    name="student",
    n_days=120,
    n_founders=160,
    joins_per_day=3.0,
    # Labour Day, 1 to 5 May 2025.
    holiday_start_day=61,
    holiday_days=5,
    # A lottery on joining, 10 to 14 May.
    campaign_start_day=70,
    campaign_days=5,
    campaign_joins_per_day=15,
    promotion_run_start_day=95,
    promotion_run_days=6,
    activities_per_month=(1.0, 1.0, 1.0, 1.0, 0.0),
    first_orders_per_day=0.004,
    leads_per_day=1.0,
    invitations_per_member=0.4,
    questionnaire_every_days=40,
)


def student_community(student_id: str | int) -> Community:
    """Simulate the community of one student, the same each time.

    Parameters
    ----------
    student_id : str or int
        A student number, or any other word; two students have different people and different answers.

    Returns
    -------
    Community
        Synthetic; 120 days with posts, activities, orders, leads, invitations and questionnaires.

    Raises
    ------
    OptionError
        For an empty id.

    Notes
    -----
    There is no list of answers: :func:`~shequn_lab.check` works them out from the community it is given.

    Examples
    --------
    >>> import shequn_lab as sq
    >>> sq.student_community("2025001").synthetic
    True
    """
    name = str(student_id).strip()
    if not name:
        raise wrong_option("workbook_no_student")
    return _of(name)


@lru_cache(maxsize=4)
def _of(name: str) -> Community:
    seed = int.from_bytes(hashlib.sha256(name.encode("utf-8")).digest()[:4], "big")
    titles = {}
    for lang in LANGUAGES:
        with in_language(lang):
            titles[f"title_{lang}"] = say("workbook_own_title", student=name)
    return simulate(_SCENARIO.replace(**titles), seed=seed)
