"""Ways in which a finished letter could tell something else than its rationale."""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from random import Random

from torture.markup import Edit, Markup, Node

MONTHS = (
    *("January", "February", "March", "April", "May", "June", "July", "August", "September"),
    *("October", "November", "December"),
)
_DATE = re.compile(
    rf"\b({'|'.join(MONTHS)}|{'|'.join(m[:3] for m in MONTHS)})[ \u00a0](\d{{1,2}}), (\d{{4}})"
)
_DOSE = re.compile(
    r"\d[ \u00a0](mg/kg|mg/g|g/g|mg/dL|IU/mL|mg|g|mL|kg|µg|units|weeks|months|doses)(?![\w/])"
)
_CODE = re.compile(
    r"(?=[A-Z0-9-]*\d)(?=[A-Z0-9-]*[A-Z])[A-Z0-9][A-Z0-9.-]{3,}\d|\b\d{10}\b|\b\d{3}-\d{3}-\d{4}\b"
)
_EXHIBIT = re.compile(r"(Ex\.|Exhibit) ([A-Z])\b")
_PAGE = re.compile(r"(\bpp?\. |^, )(\d+)")
_UNITS = {
    "mg": "g",
    "g": "mg",
    "mg/kg": "mg",
    "mg/g": "mg/mmol",
    "g/g": "mg/g",
    "mg/dL": "g/dL",
    "IU/mL": "IU/L",
    "mL": "L",
    "kg": "lb",
    "µg": "mg",
    "units": "mg",
    "weeks": "days",
    "months": "weeks",
    "doses": "weeks",
}
_OTHER = {"twice daily": "once daily", "once daily": "twice daily", "every 4": "every 2",
          "every 2": "every 4", "at least": "at most", "at most": "at least", "below": "above",
          "less than": "more than", "or more": "or less"}  # fmt: skip
_VERDICTS = {"MET": "NOT MET", "NOT MET": "MET", "UNKNOWN": "MET", "OPEN": "UNDECIDED"}


@dataclass(frozen=True)
class Document:
    """One document to corrupt: its HTML, the drugs and the persons that it names, other drugs."""

    markup: Markup
    drugs: tuple[str, ...]
    others: tuple[str, ...]
    persons: tuple[str, ...]

    @property
    def nodes(self) -> list[Node]:
        """The texts of the document, figures apart."""
        return [node for node in self.markup.nodes if not node.is_drawn]


Corrupter = Callable[[Document, Random], Iterator[Edit]]


def _replaced(node: Node, start: int, end: int, by: str) -> Edit:
    return {node.number: node.text[:start] + by + node.text[end:]}


def _prose(document: Document) -> Iterator[Node]:
    """Texts that are no numbers of references."""
    return (node for node in document.nodes if not node.is_link)


def _digit(document: Document, random: Random) -> Iterator[Edit]:
    for node in _prose(document):
        for found in re.finditer(r"\d", node.text):
            other = random.choice([d for d in "0123456789" if d != found[0]])
            yield _replaced(node, *found.span(), other)


def _digit_dropped(document: Document, random: Random) -> Iterator[Edit]:
    for node in _prose(document):
        for found in re.finditer(r"\d(?=\d)|(?<=\d)\d", node.text):
            yield _replaced(node, *found.span(), "")


def _digit_added(document: Document, random: Random) -> Iterator[Edit]:
    for node in _prose(document):
        for found in re.finditer(r"\d", node.text):
            yield _replaced(node, *found.span(), found[0] + random.choice("0123456789"))


def _transposed(document: Document, random: Random) -> Iterator[Edit]:
    for node in _prose(document):
        for found in re.finditer(r"(?=(\d)(\d))", node.text):
            if found[1] != found[2]:
                yield _replaced(node, found.start(), found.start() + 2, found[2] + found[1])


def _decimal_moved(document: Document, random: Random) -> Iterator[Edit]:
    for node in _prose(document):
        for found in re.finditer(r"(\d)\.(\d)", node.text):
            by = random.choice((f".{found[1]}{found[2]}", f"{found[1]}{found[2]}."))
            yield _replaced(node, *found.span(), by)
            yield _replaced(node, *found.span(), found[1] + found[2])


