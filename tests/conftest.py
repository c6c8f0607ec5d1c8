"""Settings shared by all tests: hypothesis draws the same examples every time."""

from __future__ import annotations

from hypothesis import HealthCheck, Phase, settings

settings.register_profile(
    "shequn",
    derandomize=True,
    deadline=None,
    max_examples=40,
    # Without the search for an explanation, which takes minutes on communities of this size.
    phases=[Phase.explicit, Phase.generate, Phase.shrink],
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.filter_too_much],
)
settings.load_profile("shequn")
