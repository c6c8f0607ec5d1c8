"""The demonstration community: what is planted in ``data/demo_mothers``, and how it is rebuilt."""

from __future__ import annotations

from pathlib import Path

from shequn_lab.simulate.run import simulate
from shequn_lab.simulate.scenario import Scenario
from shequn_lab.storage import save_community

DEMO_SEED = 20250301
#: Half a year of Lin's groups, with three stories whose days are known: a quiet holiday, a lottery that brings
#: people who do not stay, and a week of nothing but promotion.
DEMO_MOTHERS = Scenario(
    name="demo_mothers",
    title_zh="林的母婴群（合成数据）",
    title_en="Lin's mothers' group (synthetic data)",
    n_days=184,
    n_founders=420,
    joins_per_day=3.5,
    # Labour Day, 1 to 5 May 2025.
    holiday_start_day=61,
    holiday_days=5,
    # A lottery on joining, 14 to 18 June.
    campaign_start_day=105,
    campaign_days=5,
    campaign_joins_per_day=36,
    # Clearance, 21 to 27 July.
    promotion_run_start_day=142,
    promotion_run_days=7,
)


def rebuild(folder: Path) -> Path:
    """Simulate the demonstration community anew and save it under `folder`.

    Returns
    -------
    Path
        The community's own folder.
    """
    return save_community(simulate(DEMO_MOTHERS, seed=DEMO_SEED), folder / DEMO_MOTHERS.name)
