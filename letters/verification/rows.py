"""Finds rows of tables and items of lists, each whole: its cells, its proof, its numbers."""

import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import NamedTuple

from letters.verification import layout
from letters.verification.finding import Finder
from letters.verification.folding import LINKED, fold
from letters.verification.layout import Columns
from letters.verification.reading import Row, Span
from letters.verification.remainder import shipped
from letters.verification.wanted import (
    Json,
    Leaf,
    Proof,
    Wanted,
    exhibits,
    leaf,
    named,
    wanted,
)

_LINKS = re.compile(f"[{''.join(sorted(LINKED))}]+")
_ROWS = re.compile(r",rows?(\d+(?:,\d+)*)")
_NESTED = 8
"""How many places may hold one another."""
_ENOUGH = 0.5
"""The share of a row's texts that must stand in a place for it to be the row, though corrupted."""


class Place(NamedTuple):
    """Where one row may stand: its span, its cells if it is a row of a table.

    A paragraph is `shared`: several rows may stand in it.
    """

    span: Span
    row: Row | None
    shared: bool = False


def listed(finder: Finder, name: str, told: Sequence[Wanted]) -> None:
    """Finds rows in order, in one table or list, or else each close together."""
    told = [each for each in told if each.leaves]
    if not told:
        return
    whole, best, sure = _wholest(finder, told)
    if not whole:
        shares = [(_share(finder, told, places), places) for places in _families(finder)]
        share, best = max(shares, key=lambda each: each[0], default=(0.0, []))
        if share < _ENOUGH or not any(place.row for place in best):
            _parted(finder, name, told)
            return
    pairs = _aligned(finder, told, best, sure)
    columns = _columns(finder, name, pairs)
    for each, place in pairs:
        if place is None:
            finder.lose(each.place, "row", " | ".join(leaf.text for leaf in each.leaves))
        else:
            _row(finder, each, place, columns)


def _parted(finder: Finder, name: str, told: Sequence[Wanted]) -> None:
    """Items of several paragraphs: the parts of each close together, in the same order in all."""
    at = 0
    orders = []
    for each in told:
        order, at = finder.around(each, at)
        orders.append(order)
    usual = layout.orders().get(name) or Counter(orders).most_common(1)[0][0]
    for each, order in zip(told, orders, strict=True):
        if order != tuple(field for field in usual if field in order):
            finder.lose(each.place, "line", " | ".join(leaf.text for leaf in each.leaves))


def _wholest(finder: Finder, told: Sequence[Wanted]) -> tuple[int, list[Place], list[int | None]]:
    """The places where most rows stand whole, how many, and the place of each of them there."""
    best: tuple[int, list[Place], list[int | None]] = (0, [], [None] * len(told))
    for places in _families(finder):
        sure = _sure(finder, told, places)
        whole = sum(number is not None for number in sure)
        if whole > best[0]:
            best = (whole, places, sure)
        if whole == len(told):
            break
    return best


def _families(finder: Finder) -> Iterator[list[Place]]:
    """The rows of each table, the items of all lists, all other blocks, as far as they are free."""
    text, is_free = finder.ground.text, finder.ground.is_free
    body = (row for row in text.rows if not row.is_head)
    tables = [
        [Place(row.span, row) for row in rows]
        for _, rows in groupby(sorted(body, key=lambda row: row.table), lambda row: row.table)
    ]
    tables = [[place for place in table if is_free(place.span)] for table in tables]
    yield from tables
    if len(tables) > 1:
        yield [place for table in tables for place in table]
    yield [Place(item.span, None) for item in text.items if is_free(item.span)]
    blocks = (block.span for block in text.blocks if block.role != "/LI")
    yield [Place(span, None, shared=True) for span in blocks if is_free(span)]


def _stands(finder: Finder, told: Wanted, place: Place) -> float:
    """The share of a row's texts that stand somewhere in a place."""
    return _standing(finder, told, place) / len(told.leaves)


def _standing(finder: Finder, told: Wanted, place: Place, least: int = 0) -> int:
    """How many of a row's texts stand in a place; less than `least` if they are fewer than that."""
    found = len(told.leaves)
    for each in told.leaves:
        found -= not _stands_in(finder, each, place)
        if found < least:
            break
    return found


def _stands_in(finder: Finder, told: Leaf, place: Place) -> bool:
    return any(finder.ground.stands(form, place.span) for form in told.forms)


def _is_whole(finder: Finder, told: Wanted, place: Place) -> bool:
    """Whether all texts of a row and its exhibits stand in a place."""
    if told.proof.exhibits:
        there, _ = exhibits(finder.ground.text.chars[slice(*place.span)])
        if not told.proof.exhibits <= there:
            return False
    find, within = finder.ground.find, place.span
    return all(any(find(form, within) for form in leaf.forms) for leaf in told.leaves)


