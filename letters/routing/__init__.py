"""Denial + Coverage -> Route, Deadline.

route(case, library, as_of, asked) -> Routing
"""

from letters.routing.cautions import may_cite_state_law
from letters.routing.kinds import KindError
from letters.routing.model import Routing
from letters.routing.route import route

__all__ = ["KindError", "Routing", "may_cite_state_law", "route"]
