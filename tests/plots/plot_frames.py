"""Small made-up frames of the shapes the figures take, at four sizes of community."""

import numpy as np
import pandas as pd

CASES = {"tiny": (5, 10), "forty": (60, 40), "half": (900, 184), "two_years": (4000, 730)}
WINDOWS = {"daily_active": 1, "weekly_active": 7, "monthly_active": 30}


def active(members, days, seed=0):
    rng = np.random.default_rng(seed)
    parts = []
    for share, (measure, window) in zip((0.08, 0.2, 0.4), WINDOWS.items(), strict=True):
        value = np.round(members * share * (1 + 0.2 * np.linspace(0, 1, days)) * (1 + rng.normal(0, 0.06, days)))
        value[: window - 1] = np.nan
        day = pd.date_range("2023-07-01", periods=days)
        half = 1.96 * np.sqrt(value)
        low = np.maximum(value - half, 0)
        parts.append(pd.DataFrame({"day": day, "measure": measure, "value": value, "low": low, "high": value + half}))
    return pd.concat(parts, ignore_index=True)


def headcount(members, days, seed=0):
    rng = np.random.default_rng(seed)
    ever = members * np.linspace(0.4, 1, days).round(3)
    monthly = active(members, days, seed).query("measure == 'monthly_active'")["value"].to_numpy()
    counts = {"joined_so_far": ever, "members_present": ever * rng.uniform(0.7, 0.75), "monthly_active": monthly}
    day = pd.date_range("2023-07-01", periods=days)
    tidy = pd.concat([pd.DataFrame({"day": day, "measure": name, "value": v}) for name, v in counts.items()])
    return tidy.assign(low=tidy["value"], high=tidy["value"]).reset_index(drop=True)


def hours(members, days, seed=0):
    rng = np.random.default_rng(seed)
    mean = members / 40 * (1 + np.sin((np.arange(24) - 8) / 24 * 2 * np.pi))
    n_days = pd.Series(pd.date_range("2023-07-01", periods=days).day_of_week + 1).value_counts()
    n_days = n_days.reindex(range(1, 8), fill_value=0)
    counts = rng.poisson(mean[None, :] * n_days.to_numpy()[:, None])
    index, columns = pd.RangeIndex(1, 8, name="weekday"), pd.RangeIndex(24, name="hour")
    return pd.DataFrame(counts, index=index, columns=columns), n_days


def wilson(k, n):
    k, n = np.asarray(k, float), np.where(np.asarray(n, float) > 0, n, np.nan)
    share, z = k / n, 1.96
    middle = (share + z * z / 2 / n) / (1 + z * z / n)
    half = z * np.sqrt(share * (1 - share) / n + z * z / 4 / n / n) / (1 + z * z / n)
    return {"value": share, "low": middle - half, "high": middle + half}


