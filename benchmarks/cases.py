"""Writes exports of any number of invented cases, no two alike, the same bytes for the same seed.

    .venv/bin/python -m benchmarks.cases FOLDER --cases 1000 [--like LN-002] [--seed 1]

Each case is one of the example workbook with another patient, other days and other numbers, so that
it takes the same way as its model and says everything differently. What belongs to the library
(trial results, thresholds, references) is the same in each, as it is in a real run. A case depends
on the seed and its number alone: a longer export begins with the shorter one.
"""

import csv
import datetime as dt
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from pathlib import Path
from random import Random

import click

from letters import paths
from letters.intake import read_tables
from letters.intake.columns import TABLES

Row = dict[str, str]
Tables = Mapping[str, Sequence[Row]]

AS_OF = dt.date(2026, 11, 22)
"""The day as of which the cases are to be judged: `--as-of 2026-11-22`."""
POLICIES = paths.EXAMPLES / "policies"
"""The payers' policies of the example: `--policies examples/policies`."""
LETTERS = (
    *("LN-001", "LN-002", "LN-003", "LN-004", "LN-005", "LN-006", "LN-007", "LN-008", "LN-009"),
    *("LN-010", "LN-011", "LN-012", "LN-013", "LN-018", "LN-019", "LN-020", "LN-021", "LN-022"),
    "LN-023",
)
"""The cases of the example that come to a letter; the others come to a sheet."""

_SHARED = ("practice",)
"""Tables that all cases have in common."""
_STEP = 7919
_SIZE = ("weight", "height")
_OLD = 60
"""Days after which a single day may move by itself without making a record too old."""
_GIVEN = {
    "female": (
        *("Amara", "Bronwen", "Chiara", "Dalia", "Eilís", "Farah", "Greta", "Hinemoa", "Ilse"),
        *("Jadwiga", "Katarína", "Lucía", "Mireille", "Ngozi", "Olena", "Perpetua", "Rania"),
        *("Sólveig", "Thảo", "Uxía", "Valéria", "Winifred", "Xiomara", "Ylva", "Zsófia"),
    ),
    "male": (
        *("Anselm", "Bartomeu", "Ciarán", "Dávid", "Emeka", "Fernão", "Gökhan", "Håkon", "Ilija"),
        *("Jarosław", "Kofi", "Leandro", "Matthias", "Nikola", "Øyvind", "Piotr", "Rashid"),
        *("Stanislav", "Tāne", "Umberto", "Václav", "Wojciech", "Xabier", "Yannick", "Zoltán"),
    ),
}
_FAMILY = (
    *("Abernathy", "Bjarnason", "Castellanos", "Đorđević", "Eguchi", "Fitzwilliam", "Grünwald"),
    *("Hallgrímsson", "Iriarte", "Jóhannsdóttir", "Kowalczyk", "Lindqvist", "Mbeki", "Nguyễn"),
    *("Okonkwo", "Papadakis", "Quiñones", "Rasmussen", "Szczepański", "Takahashi", "Ubaldi"),
    *("Vandenberghe", "Whitcombe", "Ximénez", "Yamashiro", "Zdravković", "Ashgrove", "Bellweather"),
    *("Carrowmore", "Dunleavy", "Eastlake"),
)
_IN_PROSE = re.compile(
    r"(?<![\w.,-])\d+(?:\.\d+)?(?![\w-]|[.,]\d)(?! (?:months?|weeks?|days?|hours?|of|or)\b)"
)
"""A number that may be a result: no part of a name, a day or a length of time."""
_NUMBER = re.compile(r"\d+(?:\.\d+)?")
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
_REDRAWN = ("member id", "group", "claim number", "authorization number", "reference number")
"""Columns of which every digit is drawn anew."""


@cache
def example() -> Tables:
    """The tables of the example workbook."""
    return read_tables(paths.EXAMPLES / "intake")


