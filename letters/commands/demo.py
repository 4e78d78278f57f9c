"""`letters demo`: example exports, and the main job done on them."""

import datetime as dt
from pathlib import Path

import click

from letters import paths
from letters.batch.docket import docket_of
from letters.citations import load
from letters.commands import common
from letters.commands.packet import LARGEST
from letters.commands.write import exit_code, report, run
from letters.dossier import find, store
from letters.errors import ExitCode
from letters.intake import read_tables, write_workbook
from letters.pipeline import CompanionKind, Wanted
from letters.pipeline.packing import Packing, bundle

AS_OF = dt.date(2026, 11, 22)
_MAPPING = "mapping.yaml"
_BOUND = "LN-002"
"""The case whose letter is bound with its exhibits."""


@click.command(
    epilog="Example: letters demo --out out",
    short_help="Write example exports of synthetic cases and their letters.",
)
@common.out
@common.as_json
@click.pass_context
def demo(context: click.Context, out: Path, as_json: bool) -> None:
    """Writes an example workbook and example exports to OUT, then does what `letters write` does.

    Then it binds one letter with its exhibits, as `letters packet` does; the exhibits of two cases
    lie beside the workbook. The exports are a remittance, claims, a chart and a denial report with
    their mapping; the practice has a folder of payers' policies and wants everything that may go
    with a letter. The patients are invented, the day of judgement is fixed, and cases that need
    something from the practice are part of the example: they do not count as a failure.
    """
    common.writable(out)
    policies = paths.EXAMPLES / "policies"
    intake, exports = out / "example-intake", out / "example-exports"
    workbook = intake / "intake.xlsx"
    copy(paths.EXAMPLES / "exhibits", intake)
    copy(paths.EXAMPLES / "exports", exports)
    library = load(paths.CITATIONS, policies)
    store(workbook, b"")  # Why first: what comes into it is for its owner only
    write_workbook(workbook, library.vocabulary, read_tables(paths.EXAMPLES / "intake"))
    given = common.Given(
        exports=(workbook, exports),
        mapping=exports / _MAPPING,
        limits=(),
        citations=paths.CITATIONS,
        policies=policies,
    )
    library, reading = common.opened(given)
    errors = common.complain(reading)
    everything = Wanted(companions=frozenset(CompanionKind))
    origin = common.origin(given, reading, everything, AS_OF)
    ran = run(docket_of(reading), library, out, origin, everything, as_json=as_json)
    report(ran, out, as_json)
    made = bundle(find(out, _BOUND), Packing(at=common.now(), limit=LARGEST))
    if not as_json:
        for name in made.names:
            click.echo(f"Bound with its exhibits: {find(out, _BOUND).folder / name}")
    code = exit_code(ran, errors)
    context.exit(ExitCode.DONE if code == ExitCode.NEEDS_PRACTICE else code)


def copy(source: Path, target: Path) -> None:
    """Lays the files of a folder into another, for their owner only like all that is written."""
    for path in sorted(source.rglob("*")):
        if path.is_file():
            store(target / path.relative_to(source), path.read_bytes())
