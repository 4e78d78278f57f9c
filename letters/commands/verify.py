"""`letters verify`: whether a finished PDF and its rationale tell the same."""

from pathlib import Path
from typing import Any

import click

from letters.commands import common
from letters.errors import ExitCode
from letters.templates import fixed_words
from letters.templates import opened as open_templates
from letters.verification import NoRationaleError, Verification, rationale_of, read, traced

_ABOUT = ("document", "case_id", "dated", "library", "tool")


@click.command(
    epilog="Example: letters verify out/c-0123456789/letter.pdf",
    short_help="Trace a finished PDF to the rationale that it carries.",
)
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option(
    "--rationale",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    default=None,
    help="Trace it to this rationale.json instead of the one that it carries.",
)
@click.option(
    "--templates",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    default=None,
    help="The practice's folder of templates by which it was made.",
)
@common.as_json
@click.pass_context
def verify(
    context: click.Context,
    file: Path,
    rationale: Path | None,
    templates: Path | None,
    as_json: bool,
) -> None:
    """Reads FILE, a PDF that letters wrote, and traces every number, date, code, dose and name.

    Prints what the document is and what does not trace: what it tells and its rationale does not,
    and what its rationale tells and it does not. Those are the patient's values; keep them out of
    logs. Exits with 0 if everything traces, with 1 if not or if there is no rationale.
    """
    words = fixed_words(open_templates(templates)) if templates else frozenset()
    reading = read(file.read_bytes())
    try:
        told = rationale_of(reading, rationale.read_bytes() if rationale else None)
        found = traced(reading, told, words)
    except NoRationaleError as error:
        click.echo(f"error: {error}", err=True)
        context.exit(ExitCode.NEEDS_PRACTICE)
    about = {key: told.get(key) for key in _ABOUT}
    if as_json:
        common.say(about | found.model_dump(mode="json"))
    else:
        _show(about, found)
    context.exit(ExitCode.DONE if found.ok else ExitCode.NEEDS_PRACTICE)


def _show(about: dict[str, Any], found: Verification) -> None:
    carried = "carries a rationale" if found.embedded else "carries no rationale"
    pages = f"{found.pages} {'page' if found.pages == 1 else 'pages'}"
    click.echo(f"{about['document']} of case {about['case_id']}, dated {about['dated']}")
    click.echo(f"{about['library']}, {about['tool']}; {pages}; {carried}")
    if found.ok:
        click.echo("Everything traces: nothing is lost, nothing is told beyond the rationale.")
        return
    click.echo(f"Does not trace: {len(found.untraced)} untraced, {len(found.lost)} lost.")
    for each in found.untraced:
        place = f"page {each.page}" if each.page else "the file itself"
        told = f": {each.text}" if each.text else ""
        click.echo(f"  untraced {each.kind} on {place}{told}")
    for lost in found.lost:
        click.echo(f"  lost {lost.kind} at {lost.place}{f': {lost.text}' if lost.text else ''}")
