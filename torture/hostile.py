"""Hostile text in every field: `python -m torture.hostile`.

Each field of a case, and each column of an export, is filled in turn with text that would act if
anything took it for markup, code, an address or a formula. Nothing may be fetched or run; either
the documents hold together, or the case is refused with a reason.
"""

import base64
import io
import re
import tempfile
import zipfile
from collections.abc import Iterator, Sequence
from functools import cache
from pathlib import Path
from random import Random
from typing import Any

import click
import pikepdf
import pypdfium2
from pydantic import ValidationError

from letters import worklist
from letters.case import Case
from letters.citations import Library
from letters.errors import LettersError
from letters.pipeline import CompanionKind, Wanted, press
from letters.pipeline.arguing import argue
from letters.pipeline.finished import finished
from letters.rationale import Letter
from letters.rationale.phrasing import Phrasebook
from letters.twin.writing import to_docx
from torture.calling import broken, called
from torture.examples import AS_OF, _library, _readings
from torture.figures import Figure, figured
from torture.judge import TooLongError, limited, raised
from torture.story import CITATIONS, LABEL, WITH, exported
from torture.tables import places, planted
from torture.watching import Bait, watched

_NAUGHTY = Path(__file__).parents[2] / "shared" / "inputs" / "hostile" / "naughty"
_SECONDS = 240.0
_PAGES = 40
"""More pages than a document of ours has with a text of less than `_LONG`."""
_LONG = 20_000
_OUT = 0.5
"""How far a sign may stand out of its page, in points: its box is a little larger than its ink."""
_FORMULA = ("=", "+", "-", "@", "\t", "\r")
_WANTED = Wanted(companions=frozenset(CompanionKind))
CASES = ("LN-002", "LN-019", "LN-014", "LN-015", "LN-017")
"""A first appeal, a later one with decisions before it, a gap sheet, an action sheet, a refusal."""


def texts(bait: Bait) -> dict[str, str]:
    """Hostile texts by what they would be taken for."""
    file, site = bait.file.as_uri(), f"http://127.0.0.1:{bait.port}/x"
    return {
        "html": f'<script src="{site}">alert(1)</script><img src="{file}" onerror="x()"><b>bold',
        "html end": "</td></tr></table></section></body><style>*{display:none}</style><!--",
        "jinja": "{{ 7777*7 }}{% for i in range(99999999) %}x{% endfor %}{{ self.__init__ }}{#",
        "css": f"}} * {{ background: url({file}) }} @import url('{site}'); .x {{ content: '",
        "urls": f"{file} {site} javascript:alert(1) data:text/html,<script>1</script> //x/y",
        "svg": f'<svg xmlns="http://www.w3.org/2000/svg" onload="x()"><image href="{file}"/></svg>',
        "xml": f'<!DOCTYPE x [<!ENTITY e SYSTEM "{file}">]><x>&e;</x>]]>&#0;&#xD800;',
        "controls": "a\x00b\x07c\x1b[2J\x1b]0;title\x07d\x08e\x7ff\x85g\x9bh\r\ni\x0bj\x0ck",
        "directions": "abc \u202edef\u2066ghi\u2069 \u200f12\u200e \u061c\ufeff\u200bjkl",
        "lines": "one\u2028two\u2029three\n\n\nfour\tfive",
        "marks": "Z" + "\u0316\u0317\u0318\u0319\u031c\u031d\u031e" * 30 + "algo",
        "scripts": "שלום مرحبا 王小明 김철수 ไทย हिन्दी 👩\u200d⚕\ufe0f ﷽ \U0001d57f\U0001d58d ㈱",
        "unknown signs": "\ue000\U000f0000\u0378\uffff\ufffe\U0001f6d7 𒀀𒁀",
        "formula": f'=HYPERLINK("{site}","x")',
        "formula at": "@SUM(1+1)*cmd|' /C calc'!A0",
        "formula plus": "+1+1",
        "formula tab": "\t=1+1",
        "path": "../../../../../../tmp/escaped/../x.pdf",
        "path windows": "C:\\Windows\\..\\x\x00.pdf",
        "options": "--out=/tmp/escaped",
        "unbroken": "W" * 400,
        "wide": "m" * 60 + "—" * 200,
        "long": "word and word " * 1000,
        "1 MB": "word and word " * 75_000,
        "1 MB unbroken": "x" * 1_000_000,
        **{f"naughty {number}": text for number, text in enumerate(_naughty())},
    }