def _sign(document: Document, random: Random) -> Iterator[Edit]:
    for node in _prose(document):
        for found in re.finditer(r"[−+](?=\d)", node.text):
            yield _replaced(node, *found.span(), "+" if found[0] == "−" else "−")
            yield _replaced(node, *found.span(), "")


def _date(change: Callable[[re.Match[str], Random], str]) -> Corrupter:
    def corrupt(document: Document, random: Random) -> Iterator[Edit]:
        for node in _prose(document):
            for found in _DATE.finditer(node.text):
                yield _replaced(node, *found.span(), change(found, random))

    return corrupt


def _day_shifted(found: re.Match[str], random: Random) -> str:
    day = int(found[2])
    return f"{found[1]} {day + random.choice((1, -1)) if day > 1 else day + 1}, {found[3]}"


def _month_changed(found: re.Match[str], random: Random) -> str:
    names = MONTHS if found[1] in MONTHS else tuple(month[:3] for month in MONTHS)
    return f"{random.choice([m for m in names if m != found[1]])} {found[2]}, {found[3]}"


def _year_changed(found: re.Match[str], random: Random) -> str:
    return f"{found[1]} {found[2]}, {int(found[3]) + random.choice((1, -1, 10))}"


def _unit(document: Document, random: Random) -> Iterator[Edit]:
    for node in _prose(document):
        for found in _DOSE.finditer(node.text):
            yield _replaced(node, found.start(1), found.end(1), _UNITS[found[1]])


def _wording(document: Document, random: Random) -> Iterator[Edit]:
    for node in _prose(document):
        for old, new in _OTHER.items():
            for found in re.finditer(rf"\b{old}\b", node.text):
                yield _replaced(node, *found.span(), new)


def _not_dropped(document: Document, random: Random) -> Iterator[Edit]:
    for node in _prose(document):
        for found in re.finditer(r"\b(?:not|no|without|neither|never) ", node.text):
            yield _replaced(node, *found.span(), "")


def _not_added(document: Document, random: Random) -> Iterator[Edit]:
    for node in _prose(document):
        for found in re.finditer(r"\b(?:is|are|was|has been|have|recommends) ", node.text):
            yield _replaced(node, *found.span(), f"{found[0]}not ")
        yield _replaced(node, len(node.text), len(node.text), " not")


def _drug_swapped(document: Document, random: Random) -> Iterator[Edit]:
    for node in document.markup.nodes:
        for drug in document.drugs:
            for found in re.finditer(rf"\b{re.escape(drug)}\b", node.text, re.IGNORECASE):
                other = random.choice([d for d in document.drugs + document.others if d != drug])
                yield _replaced(node, *found.span(), other)


def _drug_inserted(document: Document, random: Random) -> Iterator[Edit]:
    for node in _prose(document):
        for found in re.finditer(r" ", node.text):
            drug = random.choice(document.drugs + document.others)
            yield _replaced(node, *found.span(), f" {drug} ")
        yield _replaced(
            node,
            len(node.text),
            len(node.text),
            f" {random.choice(document.drugs + document.others)}",
        )


def _code(document: Document, random: Random) -> Iterator[Edit]:
    for node in _prose(document):
        for found in _CODE.finditer(node.text):
            at = random.choice([i for i, c in enumerate(found[0]) if c.isalnum()])
            old = found[0][at]
            signs = "0123456789" if old.isdigit() else "ABCDEFGHJKLMNPQRSTUVWXYZ"
            new = random.choice([sign for sign in signs if sign != old])
            yield _replaced(node, found.start() + at, found.start() + at + 1, new)


def _name(document: Document, random: Random) -> Iterator[Edit]:
    for node in _prose(document):
        for name in document.persons:
            for found in re.finditer(re.escape(name), node.text):
                letters = [i for i, char in enumerate(name) if char.isalpha()]
                at = random.choice(letters)
                new = random.choice([c for c in _kin(name[at]) if c != name[at]])
                yield _replaced(node, *found.span(), name[:at] + new + name[at + 1 :])
                yield _replaced(node, *found.span(), name[:at] + name[at + 1 :])