@cache
def model(label: str) -> Tables:
    """The rows of one case of the example.

    Raises:
        ValueError: the example has no such case.
    """
    rows = {
        name: [row for row in rows if row.get("case") == label]
        for name, rows in example().items()
        if name not in _SHARED
    }
    if not rows["cases"]:
        raise ValueError(f"the example has no case {label}")
    return rows


def case(number: int, like: Sequence[str] = LETTERS, seed: int = 1) -> Tables:
    """The rows of one invented case, made like one of the example's, each in turn."""
    rows = model(like[number % len(like)])
    return _Variation(rows, number, Random(f"{seed}/{number}")).tables()


def label(number: int) -> str:
    """The name of an invented case."""
    return f"SY-{number:06}"


def export(
    folder: Path,
    count: int,
    like: Sequence[str] = LETTERS,
    seed: int = 1,
    change: Callable[[Tables], Tables] = lambda tables: tables,
    first: int = 0,
) -> Path:
    """Writes `count` cases as a folder of CSV tables, as a practice exports them; returns it.

    `change` may make something else of the rows of each case, `first` is the number of the first.
    """
    folder.mkdir(parents=True, exist_ok=True)
    with ExitStack() as files:
        writers = {}
        for table in TABLES:
            path = folder / f"{table.name}.csv"
            file = files.enter_context(path.open("w", encoding="utf-8-sig", newline=""))
            headings = [column.heading for column in table.asked]
            writers[table.name] = csv.DictWriter(file, headings, restval="", lineterminator="\n")
            writers[table.name].writeheader()
        for name in _SHARED:
            writers[name].writerows(example()[name])
        for number in range(first, first + count):
            for name, rows in change(case(number, like, seed)).items():
                writers[name].writerows(rows)
    return folder


@dataclass(frozen=True)
class _Variation:
    """One case of the example and what is drawn to make another one of it."""

    rows: Tables
    number: int
    random: Random

    def tables(self) -> Tables:
        """The rows of the new case."""
        results = self._results()
        days = self._days()
        told = _told(zip(self.rows["labs"], results, strict=True))
        told |= {_in_words(day): _in_words(new) for day, new in days.items()}
        told |= {str(day): str(new) for day, new in days.items()}
        drawn = {name: [self._row(row, told) for row in rows] for name, rows in self.rows.items()}
        for row, value in zip(drawn["labs"], results, strict=True):
            row["value"] = value
        self._document_pages(drawn["documents"])
        return drawn

    def _results(self) -> list[str]:
        """The values of the results: each measure a little higher or lower, each value a little."""
        labs = self.rows["labs"]
        levels = {test: self._spread(0.04) for test in sorted({row["test"] for row in labs})}
        # Why: the units billed are counted from the size of the patient.
        counted = any("/" in row.get("dose unit", "") for row in self.rows["cases"])
        return [
            row["value"]
            if counted and row["test"] in _SIZE
            else _times(row["value"], levels[row["test"]] * self._spread(0.01))
            for row in labs
        ]

    def _spread(self, width: float) -> Decimal:
        return Decimal(str(round(self.random.uniform(1 - width, 1 + width), 5)))

    def _days(self) -> dict[dt.date, dt.date]:
        """What becomes of each day: all move together, old ones by some days more, in order.

        The days of a policy are not the patient's and stay.
        """
        found = {
            dt.date.fromisoformat(day)
            for rows in self.rows.values()
            for row in rows
            for heading, text in row.items()
            if heading not in ("birth date", "policy date")
            for day in _DAY.findall(text)
        }
        stay = {
            dt.date.fromisoformat(row["policy date"])
            for row in self.rows["cases"]
            if "policy date" in row
        }
        back, ahead = self.random.randrange(6), self.random.randrange(10)
        moved: dict[dt.date, dt.date] = {}
        before = dt.date.min
        for day in sorted(found - stay):
            if day > AS_OF:
                moved[day] = day + dt.timedelta(days=ahead)
                continue
            loose = self.random.randint(-2, 2) if (AS_OF - day).days > _OLD else 0
            new = max(day + dt.timedelta(days=loose - back), before + dt.timedelta(days=1))
            moved[day] = before = new
        return moved | {day: day for day in stay}

    def _row(self, row: Row, told: Mapping[str, str]) -> Row:
        """A row with the days, numbers and names of the new case."""
        made = {heading: _reworded(text, told) for heading, text in row.items()}
        made["case"] = label(self.number)
        if "file" in made:
            made["file"] = made["file"].replace(row["case"].lower(), made["case"].lower())
        for heading in _REDRAWN:
            if heading in made:
                made[heading] = self._redrawn(row[heading])
        if "patient name" in made:
            made["patient name"] = self._name(row["sex"])
            made["birth date"] = str(self._born(row["birth date"]))
        return made

    def _redrawn(self, text: str) -> str:
        """The same with other digits; equal texts of one case become equal texts."""
        random = Random(f"{self.number}/{text}")
        return "".join(random.choice("123456789") if sign.isdigit() else sign for sign in text)

    def _name(self, sex: str) -> str:
        """A name that no other case has until all of them are used up."""
        given, families = _GIVEN[sex], len(_FAMILY)
        # Why: a step that shares no factor with the number of names comes to each of them once.
        mixed = self.number * _STEP % (len(given) * families * families)
        rest, first = divmod(mixed, len(given))
        second, third = divmod(rest, families)
        family = _FAMILY[second]
        return f"{given[first]} {family}" + ("" if second == third else f"-{_FAMILY[third]}")

    def _born(self, text: str) -> dt.date:
        return dt.date.fromisoformat(text) + dt.timedelta(days=self.random.randint(-900, 900))

    def _document_pages(self, documents: Sequence[Row]) -> None:
        """Gives each document some pages more; rows of one document keep the same."""
        more: dict[str, int] = {}
        for row in documents:
            first, dash, last = row.get("pages", "").partition("-")
            if dash:
                added = more.setdefault(row["file"], self.random.randrange(4))
                row["pages"] = f"{first}-{int(last) + added}"


