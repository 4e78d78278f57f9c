"""Styles that were worked out for one letter are not worked out again for the next.

All letters share their style sheets, and most of their elements stand where one stood before: same
parents, same rules. For each such place the values of all properties that anybody asked for are
kept. Each document still has style objects of its own, which WeasyPrint changes at will; they begin
with the values kept, instead of with none.

WeasyPrint also works out styles for five kinds of notes of every element (`::footnote-call` and
others), although no letter has a note: 1800 a letter. Here the style of a pseudo-element is made
when it is asked for.
"""

import threading
from math import inf
from typing import Any

from letters.shortcuts.lasting import NO_PAGE, Table, Tables, classes
from letters.shortcuts.patches import Patches
from letters.shortcuts.simple import is_simple, own_declarations

FILES = (
    "weasyprint/__init__.py",
    "weasyprint/css/__init__.py",
    "weasyprint/css/computed_values.py",
    "weasyprint/css/functions.py",
    "weasyprint/css/properties.py",
    "weasyprint/css/units.py",
    "weasyprint/css/targets.py",
    "weasyprint/css/html5_ua.css",
    "weasyprint/formatting_structure/build.py",
    "weasyprint/formatting_structure/boxes.py",
    "weasyprint/layout/page.py",
    "weasyprint/text/line_break.py",
    "cssselect2/__init__.py",
    "cssselect2/tree.py",
    "cssselect2/compiler.py",
    "tinycss2/__init__.py",
)
ROOM = 1500
"""Places kept, a kilobyte and a half each; when there are more, all are forgotten."""

_ROOTS = 50
"""Sets of style sheets and roots that are told apart."""

Matches = list[list[Any]]
"""For each sheet the rules that match: specificity, order, pseudo-element, declarations."""


class Place:
    """Where elements stand whose styles are the same: below a place, by the rules that match."""

    __slots__ = ("below", "kinds", "met", "pseudo", "style")

    def __init__(self, kinds: frozenset[str]) -> None:
        self.below: dict[Any, Place] = {}
        self.kinds = kinds  # the pseudo-elements that a rule is for
        self.met = False
        self.style: Any = None
        self.pseudo: dict[str, Place] = {}

    def again(self) -> bool:
        """Whether somebody was here before; from now on somebody was."""
        before, self.met = self.met, True
        return before


class _Ground(threading.local):
    """The places known to a thread, by style sheets. Why by thread: values are filled in late."""

    def __init__(self) -> None:
        self.clear()

    def below(self, place: Place, key: Any, matches: Matches) -> Place:
        found = place.below.get(key)
        if found is None:
            self.places += 1
            found = place.below[key] = Place(_kinds(matches))
        return found

    def root(self, key: Any) -> Place:
        """Where a document begins: styles that last are settled with what it asked for."""
        if max(self.places, len(self._lasting)) > ROOM or len(self.roots) > _ROOTS:
            self.clear()
        for style in self._lasting:
            style.settle(self._tables)
        return self.roots.setdefault(key, Place(frozenset()))

    def lasting(
        self,
        above: Any,
        cascaded: dict[str, Any],
        kind: str | None,
        root: Any,
        owner: Any,
        base: Any,
    ) -> Any:
        """A style that lasts, of what WeasyPrint makes one of."""
        declared = self._tables.shared(Table(cascaded))
        style = classes().lasting(above, declared, kind, root, base, owner.font_config, NO_PAGE)
        self._lasting.append(style)
        return style

    def clear(self) -> None:
        self.roots: dict[Any, Place] = {}
        self.places = 0
        self._lasting: list[Any] = []
        self._tables = Tables()


def _kinds(matches: Matches) -> frozenset[str]:
    return frozenset(rule[2] for matched in matches for rule in matched if rule[2])