@cache
def _naughty() -> tuple[str, ...]:
    """The naughty strings of others, where they are there."""
    path = _NAUGHTY / "blns.base64.txt"
    if not path.exists():
        return ()
    lines = (line.strip() for line in path.read_text(encoding="utf-8").splitlines())
    read = (base64.b64decode(line) for line in lines if line and not line.startswith("#"))
    return tuple(text for each in read if (text := each.decode("utf-8", "replace")).strip())


def fields(case: Case, library: Library) -> Iterator[tuple[Any, ...]]:
    """The way to every text of a case that no closed vocabulary bounds, each kind of field once."""
    closed = set(_strings(library.vocabulary.model_dump(mode="json"))) | {case.id}
    seen: set[tuple[Any, ...]] = set()
    waiting: list[tuple[Any, ...]] = [()]
    told = case.model_dump(mode="json")
    while waiting:
        way = waiting.pop()
        value = _at(told, way)
        if isinstance(value, dict):
            waiting += [(*way, key) for key in value]
        elif isinstance(value, list):
            waiting += [(*way, place) for place in range(len(value))]
        elif isinstance(value, str) or value is None:
            kind = tuple("*" if isinstance(step, int) else step for step in way)
            if kind not in seen and value not in closed:
                seen.add(kind)
                yield way


def _strings(told: Any) -> Iterator[str]:
    """Every text in a tree."""
    if isinstance(told, str):
        yield told
    elif isinstance(told, dict | list):
        for each in told.values() if isinstance(told, dict) else told:
            yield from _strings(each)


def _at(told: Any, way: Sequence[Any]) -> Any:
    for step in way:
        told = told[step]
    return told


def filled(case: Case, way: Sequence[Any], text: str) -> Case | None:
    """A case with a text in one of its fields; None where the field takes no free text."""
    told = case.model_dump(mode="json")
    _at(told, way[:-1])[way[-1]] = text
    try:
        made = Case.model_validate(told)
    except (ValidationError, ValueError):
        return None
    kept = _at(made.model_dump(), way)
    return made if type(kept) is str else None


def in_case(label: str, way: Sequence[Any], kind: str, text: str, bait: Bait) -> list[str]:
    """What is wrong with the documents of an example case with a text in a field."""
    library = _library()
    reading = next(r for r in _readings() if any(c.label == label for c in r.cases))
    case = filled(next(c for c in reading.cases if c.label == label), way, text)
    if case is None:
        return []
    with tempfile.TemporaryDirectory(prefix="letters-torture-") as folder:
        with watched(Path(folder)) as reached:
            wrong = _limited(lambda: _documents(case, library, reading, kind))
        return wrong + reached + (["the bait was asked for"] if bait.is_taken else [])


def _limited(made: Any) -> list[str]:
    try:
        with limited(_SECONDS):
            found: list[str] = made()
            return found
    except LettersError as error:
        return [] if str(error).strip() else ["refused without a reason"]
    except TooLongError as error:
        return [raised(error).mark.replace("TooLongError", "too long")]  # type: ignore[arg-type]
    except Exception as error:
        return [raised(error).mark + "\n" + raised(error).told]


