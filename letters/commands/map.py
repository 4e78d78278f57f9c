"""`letters map`: propose what the headings and words of exports mean."""

from collections.abc import Iterator, Sequence
from pathlib import Path

import click

from letters.case.vocabulary import Vocabulary
from letters.citations import load
from letters.commands import common
from letters.dossier import store
from letters.errors import ExitCode, UsageError
from letters.intake import ccda, fhir, sheets, x12
from letters.intake.limits import Limits, parse
from letters.intake.mapping import NONE
from letters.intake.opening.files import File, FileKind, open_all
from letters.intake.reading import Journal
from letters.intake.rows import Row
from letters.intake.sheets.proposing import Proposal, propose, written

_TABLES = (FileKind.WORKBOOK, FileKind.TEXT_TABLE)
_FHIR = (FileKind.FHIR_JSON, FileKind.FHIR_LINES, FileKind.FHIR_XML)


@click.command(
    "map",
    epilog="Example: letters map denials.csv remittance.835 --out mapping.yaml",
    short_help="Propose a mapping: what the headings and words of your exports mean.",
)
@common.exports
@click.option(
    "--out",
    type=common.NEW_FILE,
    default=Path("mapping.yaml"),
    help="The file to write.",
)
@click.option("--force", is_flag=True, help="Replace a file that is already there.")
@common.as_json
@click.pass_context
def map_(
    context: click.Context, given: common.Given, out: Path, force: bool, as_json: bool
) -> None:
    """Writes a mapping file for you to correct, with every heading and payer of the exports.

    What is known is filled in. What is not stands with null and, where there is one, a remark on
    what it may be; nothing is guessed. Give the file to `letters check` and `letters write` by
    --mapping.
    """
    if out.exists() and not force:
        raise UsageError(f"{out} is already there; choose another name or add --force")
    if not out.parent.is_dir():
        raise UsageError(f"{out}: its folder does not exist; make it first")
    journal = Journal()
    limits = parse(given.limits)
    vocabulary = load(given.citations).vocabulary
    files = open_all(given.exports, limits, journal)
    grids = sheets.open_grids(_of(files, *_TABLES), limits, journal)
    proposal = propose(grids, _rows(files, vocabulary, limits), vocabulary)
    store(out, written(proposal).encode())
    unread = [notice for notice in journal.reading(()).notices if notice.severity == "error"]
    for notice in unread:
        click.echo(f"error: {notice.file}: {notice.rule}; {notice.action}", err=True)
    _report(proposal, out, as_json)
    context.exit(ExitCode.INPUT if unread else ExitCode.DONE)


def _rows(files: Sequence[File], vocabulary: Vocabulary, limits: Limits) -> Iterator[Row]:
    """All that is asked or denied, for the payers that it names; remarks are `check`'s to make."""
    journal = Journal()
    given = (vocabulary, NONE, limits, journal)
    yield from sheets.read(_of(files, *_TABLES), *given)
    yield from x12.read(_of(files, FileKind.X12), vocabulary, limits, journal)
    yield from fhir.open_charts(_of(files, *_FHIR), *given).requests()
    yield from ccda.open_charts(_of(files, FileKind.CCDA), *given).requests()


def _of(files: Sequence[File], *kinds: FileKind) -> list[File]:
    return [file for file in files if file.kind in kinds]


def _report(proposal: Proposal, out: Path, as_json: bool) -> None:
    known = sum(sheet.known for sheet in proposal.sheets)
    if as_json:
        common.say(
            {
                "file": str(out),
                "reports": known,
                "sheets": len(proposal.sheets),
                "unknown headings": proposal.unknown,
                "payers": len(proposal.payers),
            }
        )
        return
    click.echo(
        f"wrote {out}: {known} reports of {len(proposal.sheets)} sheets, "
        f"{proposal.unknown} headings to decide, {len(proposal.payers)} payers"
    )
    click.echo(f"correct it, then: {common.called()} check EXPORT --mapping {out}")