def _sure(finder: Finder, told: Sequence[Wanted], places: Sequence[Place]) -> list[int | None]:
    """The place of each row that stands somewhere whole, in order; a paragraph may hold several."""
    found: list[int | None] = []
    start = 0
    order = sorted(range(len(places)), key=lambda number: places[number].span.start)
    starts = [places[number].span.start for number in order]
    end = max((place.span.end for place in places), default=0)
    for each in told:
        number = next(
            (
                number
                for number in _holding(finder, each, places, order, starts, Span(start, end))
                if _is_whole(finder, each, places[number])
            ),
            None,
        )
        found.append(number)
        if number is not None:
            shared = places[number].shared
            start = places[number].span.start if shared else places[number].span.end
    return found


def _holding(
    finder: Finder,
    told: Wanted,
    places: Sequence[Place],
    order: Sequence[int],
    starts: Sequence[int],
    within: Span,
) -> Iterator[int]:
    """The places within a stretch that hold the longest text of a row, wherever it stands."""
    chars = finder.ground.text.chars
    anchor = max(told.leaves, key=lambda each: len(each.forms[0].chars))
    for form in anchor.forms:
        end = within.end + len(form.chars) - 1
        at = chars.find(form.chars, within.start, end)
        while at >= 0:
            last = bisect_right(starts, at)
            for number in order[max(0, last - _NESTED) : last]:
                span = places[number].span
                if within.start <= span.start and at < span.end:
                    yield number
            at = chars.find(form.chars, at + 1, end)


def _share(finder: Finder, told: Sequence[Wanted], places: Sequence[Place]) -> float:
    """How well the best place of all rows fits the first row."""
    best = 0.0
    for each in told:
        most, count = 0, len(each.leaves)
        for place in places:
            most = max(most, _standing(finder, each, place, most + 1))
            if most == count:
                return 1.0
        best = max(best, most / count)
    return best


def _aligned(
    finder: Finder, told: Sequence[Wanted], places: Sequence[Place], sure: list[int | None]
) -> list[tuple[Wanted, Place | None]]:
    """Each row with its place: the whole ones in order, then those that are left between them."""
    return [
        (each, None if number is None else places[number])
        for each, number in zip(told, _filled(finder, told, places, sure), strict=True)
    ]


def _filled(
    finder: Finder, told: Sequence[Wanted], places: Sequence[Place], sure: list[int | None]
) -> list[int | None]:
    """Gives a row that stands nowhere whole the most alike of the places before the next row's."""
    filled: list[int | None] = []
    last = -1
    for index, (each, number) in enumerate(zip(told, sure, strict=True)):
        if number is None:
            end = next((n for n in sure[index + 1 :] if n is not None), len(places))
            open_ = range(last + 1, end)
            alike = {n: _stands(finder, each, places[n]) for n in open_}
            likeliest = max(open_, key=lambda n: (alike[n], -n), default=None)
            number = likeliest if likeliest is not None and alike[likeliest] > 0 else None
        filled.append(number)
        last = last if number is None else number
    return filled


def _columns(finder: Finder, name: str, pairs: Sequence[tuple[Wanted, Place | None]]) -> Columns:
    """The column of each field; the heads of a known table must be its own."""
    told = [(each.leaves, place.row) for each, place in pairs if place and place.row]
    rows = [row for _, row in told]
    table = layout.known(finder.ground, name, rows)
    if table is None:
        return layout.found(finder.ground, told)
    _headed(finder, name, table.heads, layout.heads(finder.ground, rows))
    return table.columns


def _headed(finder: Finder, name: str, wanted: Sequence[str], heads: Sequence[str]) -> None:
    """A head may have other words, from a practice's own template, but not those of another."""
    if not heads:
        finder.lose(f"the heads of {name}", "row")
    for told, head in zip(wanted, heads, strict=False):
        if told != head and (not head or head in shipped()):
            finder.lose(f"the heads of {name}", "cell", told)


def _row(finder: Finder, told: Wanted, place: Place, columns: Columns) -> None:
    """Takes all of one row: each text in its own column, or in a list item one after another."""
    pending = list(told.numbers)
    at = place.span.start
    for each in told.leaves:
        within, start = place.span, at
        if place.row and each.field in columns and columns[each.field] < len(place.row.cells):
            within = place.row.cells[columns[each.field]]
            start = within.start
        found = finder.leaf(each, Span(start, within.end))
        if found is None:
            # The numbers of a finding may stand behind another text of its row.
            pending += [each.numbers] if each.numbers else []
            found = finder.text(each, Span(start, within.end))
        if found is None and not place.row:
            found = finder.text(each, place.span)
        if found is None:
            finder.lose(each.place, "cell" if place.row else "line", each.text)
        elif not place.row:
            at = found.end
    _numbers(finder, told, place, pending)
    within = place.span
    if place.shared:
        # In a paragraph of several rows the proof stands right behind the row's own texts.
        within = Span(at, at + named(finder.ground.text.chars[at : place.span.end]))
    _exhibits(finder, told, _column(place, columns, "exhibits") or within)
    _places(finder, told, _column(place, columns, "places") or within)


