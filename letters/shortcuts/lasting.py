"""Styles that last from letter to letter, and those of one letter that begin with their values.

Most lasting styles come to the same values as another: a cell is like the cell beside it. So each
of them has its values to itself only until the next letter begins; then it shares one table with
all that came to the same.
"""

from functools import cache, cached_property
from typing import Any, NamedTuple
from weakref import WeakValueDictionary


class DependsOnPageError(Exception):
    """A length is told in parts of the page, whose size is one document's."""


class _NoPage:
    def __getitem__(self, _: str) -> Any:
        raise DependsOnPageError


NO_PAGE = _NoPage()
"""The sizes of the pages of no document in particular."""


class Table(dict[str, Any]):
    """What stands for each property, values or declarations; several have it, so nobody adds."""

    __slots__ = ("__weakref__",)

    def is_same(self, other: "Table") -> bool:
        """Whether all values are the same to the last sign: 0 may be written unlike 0.0."""
        return self == other and all(
            value is other[key] or repr(value) == repr(other[key]) for key, value in self.items()
        )


_EMPTY = Table()


class Tables:
    """The tables in use, of the same ones only one."""

    def __init__(self) -> None:
        self._tables: WeakValueDictionary[int, Table] = WeakValueDictionary()

    def __len__(self) -> int:
        return len(self._tables)

    def shared(self, table: Table) -> Table:
        """The table that is in use already, if one is the same; else this one, in use from now.

        Where another table has its sign, or a value cannot be hashed, it is its owner's alone.
        """
        try:
            sign = hash(frozenset((name, type(value), value) for name, value in table.items()))
        except TypeError:
            return table
        known = self._tables.setdefault(sign, table)
        return known if known.is_same(table) else table


class Classes(NamedTuple):
    """The style that lasts, and the one of a single letter that begins with its values."""

    lasting: type
    seeded: type


@cache
def classes() -> Classes:
    """Made when WeasyPrint is there: its own two kinds of styles lie below them."""
    from weasyprint.css import AnonymousStyle, ComputedStyle

    class Lasting(_Lasting, ComputedStyle):  # type: ignore[misc]
        _anonymous: Any = None

        @property
        def anonymous_style(self) -> Any:
            if self._anonymous is None:
                self._anonymous = LastingAnonymous(self)
            return self._anonymous

        def settle(self, tables: Tables) -> None:
            super().settle(tables)
            if self._anonymous is not None:
                self._anonymous.settle(tables)

    class LastingAnonymous(_Lasting, AnonymousStyle):  # type: ignore[misc]
        pass

    class Seeded(_Seeded, ComputedStyle):  # type: ignore[misc]
        def __init__(self, kept: Any, parent_style: Any, root_style: Any, pages: Any) -> None:
            super().__init__(  # type: ignore[call-overload]
                parent_style,
                kept.cascaded,
                kept.pseudo_type,
                root_style,
                kept.base_url,
                kept.font_config,
                pages,
            )
            self.begin(kept)
            self.specified = kept.specified

        @cached_property
        def anonymous_style(self) -> Any:
            return SeededAnonymous(self, self.kept.anonymous_style)

    class SeededAnonymous(_Seeded, AnonymousStyle):  # type: ignore[misc]
        def __init__(self, parent_style: Any, kept: Any) -> None:
            super().__init__(parent_style)
            self.begin(kept)

    return Classes(Lasting, Seeded)


class _Lasting(dict[str, Any]):
    """Has the values of `table`, and to itself those that were asked for since it was settled."""

    table = _EMPTY

    def __bool__(self) -> bool:
        return True  # WeasyPrint takes a style without values for none

    def __missing__(self, key: str) -> Any:
        table = self.table
        return table[key] if key in table else super().__missing__(key)  # type: ignore[misc]

    def settle(self, tables: Tables) -> None:
        """Puts its values into a table that it shares with its equals."""
        if len(self):
            self.table = tables.shared(Table({**self.table, **self}))
            self.clear()


class _Seeded(dict[str, Any]):
    """Begins with the values of a lasting style, and asks that one for those that it has not."""

    kept: Any

    def begin(self, kept: Any) -> None:
        """Takes over the values that there are."""
        self.update(kept.table)
        self.update(kept)
        self.kept = kept

    def __missing__(self, key: str) -> Any:
        try:
            value = self[key] = self.kept[key]
        except DependsOnPageError:
            value = super().__missing__(key)  # type: ignore[misc]
        return value