def _documents(case: Case, library: Library, reading: Any, kind: str) -> list[str]:
    argued = argue(case, library, AS_OF, reading, _WANTED)
    made = press(_WANTED)
    wrong = []
    for document in (argued.document, argued.review, *argued.companions, argued.fax):
        if document is not None:
            wrong += [f"{document.document}: {w}" for w in of_pdf(made(document).pdf, kind)]
    if isinstance(argued.document, Letter):
        wrong += of_docx(to_docx(argued.document))
    row = finished(argued, library, Phrasebook(library, _WANTED.templates))
    return wrong + of_csv(worklist.as_csv([row])) + of_html(worklist.as_html([row]))


def of_pdf(pdf: bytes, kind: str) -> list[str]:
    """What no finished document may have: links out, actions, text out of its page or run."""
    wrong = []
    with pikepdf.open(io.BytesIO(pdf)) as opened:
        for page in opened.pages:
            for each in page.get("/Annots", []):
                action = each.get("/A")
                if action is not None and str(action.get("/S")) != "/GoTo":
                    uri = str(action.get("/URI", action.get("/S")))
                    if "127.0.0.1" in uri or not uri.startswith(("https://", "mailto:")):
                        wrong.append(f"links to {uri[:80]}")
        held = {
            str(key)
            for each in opened.objects
            if isinstance(each, pikepdf.Dictionary)
            for key in each
        }
        wrong += [f"holds {key}" for key in sorted(held & {"/JS", "/Launch", "/AA"})]
        if len(opened.pages) > _PAGES and not kind.startswith(("1 MB", "long")):
            wrong.append(f"has {len(opened.pages)} pages")
    return wrong + list(dict.fromkeys(_outside(pdf)))


def _outside(pdf: bytes) -> Iterator[str]:
    document = pypdfium2.PdfDocument(pdf)
    try:
        for number in range(min(len(document), 60)):
            page = document[number]
            width, height = page.get_size()
            text = page.get_textpage()
            for at in range(text.count_rects()):
                left, bottom, right, top = text.get_rect(at)
                if min(left, bottom) < -_OUT or right > width + _OUT or top > height + _OUT:
                    yield f"text stands out of page {number + 1}"
            if "54439" in text.get_text_range():
                yield "a template ran what it was given"
    finally:
        document.close()


def of_docx(content: bytes) -> list[str]:
    """What no Word file may have: what leads out of it, fields, what runs."""
    wrong = []
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        for name in archive.namelist():
            part = archive.read(name)
            if name.endswith(".rels") and b'"External"' in part and b"127.0.0.1" in part:
                wrong.append(f"{name} leads out of the Word file")
            if b"vbaProject" in part or b"54439" in part:
                wrong.append(f"{name} of the Word file holds what it should not")
    return wrong


def of_csv(text: str) -> list[str]:
    """Cells that a spreadsheet would take for a formula."""
    import csv

    rows = list(csv.reader(io.StringIO(text)))
    return [
        f"formula under '{rows[0][at]}': {cell[:40]!r}"
        for row in rows[1:]
        for at, cell in enumerate(row)
        if cell.startswith(_FORMULA) and not re.fullmatch(r"-?\d+(\.\d+)?", cell)
    ]


def of_html(text: str) -> list[str]:
    """Markup of the text itself in a page of ours."""
    acting = re.compile(r"<(script|img|svg|iframe|image)\b|\son\w+=|javascript:|54439", re.I)
    inside = re.sub(r"&[#\w]+;", "", text)
    links = re.findall(r'href="([^"]*)"', text)
    found = [match[0] for match in acting.finditer(re.sub(r">[^<]*<", "><", inside))]
    found += [link for link in links if "127.0.0.1" in link or link.startswith(("file:", "data:"))]
    return [f"worklist.html holds {each!r}" for each in found]


