"""The command line: `letters VERB`. Each verb stands in its own file under `commands/`."""

import sys

import click

from letters import __version__
from letters.commands.approve import approve_
from letters.commands.check import check
from letters.commands.decided import decided
from letters.commands.demo import demo
from letters.commands.determine import determine
from letters.commands.explain import explain
from letters.commands.log import log
from letters.commands.map import map_
from letters.commands.outcomes import outcomes
from letters.commands.packet import packet
from letters.commands.packs import packs
from letters.commands.review import review
from letters.commands.schema import schema
from letters.commands.sent import sent
from letters.commands.sign import sign_
from letters.commands.templates import templates
from letters.commands.verify import verify
from letters.commands.workbook import workbook
from letters.commands.write import write
from letters.errors import ExitCode, LettersError, defect


@click.group(
    context_settings={"help_option_names": ["-h", "--help"]},
    epilog="Exit codes: 0 done, 1 some cases need something from the practice, 2 usage, 3 some "
    "input could not be read, 4 a pack is in error, 5 rendering failed, 70 a defect of ours.",
)
@click.version_option(__version__)
def letters() -> None:
    """Turns a practice export into letters of medical necessity and appeal.

    Start with `letters demo`, or `letters workbook intake.xlsx` and `letters write intake.xlsx`.
    """


def _mirror(command: click.Command, prefix: str) -> None:
    """Lets each option be given as a variable of the environment, as `LETTERS_WRITE_OUT`.

    Why not click's own prefix: it names the variable after the parameter, not after the option.
    """
    for option in command.params:
        if isinstance(option, click.Option):
            option.envvar = f"{prefix}_{option.opts[0].lstrip('-').replace('-', '_').upper()}"
    if isinstance(command, click.Group):
        for name, below in command.commands.items():
            _mirror(below, f"{prefix}_{name.upper()}")


for _verb in (
    write,
    check,
    determine,
    explain,
    map_,
    packs,
    templates,
    workbook,
    review,
    approve_,
    sign_,
    packet,
    sent,
    decided,
    log,
    outcomes,
    verify,
    schema,
    demo,
):
    _mirror(_verb, f"LETTERS_{_verb.name}".upper())
    letters.add_command(_verb)


def main() -> None:
    """Runs the command line and ends the process with its exit code."""
    try:
        letters()
    except LettersError as error:
        click.echo(f"error: {error}", err=True)
        sys.exit(error.exit_code)
    except Exception as error:
        click.echo(defect(error), err=True)
        sys.exit(ExitCode.DEFECT)