def _times(value: str, factor: Decimal) -> str:
    """A result times a factor, with as many decimals as it had."""
    number = _NUMBER.search(value)
    if number is None:
        return value
    exact = Decimal(number[0])
    made = (exact * factor).quantize(exact)
    return value.replace(number[0], str(made), 1)


def _told(results: Iterable[tuple[Row, str]]) -> dict[str, str]:
    """What a note says of a result, and what it says now: also in thousands, mg told as g."""
    told: dict[str, str] = {}
    for row, new in results:
        told[row["value"]] = new
        if row["value"].isdigit() and row["unit"].startswith("mg/"):
            told[_thousandth(row["value"])] = _thousandth(new)
    return told


def _thousandth(value: str) -> str:
    return str((Decimal(value) / 1000).quantize(Decimal("0.01")))


def _in_words(day: dt.date) -> str:
    return f"{day:%B} {day.day}, {day.year}"


def _reworded(text: str, told: Mapping[str, str]) -> str:
    """A cell with the new days and results in place of those that it names."""
    if text[0].isdigit():
        return told.get(text, text) if _DAY.fullmatch(text) else text
    if " " not in text:
        return text
    return _IN_PROSE.sub(lambda found: told.get(found[0], found[0]), text)


@click.command()
@click.argument("folder", type=click.Path(path_type=Path))
@click.option("--cases", "count", default=1000, show_default=True, help="How many.")
@click.option("--like", multiple=True, help="Only like this case of the example; may be repeated.")
@click.option("--seed", default=1, show_default=True)
@click.option("--first", default=0, show_default=True, help="The number of the first case.")
def main(folder: Path, count: int, like: tuple[str, ...], seed: int, first: int) -> None:
    """Writes an export into FOLDER: eight CSV tables."""
    export(folder, count, like or LETTERS, seed, first=first)
    click.echo(f"wrote {count} cases to {folder}; judge them as of {AS_OF}")


if __name__ == "__main__":
    main()