def in_export(place: tuple[str, str], kind: str, text: str, bait: Bait) -> list[str]:
    """What is wrong when a text stands in a column of an export, from reading to the worklist."""
    with tempfile.TemporaryDirectory(prefix="letters-torture-") as folder:
        root = Path(folder)
        export = planted(exported(root / "export"), place, text)
        line = ("write", export, "--citations", CITATIONS, "--out", root / "out", *WITH)
        with watched(root) as reached:
            try:
                with limited(_SECONDS):
                    done = called(*line, "--as-of", "2026-11-22", "--jobs", "1")
            except TooLongError as error:
                return [f"too long: {error}"]
        wrong = [find.mark + "\n" + find.told for find in [broken(done, "write")] if find]
        wrong += [f"a control sign is printed: {ord(c):#x}" for c in set(done.told) if acts(c)]
        wrong += reached + (["the bait was asked for"] if bait.is_taken else [])
        for path in sorted((root / "out").rglob("*")):
            if path.suffix == ".pdf":
                wrong += [f"{path.name}: {each}" for each in of_pdf(path.read_bytes(), kind)]
            elif path.suffix == ".docx":
                wrong += of_docx(path.read_bytes())
            elif path.name == "worklist.csv":
                wrong += of_csv(path.read_text(encoding="utf-8-sig"))
            elif path.name == "worklist.html":
                wrong += of_html(path.read_text(encoding="utf-8"))
        return wrong


def acts(char: str) -> bool:
    """Whether a character would act on a terminal."""
    return (
        (ord(char) < 32 and char not in "\n\t\r")
        or 127 <= ord(char) < 160
        or char in "\u202e\u2066"
    )


def tortured(figure: Figure, each: Iterator[tuple[Any, ...]]) -> None:
    """Tries one place and text after another."""
    for tell, judge, *given in each:
        figure.tried += 1
        for wrong in judge(*given):
            first, _, rest = str(wrong).partition("\n")
            figure.found(f"{tell}: {first}", rest)


def case_turns(bait: Bait, random: Random, most: int) -> Iterator[tuple[Any, ...]]:
    """Fields of the example cases with texts, as many texts a field as asked for."""
    every = texts(bait)
    for label in CASES:
        case = next(c for r in _readings() for c in r.cases if c.label == label)
        for way in fields(case, _library()):
            for kind in chosen(every, random, most):
                where = ".".join(str(step) for step in way if isinstance(step, str))
                yield f"{where}, {kind}", in_case, label, way, kind, every[kind], bait


def export_turns(bait: Bait, random: Random, most: int) -> Iterator[tuple[Any, ...]]:
    """Columns of an export with texts."""
    every = texts(bait)
    for place in places(LABEL):
        for kind in chosen(every, random, most):
            yield f"{'.'.join(place)}, {kind}", in_export, place, kind, every[kind], bait


def chosen(every: dict[str, str], random: Random, most: int) -> list[str]:
    """Texts for one field: all but the many naughty ones, of which some, or fewer if so asked."""
    ours = [kind for kind in every if not kind.startswith("naughty")]
    theirs = [kind for kind in every if kind.startswith("naughty")]
    chosen = ours + random.sample(theirs, min(len(theirs), 10))
    return chosen if most >= len(chosen) else random.sample(chosen, most)


@click.command()
@click.option("--texts", "most", default=100, show_default=True, help="Texts for each field.")
@click.option("--only", type=click.Choice(["case", "export", "all"]), default="all")
@click.option("--fields", "some", default=0, help="Only so many fields, at random; 0 for all.")
@click.option("--seed", default=1, show_default=True)
def main(most: int, only: str, some: int, seed: int) -> None:
    """Fills every field; exits with 1 if anything acts, breaks or falls out of its page."""
    bait, random, finds = Bait(), Random(seed), 0
    suites = {"case": case_turns, "export": export_turns}
    for name, turns in suites.items():
        if only in (name, "all"):
            with figured("hostile text", f"fields of a{'n' * (name == 'export')} {name}") as figure:
                every = list(turns(bait, random, most))
                tortured(figure, iter(random.sample(every, some) if some else every))
            finds += len(figure.finds)
    raise SystemExit(finds > 0)


if __name__ == "__main__":
    main()