def _column(place: Place, columns: Columns, field: str) -> Span | None:
    """The cell of a row in which a field stands, if that is known."""
    at = columns.get(field)
    return place.row.cells[at] if place.row and at is not None else None


def _numbers(finder: Finder, told: Wanted, place: Place, pending: list[str]) -> None:
    """The numbers of references that stand somewhere in a row, no more and no fewer."""
    chars = finder.ground.text.chars
    for found in _LINKS.finditer(chars, *place.span):
        span = Span(*found.span())
        if found[0] in pending and finder.ground.is_free(span):
            pending.remove(found[0])
            finder.ground.take(span)
    for missing in pending:
        finder.lose(told.place, "citation", missing)


def _exhibits(finder: Finder, told: Wanted, within: Span) -> None:
    """Exhibits with their pages, as a row names them."""
    if not told.proof.exhibits:
        return
    found, spans = exhibits(finder.ground.free(within))
    if found != told.proof.exhibits:
        finder.lose(told.place, "exhibit", _listed(told.proof.exhibits))
        return
    for start, end in spans:
        finder.ground.take(Span(within.start + start, within.start + end))


def _places(finder: Finder, told: Wanted, within: Span) -> None:
    """Files or sheets with their rows, as a row names them."""
    ground, proof = finder.ground, told.proof
    if not proof.files:
        return
    free = ground.free(within)
    for text in (*proof.files, *proof.parts):
        at = ground.find(fold(text), within)
        if at is None:
            finder.lose(told.place, "exhibit", text)
        while at:
            ground.take(at)
            at = ground.find(fold(text), within)
    named_rows = list(_ROWS.finditer(free))
    if proof.rows != {int(n) for each in named_rows for n in each[1].split(",")}:
        finder.lose(told.place, "exhibit", ", ".join(map(str, sorted(proof.rows))))
        return
    for each in named_rows:
        ground.take(Span(within.start + each.start(1), within.start + each.end(1)))


def _listed(pairs: frozenset[tuple[str, int | None]]) -> str:
    return "; ".join(
        f"{letter}, {page}" if page is not None else letter
        for letter, page in sorted(pairs, key=lambda pair: (pair[0], pair[1] or 0))
    )


def grid(finder: Finder, table: Json, place: str) -> None:
    """Finds a table of results: heads, then for each day one row with all its cells in order."""
    heads = [leaf(each, f"{place}.columns[{n}]") for n, each in enumerate(table["columns"])]
    found = _grid_rows(finder, heads, len(table["days"]))
    if found is None:
        finder.lose(place, "row", " | ".join(each.text for each in heads))
        return
    head, body = found
    outer = [finder.ground.text.chars[slice(*cell)] for cell in (head.cells[0], head.cells[-1])]
    _headed(finder, place, layout.tables("laboratory")[0].heads, outer)
    for each, cell in zip(heads, head.cells[1:], strict=False):
        _cell(finder, each, cell)
    for number, day in enumerate(table["days"]):
        here = f"{place}.rows[{number}]"
        if number >= len(body):
            finder.lose(here, "row", day)
            continue
        cells = table["rows"][number]
        _cell(finder, leaf(day, f"{place}.days[{number}]"), body[number].cells[0])
        for at, cell in enumerate(cells):
            told = leaf(cell.get("text", "–"), f"{here}[{at}]")
            _cell(finder, told, body[number].cells[at + 1])
        _exhibits(finder, wanted({"cells": cells}, here), body[number].cells[-1])
    if "rule" in table:
        finder.together(Wanted(place, (leaf(table["rule"], f"{place}.rule"),), _NOTHING, ()))


_NOTHING = Proof(frozenset(), (), frozenset(), ())


def _grid_rows(finder: Finder, heads: Sequence[Leaf], days: int) -> tuple[Row, list[Row]] | None:
    """The head of the table that shares most heads with the one wanted, and its rows."""
    ground = finder.ground
    fitting = [
        row
        for row in ground.text.rows
        if row.is_head and len(row.cells) > len(heads) and ground.is_free(row.span)
    ]

    def agreeing(row: Row) -> int:
        return sum(
            any(ground.find(form, cell) for form in told.forms)
            for told, cell in zip(heads, row.cells[1:], strict=False)
        )

    head = max(fitting, key=agreeing, default=None)
    if head is None or not agreeing(head):
        return None
    rows = [row for row in ground.text.rows if row.table == head.table and not row.is_head]
    if len(rows) != days:
        finder.lose("laboratory", "row", "")
    return head, [row for row in rows if len(row.cells) == len(head.cells)]


def _cell(finder: Finder, told: Leaf, cell: Span) -> None:
    """A cell that holds just one text."""
    here = finder.ground.text.chars[slice(*cell)]
    if any(form.chars == here for form in told.forms):
        finder.ground.take(cell)
    elif finder.leaf(told, cell) is None:
        finder.lose(told.place, "cell", told.text)
