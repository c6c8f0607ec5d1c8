"""What is planted is what the dose says, and nothing else."""

from __future__ import annotations

import numpy as np
import pytest
import trouble_planters as plant
from trouble_scenarios import BASELINES
from trouble_tables import RECENT_DAYS, event_days, events_of, posts_of

import shequn_lab as sq
from shequn_lab.model import Community
from shequn_lab.model.schema import MESSAGE_KINDS

SEED = 5


@pytest.fixture(scope="module")
def shop() -> Community:
    return BASELINES["busy_shop"].community(SEED)


def recent(community: Community) -> np.ndarray:
    return event_days(community, events_of(community)) >= community.observed.stop - RECENT_DAYS


def messages(community: Community) -> int:
    return int((recent(community) & events_of(community)["kind"].isin(MESSAGE_KINDS).to_numpy()).sum())


def test_a_baseline_is_the_same_under_the_same_seed_and_another_under_another(shop: Community) -> None:
    assert events_of(BASELINES["busy_shop"].community(SEED)).equals(events_of(shop))
    assert not events_of(BASELINES["busy_shop"].community(SEED + 1)).equals(events_of(shop))


def test_quieter_takes_away_whole_days_of_members_in_the_last_weeks_alone(shop: Community) -> None:
    made = plant.quieter(shop, 0.4, SEED)
    before, after = (sq.daily_active(c).to_numpy() for c in (shop, made))
    assert (before[:-RECENT_DAYS] == after[:-RECENT_DAYS]).all()
    assert after[-RECENT_DAYS:].sum() == pytest.approx(0.6 * before[-RECENT_DAYS:].sum(), rel=0.1)


def test_copied_posts_are_of_one_kind_and_none_is_added(shop: Community) -> None:
    made = plant.copied(shop, 0.7, SEED)
    assert made.posts is not None
    assert shop.posts is not None
    assert len(made.posts) == len(shop.posts)
    late = posts_of(made).query("by_operator and day >= @made.observed.stop - @RECENT_DAYS")
    assert late.groupby(["category", "form"]).size().max() / len(late) > 0.6
    early = posts_of(made)["day"] < made.observed.stop - RECENT_DAYS
    assert made.posts[early]["category"].equals(shop.posts[early]["category"])


def test_slower_multiplies_the_waits_of_the_last_weeks(shop: Community) -> None:
    start = shop.observed.days[-RECENT_DAYS].date()
    late = (start, shop.observed.end)
    frames = [sq.reply_latency(c.between(*late)).frame for c in (shop, plant.slower(shop, 3, SEED))]
    before, after = (frame[frame["answered"]].set_index("asked_at")["seconds"] for frame in frames)
    # Questions that are replies come later themselves; those that open a thread stand where they stood.
    ratio = (after / before).dropna()
    assert len(ratio) > 0.5 * len(before)
    assert ratio.median() == pytest.approx(3, rel=0.01)


def test_overloaded_leaves_questions_alone_more_at_the_end_than_at_the_beginning() -> None:
    calm = BASELINES["growing"].community(SEED)
    made = plant.overloaded(calm, 0.6, SEED)
    shares = []
    for community in (calm, made):
        frame = sq.reply_latency(community).frame
        half = len(frame) // 2
        shares += [frame["answered"][:half].mean(), frame["answered"][half:].mean()]
    assert shares[0] - shares[2] < 0.2 < shares[1] - shares[3]


def test_promoted_reaches_its_share_and_members_posts_stay(shop: Community) -> None:
    made = plant.promoted(shop, 0.5, SEED)
    assert sq.promotion_share(made).value == pytest.approx(0.5, abs=0.06)
    assert sq.ugc_share(made).k == sq.ugc_share(shop).k


def test_clearance_is_a_run_of_promotion_alone(shop: Community) -> None:
    for community in (shop, BASELINES["quiet"].community(SEED)):
        assert sq.longest_promotion_run(plant.clearance(community, 9, SEED)).value >= 9


def test_brushed_adds_the_share_of_fake_orders_by_accounts_that_do_nothing_else(shop: Community) -> None:
    made = plant.brushed(shop, 0.2, SEED)
    assert made.orders is not None
    fake = made.orders["member_id"].str.startswith("fake")
    assert fake.mean() == pytest.approx(0.2, abs=0.01)
    assert made.orders.loc[fake, "paid_minor"].nunique() == 1
    assert not events_of(made)["member_id"].str.startswith("fake").any()
    assert made.roster == "complete"


def test_flooded_writes_its_messages_within_one_hour(shop: Community) -> None:
    made = plant.flooded(shop, 60, SEED)
    assert made.event_source.n_rows == shop.event_source.n_rows + 60
    assert sq.flood_hours(made).value == 1
    assert sq.flood_hours(shop).value == 0


def test_advertised_and_recalled_reach_their_shares(shop: Community) -> None:
    adverts = plant.advertised(shop, 0.2, SEED)
    assert messages(adverts) * 0.2 == pytest.approx(messages(adverts) - messages(shop), rel=0.05)
    start = shop.observed.days[-RECENT_DAYS].date()
    taken_back = sq.recall_share(plant.recalled(shop, 0.2, SEED).between(start, shop.observed.end))
    assert taken_back.value == pytest.approx(0.21, abs=0.03)