def _kin(char: str) -> str:
    """Letters of the script of a letter, which the bundled faces have."""
    for sample in ("שאבגדה", "ابتثجح", "王小明陳美玲林雅婷", "김철수서연", "аеиокр", "αεικορ"):
        if abs(ord(char) - ord(sample[0])) < 0x300 or ("一" <= char <= "鿿" and "王" in sample):
            return sample
        if "가" <= char <= "힣" and "김" in sample:
            return sample
    return "abcdefghilmnoprstuvé" if char.islower() else "ABCDEFGHILMNOPRSTUV"


def _persons_swapped(document: Document, random: Random) -> Iterator[Edit]:
    for node in _prose(document):
        for name in document.persons:
            for found in re.finditer(re.escape(name), node.text):
                other = random.choice([p for p in document.persons if p != name] or [name[::-1]])
                yield _replaced(node, *found.span(), other)


def _citation(document: Document, random: Random) -> Iterator[Edit]:
    for node in document.nodes:
        if node.is_link and node.text.strip().isdigit():
            number = int(node.text)
            yield {node.number: str(number + random.choice((1, 2, -1)))}
            yield {node.number: f"{number}{random.randrange(10)}"}
            yield {node.number: ""}


def _citation_added(document: Document, random: Random) -> Iterator[Edit]:
    for node in _prose(document):
        if node.text.rstrip().endswith(".") and node.within('<span id="claim'):
            yield {node.number: f"{node.text.rstrip()}{random.randrange(1, 15)}"}


def _exhibit(document: Document, random: Random) -> Iterator[Edit]:
    for node in _prose(document):
        for found in _EXHIBIT.finditer(node.text):
            other = random.choice([c for c in "ABCDEFGH" if c != found[2]])
            yield _replaced(node, found.start(2), found.end(2), other)


def _exhibit_page(document: Document, random: Random) -> Iterator[Edit]:
    for node in _prose(document):
        for found in _PAGE.finditer(node.text):
            yield _replaced(node, found.start(2), found.end(2), str(int(found[2]) + 1))


def _cells(document: Document) -> dict[int, dict[int, list[Node]]]:
    """The texts of each cell of each row."""
    rows: dict[int, dict[int, list[Node]]] = {}
    for node in document.nodes:
        if node.row >= 0 and node.cell >= 0:
            rows.setdefault(node.row, {}).setdefault(node.cell, []).append(node)
    return rows


def _exchanged(one: Sequence[Node], two: Sequence[Node]) -> Edit | None:
    """Two cells with each other's text; only cells of a single text, so that each keeps its own."""
    if len(one) != 1 or len(two) != 1 or one[0].text.strip() == two[0].text.strip():
        return None
    return {one[0].number: two[0].text, two[0].number: one[0].text}


def _swapped_in_row(document: Document, random: Random) -> Iterator[Edit]:
    for cells in _cells(document).values():
        told = list(cells.values())
        for at, one in enumerate(told):
            for two in told[at + 1 :]:
                if (edit := _exchanged(one, two)) is not None:
                    yield edit


def _swapped_in_column(document: Document, random: Random) -> Iterator[Edit]:
    rows = [list(cells.values()) for cells in _cells(document).values()]
    for upper, lower in pairwise(rows):
        if len(upper) == len(lower):
            for one, two in zip(upper, lower, strict=True):
                if (edit := _exchanged(one, two)) is not None:
                    yield edit


def _row_dropped(document: Document, random: Random) -> Iterator[Edit]:
    for cells in _cells(document).values():
        yield {node.number: "" for nodes in cells.values() for node in nodes}


def _claims(document: Document) -> list[list[Node]]:
    """The texts of each sentence, its numbers with it."""
    found: dict[str, list[Node]] = {}
    for node in document.nodes:
        for tag in node.tags:
            if tag.startswith('<span id="claim'):
                found.setdefault(tag, []).append(node)
    return list(found.values())


def _sentence_dropped(document: Document, random: Random) -> Iterator[Edit]:
    for nodes in _claims(document):
        yield {node.number: "" for node in nodes}


def _word_dropped(document: Document, random: Random) -> Iterator[Edit]:
    for nodes in _claims(document):
        for found in re.finditer(r"\b[\w'’-]+ ", nodes[0].text):
            yield _replaced(nodes[0], *found.span(), "")


