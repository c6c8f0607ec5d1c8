"""Member tiers: by rules one can read aloud, or by clusters that may turn out not to be there."""

from shequn_lab.tiers.assign import assign_tiers, tier_sizes
from shequn_lab.tiers.clusters import ENGAGEMENT, MemberTiers, engagement
from shequn_lab.tiers.explain import Surrogate, surrogate, tier_profile
from shequn_lab.tiers.features import contribution, member_features
from shequn_lab.tiers.movement import core_half_life, core_survival, tier_movement
from shequn_lab.tiers.naming import NamingRule
from shequn_lab.tiers.outlook import auc, ranking_auc, silence_lengths, tier_outlook, tier_ranking
from shequn_lab.tiers.rules import TIER_DTYPE, TIERS, RuleTiers
from shequn_lab.tiers.silence import SILENCE, silence_breakdown, silent_members, threshold_sensitivity

__all__ = [
    "ENGAGEMENT",
    "SILENCE",
    "TIERS",
    "TIER_DTYPE",
    "MemberTiers",
    "NamingRule",
    "RuleTiers",
    "Surrogate",
    "assign_tiers",
    "auc",
    "contribution",
    "core_half_life",
    "core_survival",
    "engagement",
    "member_features",
    "ranking_auc",
    "silence_breakdown",
    "silence_lengths",
    "silent_members",
    "surrogate",
    "threshold_sensitivity",
    "tier_movement",
    "tier_outlook",
    "tier_profile",
    "tier_ranking",
    "tier_sizes",
]
