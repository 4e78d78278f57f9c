"""Denial + Coverage -> Route, Deadline.

route(case, library, as_of) -> Routing
"""
