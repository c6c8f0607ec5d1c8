"""Types of communities (T1, T2), the choice of a platform (T3, T4), and what platforms and tools record (P1, P2)."""

from shequn_lab.chapters.typology.audience import audience_types, product_naming_share
from shequn_lab.chapters.typology.classifier import TypeAccuracy, type_accuracy
from shequn_lab.chapters.typology.figures import orders_per_month, question_share
from shequn_lab.chapters.typology.lookup import lookup_accuracy, nearest_communities
from shequn_lab.chapters.typology.platforms import platform_choice, platform_scores, platform_sensitivity
from shequn_lab.chapters.typology.positioning import CommunityType, community_type, type_figures
from shequn_lab.chapters.typology.records import platform_statistics, platform_tools
from shequn_lab.chapters.typology.training import type_training

__all__ = [
    "CommunityType",
    "TypeAccuracy",
    "audience_types",
    "community_type",
    "lookup_accuracy",
    "nearest_communities",
    "orders_per_month",
    "platform_choice",
    "platform_scores",
    "platform_sensitivity",
    "platform_statistics",
    "platform_tools",
    "product_naming_share",
    "question_share",
    "type_accuracy",
    "type_figures",
    "type_training",
]
