"""`letters review`: what a clinician is asked to confirm before a letter is approved."""

import textwrap
from collections.abc import Iterator
from itertools import groupby
from pathlib import Path
from typing import Any

import click

from letters import paths
from letters.approval import Item, items
from letters.commands import common
from letters.commands.upkeep import kept_up
from letters.dossier import Dossier, Log, Opened, find, permitting, store
from letters.errors import UsageError
from letters.pipeline import FILE_OF
from letters.rationale.model import Confirmed, Fact, FactRow, ReportRow, ReviewItem, ReviewSheet
from letters.rendering import to_html
from letters.rendering.headings import heading_of
from letters.templates import Templates
from letters.templates import opened as open_templates

_WIDTH = 96


@click.command(
    epilog="Example: letters review LN-002 --by 'Dana Whitfield'",
    short_help="Show what to confirm before a letter is approved.",
)
@common.case
@click.option(
    "--by", type=common.WORDS, default=None, help="Who reviews; logs that the sheet was opened."
)
@click.option(
    "--html",
    "html",
    type=common.NEW_FILE,
    default=None,
    help="Write the sheet as a web page to this file as well.",
)
@common.out
@common.as_json
def review(case: str, by: str | None, html: Path | None, out: Path, as_json: bool) -> None:
    """Shows the review sheet of CASE: each line with its name and its place in the record.

    The names are those that `letters approve` takes. The same sheet, to be printed, is review.pdf
    in the folder of the case. With --by it is logged that somebody opened it, and the case is in
    review; who approves the letter by name has to have done so. What it shows are the patient's
    values; keep them out of logs.
    """
    dossier = kept_up(find(out, case))
    sheet, log = dossier.review(), dossier.log()
    templates = open_templates(dossier.origin().templates)
    if by:
        log = opened(dossier, log, by)
    if html:
        store(html, _page(sheet, templates).encode())
    if as_json:
        common.say(_as_json(dossier, sheet, log, templates))
        return
    click.echo("\n".join(_text(dossier, sheet, log, templates)))
    if not by:
        click.echo("Nothing was logged; add --by NAME to log that you reviewed it.")


def opened(dossier: Dossier, log: Log, by: str) -> Log:
    """Logs that the sheet was opened; once for each who did, and not once it is approved."""
    try:
        permitting.draft(log, dossier.id)
    except UsageError as error:
        click.echo(f"That it was opened was not logged: {error}", err=True)
        return log
    last = log.events[-1]
    if not (isinstance(last, Opened) and last.by == by):
        dossier.append(Opened(at=common.now(), by=by), after=log.head)
    return dossier.log()


def _page(sheet: ReviewSheet, templates: Templates) -> str:
    """The sheet as one file for a browser: our style stands in it, before the practice's own."""
    style = (paths.TEMPLATES / "style.css").read_text(encoding="utf-8")
    page = to_html(sheet, templates=templates)
    return page.replace("<head>", f"<head><style>{style}</style>", 1)


def _text(dossier: Dossier, sheet: ReviewSheet, log: Log, templates: Templates) -> Iterator[str]:
    """The sheet as lines for a terminal."""
    yield f"{sheet.title} · sheet {sheet.mark}"
    yield f"case {sheet.label} ({sheet.case_id}), {sheet.patient}, dated {sheet.dated}"
    yield f"{log.state.value}; {dossier.folder / FILE_OF[sheet.document]}"
    yield ""
    for line in sheet.route:
        yield from _wrapped(f"{line.label}: ", line.value, 2)
    for warning in sheet.warnings:
        yield from _wrapped("Warning: ", warning, 2)
    for section, lines in groupby(items(sheet), lambda item: item.section):
        yield ""
        yield from headed(section, templates)
        for item in lines:
            yield from told(item)
    yield ""


def headed(section: str, templates: Templates) -> Iterator[str]:
    """The heading of a list and what to tick it means."""
    heading = heading_of(section, templates)
    yield from (text for text in (heading.heading.upper(),) if text)
    yield from _wrapped("", heading.meaning)


def told(item: Item) -> Iterator[str]:
    """One line of the sheet: its name, its words, its place in the record, what it asks for."""
    yield from _wrapped(f"  {item.name:4} ", words_of(item.line))
    for place in places_of(item.line):
        yield from _wrapped(" " * 7, f"[{place}]")
    if item.asks:
        yield from _wrapped(" " * 7, f"{item.asks}: {item.name}=...")


def words_of(line: Confirmed) -> str:
    """What a line says, without its name and place."""
    match line:
        case FactRow():
            told = (line.what, line.value, line.on.isoformat() if line.on else "")
            return _plain(" · ".join(text for text in told if text))
        case ReportRow():
            day = line.on.isoformat() if line.on else "no day"
            return _plain(f"{day} · {'; '.join(line.results)}")
        case ReviewItem():
            return _plain(" · ".join(text for text in (line.what, line.detail) if text))


def places_of(line: Confirmed) -> tuple[str, ...]:
    """Where what a line says stands in the record, each place once."""
    facts = (line,) if isinstance(line, FactRow) else getattr(line, "facts", ())
    read: dict[tuple[str, ...], list[Fact]] = {}
    for fact in facts:
        read.setdefault(tuple(filter(None, (fact.file, fact.sheet))), []).append(fact)
    places = [", ".join((*where, *_rows(found))) for where, found in read.items()]
    return tuple("; ".join((*places, *_exhibits(facts))) for _ in places[:1])


def _rows(facts: list[Fact]) -> tuple[str, ...]:
    rows = sorted({fact.row for fact in facts if fact.row is not None})
    parts = tuple(dict.fromkeys(fact.part for fact in facts if fact.part))
    if not rows:
        return parts
    return (f"{'row' if len(rows) == 1 else 'rows'} {', '.join(map(str, rows))}", *parts)


def _exhibits(facts: tuple[Fact, ...]) -> tuple[str, ...]:
    proved = dict.fromkeys((f.document, f.page) for f in facts if f.document)
    return tuple(f"Ex. {letter}{f' p. {page}' if page else ''}" for letter, page in proved)


def _as_json(
    dossier: Dossier, sheet: ReviewSheet, log: Log, templates: Templates
) -> dict[str, Any]:
    sections = groupby(items(sheet), lambda item: item.section)
    return {
        "case": sheet.case_id,
        "label": sheet.label,
        "state": log.state.value,
        "sheet": sheet.mark,
        "file": str(dossier.folder / FILE_OF[sheet.document]),
        "route": [line.model_dump(mode="json") for line in sheet.route],
        "warnings": list(sheet.warnings),
        "sections": [
            {
                "section": section,
                **heading_of(section, templates)._asdict(),
                "items": [item.model_dump(mode="json", exclude={"section"}) for item in lines],
            }
            for section, lines in sections
        ],
    }


def _wrapped(name: str, text: str, indent: int | None = None) -> Iterator[str]:
    yield from textwrap.wrap(
        text,
        _WIDTH,
        initial_indent=name,
        subsequent_indent=" " * (len(name) if indent is None else indent),
        break_long_words=False,
        break_on_hyphens=False,
    )


def _plain(text: str) -> str:
    return " ".join(text.split())
