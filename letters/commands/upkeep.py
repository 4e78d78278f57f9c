"""What every verb on a case does besides its own: it keeps the line of the worklist up to date."""

import click

from letters import worklist
from letters.commands import common
from letters.dossier import Dossier
from letters.errors import LettersError


def kept_up(dossier: Dossier) -> Dossier:
    """The case itself; when the verb ends, however it does, the worklist tells where the case is.

    Why at its end: a case may be returned to draft by the very check that then stops the verb.
    """
    before = _head(dossier)

    def brought_up() -> None:
        if _head(dossier) != before:
            _bring_up(dossier)

    click.get_current_context().call_on_close(brought_up)
    return dossier


def _bring_up(dossier: Dossier) -> None:
    """Writes the line of a case in the worklist anew; warns where that cannot be done."""
    try:
        worklist.bring_up(dossier)
    except (LettersError, OSError):
        out = dossier.folder.parent
        click.echo(
            f"warning: the worklist under {out} was not brought up to date; `letters write` does",
            err=True,
        )


def unproved(entries: int, of: int) -> str:
    """What is said of the end of a log of which no mark tells."""
    last = common.counted(entries, "entry", "entries")
    return (
        f"The end of the log is not proved: its marks do not tell of the last {last} of {of}. "
        "Compare with a copy of your own, if you keep one."
    )


def _head(dossier: Dossier) -> str | None:
    try:
        return dossier.log().head
    except LettersError:
        return None
