"""What a change of scenario, of block size or of seed does not touch."""

from __future__ import annotations

import pandas as pd
import pytest

from shequn_lab.simulate import Scenario, block, leaving, simulate, simulate_with_truth, streams, talk

BASE = Scenario(n_days=50, n_founders=120, joins_per_day=3, leaves_per_day=0.003)


def same(one, two) -> None:
    assert one.event_source.table().equals(two.event_source.table())
    pd.testing.assert_frame_equal(one.members, two.members)
    pd.testing.assert_frame_equal(one.posts, two.posts)


def told(community, kinds: tuple[str, ...]) -> pd.DataFrame:
    """Events by who (known by the instant of joining) and when, without ids."""
    events = community.events.astype({"member_id": "str", "kind": "str"})
    joined = community.members.set_index("member_id")["joined_at"]
    chosen = events[events["kind"].isin(kinds)]
    frame = pd.DataFrame({"who": chosen["member_id"].map(joined), "at": chosen["occurred_at"], "kind": chosen["kind"]})
    return frame.sort_values(["at", "who", "kind"]).reset_index(drop=True)


@pytest.fixture(scope="module")
def base():
    return simulate(BASE, seed=5)


def test_the_same_seed_gives_the_same_tables(base):
    same(base, simulate(BASE, seed=5))


def test_another_seed_gives_other_tables(base):
    assert not base.event_source.table().equals(simulate(BASE, seed=6).event_source.table())


def test_the_size_of_blocks_changes_nothing(base, monkeypatch):
    monkeypatch.setattr(talk, "CHUNK_MEMBERS", 7)
    monkeypatch.setattr(block, "BLOCK_MEMBERS", 20)
    monkeypatch.setattr(leaving, "BLOCK_MEMBERS", 11)
    monkeypatch.setattr(streams, "_RUN", 101)
    same(base, simulate(BASE, seed=5))


def test_a_longer_horizon_changes_nothing_in_the_days_before(base):
    longer = simulate(BASE.replace(n_days=90), seed=5)
    kinds = ("join", "leave", "message", "reply", "like", "comment", "share")
    late = told(longer, kinds)
    end = pd.Timestamp(base.observed.end_at, unit="us", tz="UTC")
    pd.testing.assert_frame_equal(told(base, kinds), late[late["at"] < end].reset_index(drop=True))


def test_a_process_that_is_switched_off_leaves_the_others_as_they_are(base):
    quiet = simulate(BASE.replace(ugc_posts_per_day=0, question_answered_share=0, chat_answered_share=0), seed=5)
    pd.testing.assert_frame_equal(quiet.members, base.members)
    own = told(quiet, ("message",))
    with_posts = told(base, ("message",))
    ugc = base.posts.loc[~base.posts["by_operator"], "published_at"]
    pd.testing.assert_frame_equal(own, with_posts[~with_posts["at"].isin(ugc)].reset_index(drop=True))


def test_a_campaign_changes_nothing_in_what_the_others_say_and_when_they_go():
    still = BASE.replace(posts_per_day=0, ugc_posts_per_day=0)
    loud = still.replace(campaign_start_day=10, campaign_days=4, campaign_joins_per_day=30)
    without, with_ = simulate(still, seed=5), simulate_with_truth(loud, seed=5)
    theirs = with_.community.members["joined_at"][with_.truth["campaign"].to_numpy()]
    bot = with_.community.members["joined_at"].iloc[0]
    both = [told(c, ("join", "leave", "message")) for c in (without, with_.community)]
    one, two = (f[~f["who"].isin(theirs) & (f["who"] != bot)].reset_index(drop=True) for f in both)
    assert len(theirs) > 80
    pd.testing.assert_frame_equal(one, two)
