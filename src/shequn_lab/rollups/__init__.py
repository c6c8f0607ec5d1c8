"""Events to small arrays: the only room that touches raw events, once for each community."""

from shequn_lab.rollups.answers import asks, questions, threads
from shequn_lab.rollups.edges import mention_edges, mentions, reply_edges
from shequn_lab.rollups.exchanges import Exchanges, exchanges
from shequn_lab.rollups.firsts import first_event, kinds_seen
from shequn_lab.rollups.hours import member_hours
from shequn_lab.rollups.matrix import ActivityMatrix, activity
from shequn_lab.rollups.own_accord import own_accord
from shequn_lab.rollups.presence import joins, present, stays
from shequn_lab.rollups.purchases import Purchases, instants, member_rows, purchases
from shequn_lab.rollups.scan import ledger, operator_rows
from shequn_lab.rollups.standing import plain_members
from shequn_lab.rollups.tenure import Tenure, tenure
from shequn_lab.rollups.totals import member_totals, n_empty_messages, n_writers

__all__ = [
    "ActivityMatrix",
    "Exchanges",
    "Purchases",
    "Tenure",
    "activity",
    "asks",
    "exchanges",
    "first_event",
    "instants",
    "joins",
    "kinds_seen",
    "ledger",
    "member_hours",
    "member_rows",
    "member_totals",
    "mention_edges",
    "mentions",
    "n_empty_messages",
    "n_writers",
    "operator_rows",
    "own_accord",
    "plain_members",
    "present",
    "purchases",
    "questions",
    "reply_edges",
    "stays",
    "tenure",
    "threads",
]
