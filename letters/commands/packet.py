"""`letters packet`: the letter and its exhibits in one file, or in parts that each stand alone."""

from pathlib import Path
from typing import Any

import click

from letters.commands import common
from letters.commands.upkeep import kept_up
from letters.dossier import Dossier, find
from letters.errors import ExitCode
from letters.packet import MEGABYTE, Remark
from letters.pipeline.packing import Bundle, Packing, UnpackedError, bundle

_UNSIGNED = (
    "the signature line of the letter is empty: print the letter, sign it, and bind its scan with "
    "--signed SCAN.pdf, or sign it with `letters sign`; then make the packet again"
)
LARGEST = 9 * MEGABYTE
"""Bytes of a file, if nothing else is said: below the 10 MB that some takers of appeals set."""


@click.command(
    epilog="Example: letters packet LN-002 --exhibits scans --fax",
    short_help="Bind the letter and its exhibits into one file, with index, stamps and bookmarks.",
)
@common.case
@common.exhibits_folder
@click.option("--fax", is_flag=True, help="Put the cover of a fax first; it counts all pages.")
@click.option(
    "--limit-mb",
    "limit",
    type=click.FloatRange(min=0.1, max=2000),
    default=LARGEST / MEGABYTE,
    show_default=True,
    help="The largest file in megabytes; pictures are reduced, then the packet is split.",
)
@click.option(
    "--signed",
    type=common.FILE,
    default=None,
    help="A scan (PDF) of the letter, printed and signed: bound in place of its own pages.",
)
@common.out
@common.as_json
@click.pass_context
def packet(
    context: click.Context,
    case: str,
    exhibits: Path | None,
    fax: bool,
    limit: float,
    signed: Path | None,
    out: Path,
    as_json: bool,
) -> None:
    """Binds the letter of CASE, an index and its exhibits, each page stamped, as packet.pdf.

    An exhibit that is missing, protected, damaged or not what its ending says stops the packet with
    a line that says so: none is ever left out, and the packet of before stays. Look at the remarks
    on exhibits before you send it. Of a letter that is not approved the packet is a draft, to look
    at: draft-packet.pdf, not logged.
    """
    dossier = kept_up(find(out, case))
    packing = Packing(
        at=common.now(),
        limit=round(limit * MEGABYTE),
        fax=fax,
        exhibits=exhibits,
        signed=signed,
    )
    try:
        made = bundle(dossier, packing)
    except UnpackedError as error:
        _refuse(dossier, error, as_json)
        context.exit(error.exit_code)
    _report(dossier, made, as_json)
    context.exit(ExitCode.DONE)


def _refuse(dossier: Dossier, error: UnpackedError, as_json: bool) -> None:
    if as_json:
        common.say({"case": dossier.id, "packet": None, "refused": error.told})
    for told in error.told:
        click.echo(f"error: {told}", err=True)
    click.echo(f"No packet was made of case {dossier.id}; nothing was left out.", err=True)


def _report(dossier: Dossier, made: Bundle, as_json: bool) -> None:
    for warning in (*made.warnings, *([] if made.signed or made.draft else [_UNSIGNED])):
        click.echo(f"warning: {warning}", err=True)
    for remark in made.remarks:
        click.echo(f"look at {_told(remark)}", err=True)
    if as_json:
        common.say(_as_json(dossier, made))
        return
    for name, file in zip(made.names, made.packet.files, strict=True):
        size = len(file.content) / MEGABYTE
        held = f"exhibits {', '.join(file.exhibits)}" if file.exhibits else "the letter alone"
        click.echo(f"{dossier.folder / name}: {file.pages} pages, {size:.1f} MB, {held}")
    if made.packet.dots:
        click.echo(f"Pictures were reduced to {made.packet.dots} dots an inch to fit the limit.")
    if made.draft:
        click.echo("The letter is not approved: this is a draft to look at, and was not logged.")


def _told(remark: Remark) -> str:
    where = f"exhibit {remark.letter}" if remark.letter else "the signed letter"
    page = f", page {remark.page}" if remark.page else ""
    return f"{where}{page}: {remark.says}"


def _as_json(dossier: Dossier, made: Bundle) -> dict[str, Any]:
    return {
        "case": dossier.id,
        "draft": made.draft,
        "signed": made.signed,
        "packet": [
            {
                "file": str(dossier.folder / name),
                "bytes": len(file.content),
                "pages": file.pages,
                "exhibits": file.exhibits,
            }
            for name, file in zip(made.names, made.packet.files, strict=True)
        ],
        "pages": made.packet.pages,
        "letter_sha256": made.packet.sha256,
        "dots": made.packet.dots,
        "warnings": made.warnings,
        "remarks": [remark.model_dump() for remark in made.remarks],
    }
