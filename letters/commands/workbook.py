"""`letters workbook`: a blank intake workbook."""

from pathlib import Path

import click

from letters.citations import load
from letters.commands import common
from letters.dossier import store
from letters.errors import UsageError
from letters.intake import write_workbook


@click.command(
    epilog="Example: letters workbook intake.xlsx",
    short_help="Write a blank intake workbook to fill in.",
)
@click.argument("file", type=common.NEW_FILE)
@click.option("--force", is_flag=True, help="Replace a file that is already there.")
@common.citations
@common.as_json
def workbook(file: Path, force: bool, citations: Path, as_json: bool) -> None:
    """Writes a workbook with a sheet for each table, drop-downs, notes and one example row."""
    if file.suffix.lower() != ".xlsx":
        raise UsageError(f"{file}: a workbook's name ends in .xlsx")
    if not file.parent.is_dir():
        raise UsageError(f"{file}: its folder does not exist; make it first")
    if file.exists() and not force:
        raise UsageError(f"{file} is already there; choose another name or add --force")
    vocabulary = load(citations).vocabulary
    store(file, b"")  # Why first: what is filled in later is for its owner only
    write_workbook(file, vocabulary)
    if as_json:
        common.say({"file": str(file)})
    else:
        click.echo(f"wrote {file}; fill it in, then: {common.called()} write {file}")
