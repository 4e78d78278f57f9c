"""Style sheets that were read at an earlier start are not read again.

Reading WeasyPrint's own three and ours takes longer than importing all of WeasyPrint: tokens,
selectors compiled to Python, each declaration checked. What comes of it is values and code, the
same at each start, and is kept by whoever loads the shortcuts, on a shelf that only the user can
write to. A sheet that names a file, a face or another sheet is read each time.
"""

import builtins
import marshal
import pickle
import re
from contextlib import suppress
from types import CodeType, FunctionType
from typing import Any, Protocol

from letters.shortcuts.simple import is_simple

FILES = (
    "weasyprint/__init__.py",
    "weasyprint/html.py",
    "weasyprint/css/__init__.py",
    "weasyprint/css/computed_values.py",
    "weasyprint/css/counters.py",
    "weasyprint/css/functions.py",
    "weasyprint/css/media_queries.py",
    "weasyprint/css/properties.py",
    "weasyprint/css/tokens.py",
    "weasyprint/css/units.py",
    "weasyprint/css/validation/__init__.py",
    "weasyprint/css/validation/descriptors.py",
    "weasyprint/css/validation/expanders.py",
    "weasyprint/css/validation/properties.py",
    "cssselect2/__init__.py",
    "cssselect2/compiler.py",
    "cssselect2/parser.py",
    "tinycss2/__init__.py",
    "tinycss2/ast.py",
    "tinycss2/color3.py",
    "tinycss2/color4.py",
    "tinycss2/color5.py",
    "tinycss2/nth.py",
    "tinycss2/parser.py",
    "tinycss2/serializer.py",
    "tinycss2/tokenizer.py",
)

_BY_KEY = ("id_selectors", "class_selectors", "lower_local_name_selectors", "namespace_selectors")
_LISTED = ("lang_attr_selectors", "other_selectors")
_COUNTERS = re.compile(r"@counter-style", re.IGNORECASE)
_ELSEWHERE = re.compile(r"url\(|@(?:import|font-face|color-profile)", re.IGNORECASE)


class Shelf(Protocol):
    """Where sheets are kept between starts, each under its text."""

    def take(self, text: str) -> bytes | None:
        """What was put there for a text by this very program."""

    def put(self, text: str, content: bytes) -> None:
        """Keeps a content for a text; where that cannot be done, nothing happens."""


def sheet(kind: Any, text: str, shelf: Shelf | None, counters: Any = None, **how: Any) -> Any:
    """The sheet of a text, as it was kept or else made; its counters go to `counters`.

    `kind` is WeasyPrint's class of sheets, `how` what else it is to be told.
    """
    told = {"counter_style": counters, **how} if counters is not None else how
    # Why: counters of another sheet are not this one's.
    if shelf is None or _ELSEWHERE.search(text) or (counters and _COUNTERS.search(text)):
        return kind(string=text, **told)
    content = shelf.take(text)
    if content is not None:
        with suppress(Exception):  # whatever it is, it is no sheet
            return opened(kind, content, counters)
    made = kind(string=text, **told)
    if made.base_url is None:  # else it is the place of one run
        with suppress(pickle.PicklingError, TypeError, AttributeError, ValueError):
            shelf.put(text, closed(made, counters if _COUNTERS.search(text) else None))
    return made


def closed(made: Any, counters: Any = None) -> bytes:
    """A sheet as bytes."""
    codes: list[CodeType] = []

    def apart(entry: tuple[Any, ...]) -> tuple[Any, ...]:
        codes.append(entry[0].__code__)
        return (len(codes) - 1, *entry[1:])

    matcher = made.matcher
    by_key = [
        {key: list(map(apart, entries)) for key, entries in getattr(matcher, name).items()}
        for name in _BY_KEY
    ]
    listed = [list(map(apart, getattr(matcher, name))) for name in _LISTED]
    kept = (
        *(by_key, listed, matcher.order, made.page_rules, made.layers),
        *(is_simple(made, "user agent"), dict(counters or ())),
    )
    return pickle.dumps((marshal.dumps(codes), kept), pickle.HIGHEST_PROTOCOL)


def opened(kind: Any, content: bytes, counters: Any = None) -> Any:
    """The sheet of what `closed` returned."""
    import cssselect2  # type: ignore[import-untyped]
    from cssselect2 import compiler

    written, kept = pickle.loads(content)
    by_key, listed, order, page_rules, layers, simple, counted = kept
    names = {
        "__builtins__": builtins,
        "split_whitespace": compiler.split_whitespace,
        "ascii_lower": compiler.ascii_lower,
        "urlparse": compiler.urlparse,
    }
    tests = [FunctionType(code, names) for code in marshal.loads(written)]
    made, matcher = kind.__new__(kind), cssselect2.Matcher()
    for name, found in zip(_BY_KEY, by_key, strict=True):
        whole = {key: [(tests[e[0]], *e[1:]) for e in entries] for key, entries in found.items()}
        setattr(matcher, name, whole)
    for name, entries in zip(_LISTED, listed, strict=True):
        setattr(matcher, name, [(tests[e[0]], *e[1:]) for e in entries])
    matcher.order = order
    made.base_url, made.matcher = None, matcher
    made.page_rules, made.layers, made._simple = page_rules, layers, simple
    if counted:
        counters.update(counted)
    return made
