"""The command line: `letters VERB`. Each verb stands in its own file under `commands/`."""

import atexit
import gc
import os
import sys
import threading
from importlib import import_module
from pathlib import Path
from types import ModuleType
from typing import NoReturn

import click

from letters import __version__
from letters.errors import ExitCode, LettersError, defect, unkept

VERBS = (
    "approve",
    "check",
    "cluster",
    "decided",
    "demo",
    "determine",
    "explain",
    "log",
    "map",
    "outcomes",
    "packet",
    "packs",
    "review",
    "schema",
    "sent",
    "sign",
    "templates",
    "verify",
    "watch",
    "workbook",
    "write",
)
"""Each is the name of its file under `commands/` and of the command in it."""


class Verbs(click.Group):
    """The verbs, each imported when it is called: none waits for what only another needs."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """All names; nothing is imported for them."""
        return list(VERBS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The verb of that name; None where there is none.

        Then all are imported, since click proposes one of those that it has.
        """
        for verb in (cmd_name,) if cmd_name in VERBS else VERBS:
            if verb not in self.commands:
                self.add_command(_imported(verb))
        return self.commands.get(cmd_name)

    def invoke(self, ctx: click.Context) -> object:
        """Runs a verb; one that somebody stopped, also at a question, ends with the code for it."""
        try:
            return super().invoke(ctx)
        except (KeyboardInterrupt, click.Abort):
            click.echo("stopped", err=True)
            ctx.exit(ExitCode.STOPPED)


def _imported(verb: str) -> click.Command:
    within = vars(_module(verb)).values()
    commands = (each for each in within if isinstance(each, click.Command))
    found = next(command for command in commands if command.name == verb)
    _mirror(found, f"LETTERS_{verb.upper()}")
    return found


def _module(verb: str) -> ModuleType:
    os.environ.setdefault("PYDANTIC_DISABLE_PLUGINS", "__all__")  # else all packages are searched
    found = import_module(f"letters.commands.{verb}")
    if not gc.isenabled():  # as `run` begins; what was imported lasts
        gc.freeze()
        gc.enable()
    return found


def _is_plain() -> bool:
    """Whether the fast path is off: then Python and WeasyPrint do as they do by themselves."""
    return os.environ.get("LETTERS_SHORTCUTS") == "off"


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


@click.group(
    cls=Verbs,
    context_settings={"help_option_names": ["-h", "--help"]},
    epilog="Exit codes: 0 done, 1 some cases need something from the practice, 2 usage, 3 some "
    "input could not be read, 4 a pack is in error, 5 rendering failed, 6 what was made could not "
    "be kept, 70 a defect of ours, 130 stopped.",
)
@click.version_option(__version__)
def letters() -> None:
    """Turns a practice export into letters of medical necessity and appeal.

    Start with `letters demo`, or `letters workbook intake.xlsx` and `letters write intake.xlsx`.
    """
    from letters import kept  # Why here: who only asks for the version waits for no verb

    kept.keep_in(cache_folder())
    if _is_plain():
        from letters import shortcuts

        shortcuts.switch_off()  # documents are the same, and take twice as long


def cache_folder() -> Path | None:
    """The folder for what need not be worked out at each start: LETTERS_CACHE, or the user's own.

    None for `off`, and for a user without a home.
    """
    named = os.environ.get("LETTERS_CACHE")
    if named:
        return None if named == "off" else Path(named)
    above = os.environ.get("XDG_CACHE_HOME") or os.path.expanduser("~/.cache")  # noqa: PTH111
    return Path(above) / "letters" if Path(above).is_absolute() else None


def _own(error: OSError) -> str:
    """The file of which an error tells, where its name is one of ours; another may hold a name."""
    from letters.dossier import names  # Why here: no start waits for what only a fault needs

    name = Path(error.filename).name if isinstance(error.filename, str) else ""
    name = name.removeprefix(".").removesuffix(".part")
    return name if name in vars(names).values() else "a file"


def main() -> None:
    """Runs the command line and ends the process with its exit code."""
    try:
        letters()
    except LettersError as error:
        click.echo(f"error: {error}", err=True)
        sys.exit(error.exit_code)
    except OSError as error:
        told = unkept(error, _own(error))
        click.echo(f"error: {told}" if told else defect(error), err=True)
        sys.exit(told.exit_code if told else ExitCode.DEFECT)
    except Exception as error:
        click.echo(defect(error), err=True)
        sys.exit(ExitCode.DEFECT)


def run() -> NoReturn:
    """Runs the command line as a process of its own, whose start and end are short.

    Nothing is looked through for garbage until the verb was imported. At the end, whatever is to be
    done is done and what was printed is written; freeing the library, the layout engine and its
    documents one object after another is left to the system.
    """
    if not _is_plain():
        gc.disable()
    try:
        main()
        code: int | str | None = 0
    except SystemExit as ended:
        code = ended.code
    if _is_plain() or not (code is None or isinstance(code, int)) or threading.active_count() > 1:
        sys.exit(code)
    atexit._run_exitfuncs()
    try:
        for stream in (sys.stdout, sys.stderr):
            if stream is not None:
                stream.flush()
    except (OSError, ValueError):  # Python has its own words and exit code for this
        sys.exit(code)
    os._exit((code or 0) & 0xFF)