def cohorts(members, days, seed=0):
    rng = np.random.default_rng(seed)
    starts = pd.date_range("2023-07-03", periods=max(days // 7, 1), freq="7D")
    size = rng.integers(max(members // 40, 1), max(members // 20, 2) + 1, len(starts))
    rows = []
    for i, (cohort, n) in enumerate(zip(starts, size, strict=True)):
        for block in range(len(starts)):
            seen = block < len(starts) - i - 1
            k = rng.binomial(n, 0.4 / (block + 1)) if seen else 0
            rows.append((cohort, block, n if seen else 0, k, n))
    flat = pd.DataFrame(rows, columns=["cohort", "block", "n", "k", "size"])
    pooled = flat.groupby("block", as_index=False)[["n", "k"]].sum().assign(cohort=pd.NaT, size=size.sum())
    flat = pd.concat([flat, pooled], ignore_index=True)
    flat = flat.assign(**wilson(flat["k"], flat["n"]))
    small = [flat[c].between(1, 4) for c in ("n", "k")] + [(flat["n"] - flat["k"]).between(1, 4)]
    flat["suppressed"] = np.logical_or.reduce(small) & flat["value"].notna()
    flat["secondary"] = ~flat["suppressed"] & (flat["block"] == 0) & (flat.index % 5 == 0) & flat["value"].notna()
    return flat.set_index(["cohort", "block"])


def overall(frame, seed=0):
    sizes = frame[frame.index.get_level_values(0).notna()].groupby("cohort")["size"].first()
    n = sizes.where(np.arange(len(sizes)) < len(sizes) - 4, 0)
    k = np.random.default_rng(seed).binomial(n, 0.5)
    index = pd.DatetimeIndex([*sizes.index, pd.NaT], name="cohort")
    n, k = np.r_[n, n.sum()], np.r_[k, k.sum()]
    return pd.DataFrame({**wilson(k, n), "n": n, "k": k}, index=index)


def curves(members, days):
    parts = []
    for mode in ("on", "within", "after"):
        day = np.arange(1, min(days - 2, 60) + 1)
        n = np.maximum(members - 3 * day, 1)
        share = {"on": 0.25 / day**0.5, "within": 1 - 0.75 / day**0.2, "after": 0.7 / day**0.25}[mode]
        parts.append(pd.DataFrame({"mode": mode, "day": day, **wilson(np.round(n * share), n), "n": n}))
    return pd.concat(parts, ignore_index=True)


def contribution(members, power=4.0):
    x = np.linspace(0, 1, min(members, 100) + 1)
    y = x**power
    half = 0.1 * x * (1 - x)
    frame = pd.DataFrame({"member_share": x, "message_share": y, "low": np.maximum(y - half, 0), "high": y + half})
    cuts = np.array([1, 0.99, 0.9, 0.5, 0])
    value = cuts[:-1] ** power - cuts[1:] ** power
    n = np.diff(np.round((1 - cuts) * members)).astype(int)
    names = ["前 1%", "次 9%", "再 40%", "后 50%"]
    spread = {"low": value * 0.8, "high": np.minimum(value * 1.2, 1)}
    return frame, pd.DataFrame({"group": names, "n_members": n, "value": value, **spread})


def survival(members, days):
    day = np.arange(0, max(days - 30, 5))
    value = np.exp(-((day / 40.0) ** 0.6))
    half = np.minimum(0.3 / np.sqrt(members), value)
    n = np.maximum(np.round(members * value), 1).astype(int)
    return pd.DataFrame({"day": day, "value": value, "low": value - half, "high": np.minimum(value + half, 1), "n": n})


def kpis():
    rows = [
        ("月活（12 月 31 日）", "370 人", "340–399", 935),
        (
            "A very long name of a key figure that has to be broken somewhere 粘性（日活 ÷ 月活）",
            "19.2%",
            "17.1%–21.4%",
            935,
        ),
        ("speaking share", "—", "", np.nan),
    ]
    return pd.DataFrame(rows, columns=["name", "value_text", "interval_text", "n"])


def promotion(members, days, seed=0):
    rng = np.random.default_rng(seed)
    weeks = pd.date_range("2023-07-03", periods=max(days // 7, 1), freq="7D", name="day")
    n = rng.integers(0, max(members // 30, 2), len(weeks)) + (np.arange(len(weeks)) == 0)
    k = rng.binomial(n, 0.3)
    return pd.DataFrame({"n": n, "k": k, **wilson(k, n)}, index=weeks)


def weeks(members, days, seed=0):
    rng = np.random.default_rng(seed)
    start = pd.date_range("2023-07-03", periods=max(days // 7, 1), freq="7D")
    scale = {"retained": 0.1, "resurrected": 0.05, "new": 0.03, "lapsed": 0.06}
    frame = pd.DataFrame({"week": start, **{n: rng.poisson(members * s, len(start)) for n, s in scale.items()}})
    frame = frame.astype(dict.fromkeys(scale, float))
    frame["active"] = frame[["retained", "resurrected", "new"]].sum(axis=1)
    frame.loc[0, list(scale)] = np.nan
    return frame


def funnel(members, days):
    steps = ["join", "speaking", "participation", "lead", "order", "reorder", "invitation"]
    n = np.floor(members * np.array([1, 0.7, 0.4, np.nan, 0.15, 0.04, 0]))
    shares = {f"of_start{end.replace('_value', '')}": v for end, v in zip(
        ("_value", "_low", "_high"), wilson(n, members).values(), strict=True)}  # fmt: skip
    frame = pd.DataFrame({"step": steps, "n": n, **shares})
    frame["of_previous"] = frame["n"] / frame["n"].ffill().shift()
    frame["median_days"] = np.where(frame.index > 0, days / 9, np.nan)
    frame["suppressed"] = frame["n"].between(1, 4)
    above = {"step": "reach", "n": members * 300.0, "suppressed": False}
    return pd.concat([pd.DataFrame([above]), frame], ignore_index=True)


def shares(members, days):
    names = ["搜索", "链接", "a rather long name of a source that has to be broken", "推荐", "线下"]
    k = np.floor(members * np.array([0.1, 0.2, 0.3, 0.4, 0]))
    frame = pd.DataFrame({"name": names, "k": k, "n": members, **wilson(k, members)})
    return frame.assign(suppressed=frame["k"].between(1, 4))
