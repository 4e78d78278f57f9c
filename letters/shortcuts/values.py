"""A property that no rule names is inherited or initial, without asking what else it might be.

Of the properties that are asked of an element, nine in ten stand in no rule for it. WeasyPrint
takes each through the steps for variables, logical directions, decorations and mathematics.
"""

from typing import Any

from letters.shortcuts.patches import Patches

FILES = (
    "weasyprint/__init__.py",
    "weasyprint/css/__init__.py",
    "weasyprint/css/computed_values.py",
    "weasyprint/css/functions.py",
    "weasyprint/css/properties.py",
)

_OTHERWISE = frozenset({"page", "position", "float", "display"})
"""Properties that are neither inherited nor initial in the plain way; and text decorations."""


def switch_on() -> Patches:
    """Answers for what is in no rule; the rest is WeasyPrint's."""
    from weasyprint import css
    from weasyprint.css import functions

    patches = Patches()
    stock, math = css.ComputedStyle.__missing__, functions.check_math
    inherited, physical = css.INHERITED, css.PHYSICAL_FUNCTIONS
    plain = {
        key: value
        for key, value in css.INITIAL_VALUES.items()
        if key not in _OTHERWISE
        and key not in inherited
        and key not in css.INITIAL_NOT_COMPUTED
        and not key.startswith(("text_decoration_", "__"))
        and not math(value)
        and value not in ("inherit", "initial")
    }
    passed_on = frozenset(
        key for key in inherited if not key.startswith(("text_decoration_", "__"))
    ).difference(_OTHERWISE)
    logical: dict[tuple[str, str], str] = {}

    def is_named(style: Any, key: str) -> bool:
        """Whether a rule names a property, by itself or by its side in the direction of text."""
        cascaded = style.cascaded
        if key in cascaded:
            return True
        if key not in physical:
            return False
        side = key, style["direction"]
        name = logical.get(side)
        if name is None:
            name = logical[side] = physical[key](block="ttb", inline=side[1])
        return name in cascaded

    def missing(style: Any, key: str) -> Any:
        if key in plain:
            if not is_named(style, key):
                value = style[key] = plain[key]
                return value
        elif key in passed_on and style.parent_style is not None and not is_named(style, key):
            value = style.parent_style[key]
            if not check_math(value):
                style[key] = value
                return value
        return stock(style, key)

    def check_math(token: Any) -> Any:
        kind = type(token)
        if kind is str or kind is int or kind is float or token is None:
            return None
        if kind is tuple:
            return any(map(check_math, token))
        return math(token)

    patches.exchange(math, check_math)
    patches.set(css.ComputedStyle, "__missing__", missing)
    return patches