def _sentences_swapped(document: Document, random: Random) -> Iterator[Edit]:
    told = [nodes[0] for nodes in _claims(document)]
    for one, two in pairwise(told):
        if one.text != two.text:
            yield {one.number: two.text, two.number: one.text}


def _comparator(document: Document, random: Random) -> Iterator[Edit]:
    turned = {"<": ">", ">": "<", "≤": "≥", "≥": "≤", "=": "<"}
    for node in document.markup.nodes:
        for found in re.finditer(r"[<>≤≥=](?= ?\.?\d)", node.text):
            yield _replaced(node, *found.span(), turned[found[0]])
    for node in _prose(document):
        for found in re.finditer(r"(?<![\d.,])\d+(?:\.\d+)? ?(?=[a-z%])", node.text):
            yield _replaced(node, *found.span(), f"<{found[0]}")


def _verdict(document: Document, random: Random) -> Iterator[Edit]:
    for node in _prose(document):
        told = node.text.strip().rstrip(".")
        if told in _VERDICTS:
            yield {node.number: node.text.replace(told, _VERDICTS[told])}


def _reference(document: Document, random: Random) -> Iterator[Edit]:
    """The number of a reference, which the style counts up from an attribute."""
    for number, part in enumerate(document.markup.parts):
        if found := re.search(r"counter-set: list-item (\d+)", part):
            new = int(found[1]) + random.choice((1, 2))
            yield {number: part.replace(found[0], f"counter-set: list-item {new}")}


def _figure(document: Document, random: Random) -> Iterator[Edit]:
    for node in document.markup.nodes:
        if node.is_drawn and (found := re.search(r"\d", node.text)):
            digits = [d for d in "0123456789" if d != found[0]]
            yield _replaced(node, *found.span(), random.choice(digits))
            yield {node.number: node.text.strip() + random.choice("0123456789")}


def _running(document: Document, random: Random) -> Iterator[Edit]:
    """A character of the running head or foot, which the style takes from attributes."""
    for number, part in enumerate(document.markup.parts):
        for name in ("data-running", "data-versions"):
            if found := re.search(rf'{name}="([^"]*)"', part):
                at = random.choice([i for i, c in enumerate(found[1]) if c.isdigit()])
                new = random.choice([d for d in "0123456789" if d != found[1][at]])
                told = f"{found[1][:at]}{new}{found[1][at + 1 :]}"
                yield {number: part.replace(found[0], f'{name}="{told}"')}


CLASSES: dict[str, Corrupter] = {
    "digit changed": _digit,
    "digit dropped": _digit_dropped,
    "digit added": _digit_added,
    "digits transposed": _transposed,
    "decimal moved": _decimal_moved,
    "sign changed": _sign,
    "comparator turned": _comparator,
    "day shifted": _date(_day_shifted),
    "month changed": _date(_month_changed),
    "year changed": _date(_year_changed),
    "unit changed": _unit,
    "dose wording changed": _wording,
    "“not” dropped": _not_dropped,
    "“not” added": _not_added,
    "drug swapped": _drug_swapped,
    "drug inserted": _drug_inserted,
    "code changed": _code,
    "letter of a name changed": _name,
    "patient and clinician swapped": _persons_swapped,
    "citation changed": _citation,
    "citation added": _citation_added,
    "reference number changed": _reference,
    "exhibit letter changed": _exhibit,
    "exhibit page changed": _exhibit_page,
    "cells swapped in a row": _swapped_in_row,
    "cells swapped in a column": _swapped_in_column,
    "row dropped": _row_dropped,
    "sentence dropped": _sentence_dropped,
    "sentences swapped": _sentences_swapped,
    "word dropped": _word_dropped,
    "verdict changed": _verdict,
    "figure changed": _figure,
    "running head changed": _running,
}


def corruptions(document: Document, name: str, random: Random, count: int) -> list[Edit]:
    """Some corruptions of one class, none of which leaves the document as it is."""
    nodes = {node.number: node.text for node in document.markup.nodes}
    made = [
        edit
        for edit in CLASSES[name](document, random)
        if any(" ".join(nodes.get(n, "").split()) != " ".join(t.split()) for n, t in edit.items())
    ]
    return random.sample(made, min(count, len(made)))