class _Styles(dict[Any, Any]):
    """The styles of a document, by element and pseudo-element; the latter are made when asked for.

    It is what WeasyPrint calls the computed styles.
    """

    def __init__(self, owner: Any, html: Any, ground: _Ground) -> None:
        super().__init__()
        self._owner, self._html, self._ground = owner, html, ground
        self._matches: dict[Any, tuple[Place | None, Matches]] = {}
        self.pages: dict[Any, Place] = {}

    def get(self, key: Any, default: Any = None) -> Any:
        """The style of an element or pseudo-element; None where no rule is for it."""
        found = super().get(key)
        if found is not None:
            return found
        element, kind = key
        place, matches = self._matches.get(element, (None, None))
        if kind is None or matches is None:
            return default
        if kind not in (place.kinds if place else _kinds(matches)):
            return default
        above = place
        if place is not None and place.style is not None:
            place = place.pseudo.setdefault(kind, Place(frozenset()))
        else:
            place = None
        return self._made(element, kind, place, above, self[element, None])

    def place_of(self, element: Any) -> Place | None:
        """Where an element stands, if styles of it are to be kept."""
        return self._matches[element][0]

    def seeded(self, kept: Any, parent: Any, root: Any) -> Any:
        """A style of this document that begins with values kept."""
        return classes().seeded(kept, parent, root, self._owner.initial_page_sizes)

    def fill(self, top: Place, collector: Any) -> None:
        """Makes the styles of all elements, in the order of the tree."""
        shared: dict[Any, Any] = {}
        for wrapper in self._html.wrapper_element.iter_subtree():
            element = wrapper.etree_element
            parent = wrapper.parent.etree_element if wrapper.parent else None
            above = top if parent is None else self._matches[parent][0]
            parent_style = None if parent is None else self[parent, None]
            own = own_declarations(element)
            matches = [sheet.matcher.match(wrapper) for sheet, _, _ in self._owner._sheets]
            rules = tuple(tuple([rule[1] for rule in matched]) for matched in matches)
            place = None
            if above is not None and own is not None:
                place = self._ground.below(above, (own, rules), matches)
            self._matches[element] = place, matches
            key = (id(parent_style), rules)
            if own == () and key in shared:
                self[element, None] = shared[key]
                continue
            style = self._made(element, None, place, above, parent_style)
            if own == ():
                shared[key] = style
            if collector and style["anchor"]:
                collector.collect_anchor(style["anchor"])

    def _made(
        self, element: Any, kind: str | None, place: Place | None, above: Place | None, parent: Any
    ) -> Any:
        """The style of an element or pseudo-element; its place is kept when it is met again."""
        from weasyprint.css import ComputedStyle, InitialStyle

        owner, root = self._owner, self._html.etree_element
        root_style = InitialStyle(owner.font_config) if parent is None else self[root, None]
        kept = place and self._kept(element, kind, place, above)
        if kept is not None:
            style = self.seeded(kept, parent, root_style)
        else:
            style = ComputedStyle(
                parent,
                self._cascaded(element, kind),
                kind,
                root_style,
                self._html.base_url,
                owner.font_config,
                owner.initial_page_sizes,
            )
        self[element, kind] = style
        style["anchor"]  # WeasyPrint asks for it here, and takes a style without values for none
        return style

    def _kept(self, element: Any, kind: str | None, place: Place, above: Place | None) -> Any:
        """The values kept of a place, from the second time that somebody stands there."""
        from weasyprint.css import InitialStyle

        root = self._html.etree_element
        is_root = element is root and kind is None
        over = above.style if above is not None and not is_root else None
        if place.again() and place.style is None and (is_root or over is not None):
            first = self.place_of(root)
            assert first is not None  # places stand one below the other
            place.style = self._ground.lasting(
                over,
                self._cascaded(element, kind),
                kind,
                InitialStyle(self._owner.font_config) if is_root else first.style,
                self._owner,
                self._html.base_url,
            )
        return place.style

    def kept_of_page(
        self,
        above: Place | None,
        root: Place,
        cascaded: dict[str, Any],
        kind: str | None,
    ) -> Place | None:
        """The place of a page or a box of its margins; None unless its values are kept."""
        if above is None or above.style is None:
            return None
        # Declarations live as long as their style sheets, which are part of the key of the root.
        declared = tuple(
            [(name, id(value), str(weight)) for name, (value, weight) in cascaded.items()]
        )
        place = self._ground.below(above, ("@page", kind, declared), [])
        if place.again() and place.style is None:
            place.style = self._ground.lasting(
                above.style,
                cascaded,
                kind,
                root.style,
                self._owner,
                self._html.base_url,
            )
        return None if place.style is None else place

    def _cascaded(self, element: Any, kind: str | None) -> dict[str, Any]:
        """The declarations that win, with their weights."""
        from weasyprint.css import (
            declaration_precedence,
            find_style_attributes,
            preprocess_declarations,
        )

        style: dict[str, Any] = {}

        def declare(declarations: Any, origin: str, specificity: Any) -> None:
            for name, values, importance in declarations:
                weight = (declaration_precedence(origin, importance), inf, specificity)
                before = style.get(name, (None, None))[1]
                if before is None or before <= weight:
                    style[name] = values, weight

        if kind is None:
            for specificity, of, written, base_url in find_style_attributes(
                element, False, self._html.base_url
            ):
                if of is not element:
                    break
                declare(preprocess_declarations(base_url, written), "author", specificity)
        matches = self._matches[element][1]
        for (_, origin, given), matched in zip(self._owner._sheets, matches, strict=True):
            for specificity, _, pseudo, (declarations, _) in matched:
                if pseudo == kind:
                    declare(declarations, origin, given or specificity)
        return style


