"""Names of the parts of parameters that have several: tiers, channels, hours, categories."""

from __future__ import annotations

TIERS = ("core", "active", "ordinary", "lurker")
CHANNELS = ("search", "link", "qr", "referral", "offline")
WEEKDAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
HOURS = tuple(f"{hour:02d}" for hour in range(24))
SLOTS = ("first", "second", "third", "fourth")
OPERATOR_CATEGORIES = ("value", "interactive", "brand", "activity", "fun", "notice")
POST_CATEGORIES = (*OPERATOR_CATEGORIES, "promotion", "ugc")
#: Activities of O10, in the words of ``model.schema.ACTIVITY_KINDS``.
ACTIVITIES = ("lottery", "check_in", "talk", "perk", "offline")
#: The four senses of E6.
SENSES = ("ritual", "participation", "organisation", "belonging")

Parts = tuple[float, ...]
