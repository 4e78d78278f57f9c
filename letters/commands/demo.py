"""`letters demo`: example exports, and the main job done on them."""

import datetime as dt
import shutil
from pathlib import Path

import click

from letters import paths
from letters.citations import load
from letters.commands import common
from letters.commands.write import exit_code, report, run
from letters.errors import ExitCode
from letters.intake import load_mapping, read, read_tables, write_workbook
from letters.pipeline import CompanionKind, Wanted

AS_OF = dt.date(2026, 11, 22)
_MAPPING = "mapping.yaml"


@click.command(
    epilog="Example: letters demo --out out",
    short_help="Write example exports of synthetic cases and their letters.",
)
@common.out
@common.as_json
@click.pass_context
def demo(context: click.Context, out: Path, as_json: bool) -> None:
    """Writes an example workbook and example exports to OUT, then does what `letters write` does.

    The exports are a remittance, claims, a chart and a denial report with their mapping; the
    practice has a folder of payers' policies and wants everything that may go with a letter. The
    patients are invented, the day of judgement is fixed, and cases that need something from the
    practice are part of the example: they do not count as a failure.
    """
    common.writable(out)
    library = load(paths.CITATIONS, paths.EXAMPLES / "policies")
    workbook, exports = out / "example-intake.xlsx", out / "example-exports"
    out.mkdir(parents=True, exist_ok=True)
    write_workbook(workbook, library.vocabulary, read_tables(paths.EXAMPLES / "intake"))
    shutil.copytree(paths.EXAMPLES / "exports", exports, dirs_exist_ok=True)
    mapping = load_mapping(exports / _MAPPING)
    reading = read([workbook, exports], library.vocabulary, mapping)
    errors = common.complain(reading)
    everything = Wanted(companions=frozenset(CompanionKind))
    finished = run(reading, library, out, AS_OF, wanted=everything)
    report(finished, out, as_json)
    code = exit_code(finished, errors)
    context.exit(ExitCode.DONE if code == ExitCode.NEEDS_PRACTICE else code)
