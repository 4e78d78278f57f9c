"""`letters packs check|show`: is the library of citations sound, and what does it say?"""

import datetime as dt
from pathlib import Path

import click

from letters.citations import Library, load
from letters.citations.checks import check as check_library
from letters.citations.criteria import AllGroup, AnyCriterion, AnyGroup, AtLeastGroup, NoneGroup
from letters.citations.library import Loaded, load_with_readings
from letters.citations.pathway import Pathway
from letters.citations.reader import Problem
from letters.commands import common
from letters.determination.worked import judge_worked
from letters.errors import ExitCode, UsageError


@click.group(short_help="Check the library of citations, or show a pathway.")
def packs() -> None:
    """The library of citations: sources, terms, conditions and their pathways."""


@packs.command(epilog="Example: letters packs check", short_help="Check everything in the library.")
@common.citations
@common.as_of
@common.as_json
@click.pass_context
def check(
    context: click.Context, citations: Path, as_of: dt.datetime | None, as_json: bool
) -> None:
    """Checks ids, terms, grades, adverse statements, verification dates and worked cases."""
    problems = problems_of(citations, common.judged_on(as_of))
    if as_json:
        common.say([problem.model_dump(mode="json") for problem in problems])
    else:
        for problem in problems:
            click.echo(str(problem))
        click.echo(f"{len(problems)} problems" if problems else _size(load(citations)))
    context.exit(ExitCode.PACK if problems else ExitCode.DONE)


def _size(library: Library) -> str:
    cases = sum(len(worked.cases) for worked in library.worked.values())
    return (
        f"sound: {len(library.sources)} sources, {len(library.statements)} statements, "
        f"{len(library.pathways)} pathways, {cases} worked cases, digest {library.digest}"
    )


def problems_of(root: Path, today: dt.date) -> list[Problem]:
    """Everything wrong with the library under `root`.

    Worked cases are judged once nothing else is wrong.
    """
    loaded = load_with_readings(root)
    if not isinstance(loaded, Loaded):
        return loaded
    problems = check_library(loaded, today)
    return problems or _misjudged(loaded)


def _misjudged(loaded: Loaded) -> list[Problem]:
    files = {
        reading.value["pathway"]: reading
        for reading in loaded.readings.values()
        if isinstance(reading.value, dict) and "pathway" in reading.value
    }
    return [
        Problem(
            file=files[wrong.pathway].file,
            line=files[wrong.pathway].line_of_text(wrong.case),
            what=f"'{wrong.case}': {wrong.what}",
        )
        for wrong in judge_worked(loaded.library)
    ]


@packs.command(
    epilog="Example: letters packs show, which lists ids; then letters packs show ID",
    short_help="Show a pathway in plain words; without an id, list them.",
)
@click.argument("pathway", required=False)
@common.citations
@common.as_json
def show(pathway: str | None, citations: Path, as_json: bool) -> None:
    """Prints a pathway: its criteria, what supports it, what speaks against it and the answer."""
    library = load(citations)
    if pathway is None:
        listing = {p.id: p.title for p in library.pathways.values()}
        _list(listing, as_json)
        return
    if pathway not in library.pathways:
        raise UsageError(f"no pathway '{pathway}'; `letters packs show` lists them")
    shown = library.pathways[pathway]
    if as_json:
        common.say(shown.model_dump(mode="json"))
    else:
        _show(shown, library)


def _list(titles: dict[str, str], as_json: bool) -> None:
    if as_json:
        common.say(titles)
        return
    for name, title in titles.items():
        click.echo(f"{name}  {title}")


def _show(pathway: Pathway, library: Library) -> None:
    click.echo(f"{pathway.title}\n{pathway.id}, {pathway.setting}")
    click.echo("\nCriteria")
    _criteria(pathway.criteria, 1)
    for heading, statements in (
        ("Supported by", pathway.supported_by),
        ("Background", pathway.background),
        ("Evidence", pathway.evidence),
    ):
        if statements:
            click.echo(f"\n{heading}")
        for statement in statements:
            _statement(statement, library)
    if pathway.answers:
        click.echo("\nAgainst, and answered")
    for reply in pathway.answers:
        for statement in reply.to:
            _statement(statement, library)
        click.echo(f"    answer: {reply.because}")


def _statement(full_id: str, library: Library) -> None:
    source, statement = library.source_of(full_id), library.statement(full_id)
    grade = library.grade(full_id) or "ungraded"
    click.echo(f"  {source.short} {statement.says}")
    click.echo(f"    {full_id}, {statement.locator}; {grade}; {statement.verification.level}")


def _criteria(criterion: AnyCriterion, depth: int) -> None:
    click.echo(f"{'  ' * depth}- {criterion.says} [{criterion.kind}]")
    if isinstance(criterion, AllGroup | AnyGroup | AtLeastGroup | NoneGroup):
        for child in criterion.of:
            _criteria(child, depth + 1)
