"""Section of the report on what members say of the community, and who follows it elsewhere."""

from __future__ import annotations

from shequn_lab import metrics
from shequn_lab.reports.blocks import Block, Markup, Paragraph, Section, joined
from shequn_lab.reports.study import Study
from shequn_lab.reports.suppression import masked
from shequn_lab.reports.telling import premise, sentence
from shequn_lab.terms import Note, say


def voice(study: Study) -> Block:
    """Section 7: satisfaction, recommendation and followers; or why they cannot be measured."""
    community, short = study.community, say("sec_voice")
    told = {
        "find_voice_satisfaction": metrics.satisfaction(community),
        "find_voice_top_two": metrics.satisfaction_top_two(community),
        "find_voice_nps": metrics.net_promoter_score(community),
        "find_voice_followers": metrics.followers(community),
    }
    words = joined(*(sentence(id, masked(community, e)) for id, e in told.items()))
    body = Paragraph(words) if words else premise(Note("premise_no_voice"))
    return Markup((Section("voice", short, short, "7"), body))
