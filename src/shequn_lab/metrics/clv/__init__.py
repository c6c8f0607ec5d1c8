"""Models of buyers: when they buy again (BG/NBD), what they pay (Gamma-Gamma), and what both say of the days ahead."""

from shequn_lab.metrics.clv.betageo import BetaGeo
from shequn_lab.metrics.clv.fitting import NotIdentifiedWarning
from shequn_lab.metrics.clv.gammagamma import GammaGamma
from shequn_lab.metrics.clv.history import purchase_history
from shequn_lab.metrics.clv.value import CLV_DAYS, CLV_RATE, clv_members, clv_predicted

__all__ = [
    "CLV_DAYS",
    "CLV_RATE",
    "BetaGeo",
    "GammaGamma",
    "NotIdentifiedWarning",
    "clv_members",
    "clv_predicted",
    "purchase_history",
]