def switch_on() -> Patches:
    """Remembers styles by place."""
    from weasyprint import css

    patches, ground = Patches(), _Ground()
    stock = css.StyleFor.__init__

    def start(
        self: Any,
        html: Any,
        sheets: Any,
        presentational_hints: bool,
        font_config: Any,
        target_collector: Any,
    ) -> None:
        if presentational_hints or not all(is_simple(sheet, origin) for sheet, origin, _ in sheets):
            stock(self, html, sheets, presentational_hints, font_config, target_collector)
            return
        self._cascaded_styles = {}
        self.initial_page_sizes = {"box": None, "area": None}
        self._sheets = sheets
        self.font_config = font_config
        key = (tuple(sheets), font_config, html.base_url)
        self._computed_styles = _Styles(self, html, ground)
        self._computed_styles.fill(ground.root(key), target_collector)

    patches.set(css.StyleFor, "__init__", start)
    _pages(patches, css.StyleFor)
    patches.after(ground.clear)
    return patches


def _pages(patches: Patches, style_for: Any) -> None:
    """Remembers the styles of pages and of the boxes in their margins too, below the root's."""
    stock = style_for.set_computed_styles

    def set_computed_styles(
        self: Any,
        element: Any,
        parent: Any,
        root: Any = None,
        pseudo_type: str | None = None,
        base_url: Any = None,
        target_collector: Any = None,
    ) -> None:
        styles = self._computed_styles
        first = styles.place_of(root) if isinstance(styles, _Styles) else None
        if first is None or first.style is None or target_collector or element is root:
            stock(self, element, parent, root, pseudo_type, base_url, target_collector)
            return
        cascaded = self._cascaded_styles.get((element, pseudo_type), {})
        above = first if parent is root else styles.pages.get(parent)
        kept = styles.kept_of_page(above, first, cascaded, pseudo_type)
        if kept is None:
            stock(self, element, parent, root, pseudo_type, base_url, target_collector)
            return
        if pseudo_type is None:
            styles.pages[element] = kept
        styles[element, pseudo_type] = styles.seeded(
            kept.style, styles[parent, None], styles[root, None]
        )

    patches.set(style_for, "set_computed_styles", set_computed_styles)
