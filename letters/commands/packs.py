"""`letters packs check|show|new`: is the library sound, what does it say, a policy to fill in."""

import datetime as dt
import re
from itertools import takewhile
from pathlib import Path

import click

from letters.citations import Library, load
from letters.citations.checks import check as check_library
from letters.citations.criteria import AllGroup, AnyCriterion, AnyGroup, AtLeastGroup, NoneGroup
from letters.citations.loading import Loaded, load_with_readings
from letters.citations.pathway import Pathway
from letters.citations.policy import ID, Policy
from letters.citations.reader import Problem
from letters.commands import common
from letters.determination.worked import judge_worked
from letters.dossier import store
from letters.errors import ExitCode, UsageError
from letters.paths import CITATIONS

_SKELETON = CITATIONS / "policies" / "new-policy.txt"
_NAMED = re.compile(r"^id: .*$", re.MULTILINE)


@click.group(short_help="Check the library of citations, show a pathway, start a policy.")
def packs() -> None:
    """The library of citations: sources, terms, conditions, their pathways, payers' policies."""


@packs.command(epilog="Example: letters packs check", short_help="Check everything in the library.")
@common.citations
@common.policies
@common.as_of
@common.as_json
@click.pass_context
def check(
    context: click.Context,
    citations: Path,
    policies: Path | None,
    as_of: dt.datetime | None,
    as_json: bool,
) -> None:
    """Checks ids, terms, grades, adverse statements, policies, dates and worked cases."""
    problems = problems_of(citations, common.judged_on(as_of), policies)
    if as_json:
        common.say([problem.model_dump(mode="json") for problem in problems])
    else:
        for problem in problems:
            click.echo(str(problem))
        click.echo(f"{len(problems)} problems" if problems else _size(load(citations, policies)))
    context.exit(ExitCode.PACK if problems else ExitCode.DONE)


def _size(library: Library) -> str:
    worked = (*library.worked.values(), *library.worked_policies.values())
    confirmed = sum(bool(policy.spoken) for policy in library.policies.values())
    return (
        f"sound: {len(library.sources)} sources, {len(library.statements)} statements, "
        f"{len(library.pathways)} pathways, {len(library.policies)} policies "
        f"({confirmed} confirmed), {sum(len(one.cases) for one in worked)} worked cases, "
        f"digest {library.digest}"
    )


def problems_of(root: Path, today: dt.date, policies: Path | None = None) -> list[Problem]:
    """Everything wrong with the library under `root` and a practice's own policies.

    Worked cases are judged once nothing else is wrong.
    """
    loaded = load_with_readings(root, policies)
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
    short_help="Show a pathway or policy in plain words; without an id, list them.",
)
@click.argument("pathway", required=False)
@common.citations
@common.policies
@common.as_json
def show(pathway: str | None, citations: Path, policies: Path | None, as_json: bool) -> None:
    """Prints a pathway with what supports it and speaks against it, or a payer's policy."""
    library = load(citations, policies)
    known: dict[str, Pathway | Policy] = {**library.pathways, **library.policies}
    if pathway is None:
        _list({name: one.title for name, one in known.items()}, as_json)
        return
    if pathway not in known:
        raise UsageError(f"no pathway or policy '{pathway}'; `letters packs show` lists them")
    shown = known[pathway]
    if as_json:
        common.say(shown.model_dump(mode="json"))
    elif isinstance(shown, Policy):
        _show_policy(shown, library)
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


def _show_policy(policy: Policy, library: Library) -> None:
    click.echo(f"{policy.title}\n{policy.id}, {policy.payers[0]}")
    for label, value in (
        ("number", policy.number),
        ("in effect from", policy.effective),
        ("until", policy.until),
    ):
        click.echo(f"  {label}: {'not known' if value is None else value}")
    click.echo("\nCriteria")
    for one in policy.criteria:
        _criteria(one.criterion, 1)
        statement = library.statement(policy.cite(one.criterion.id))
        mark = "confirmed" if one.criterion.id in policy.spoken else "not confirmed"
        click.echo(
            f"    {one.locator}; {mark}; {statement.verification.level}, "
            f"{statement.verification.on}, {statement.verification.by}"
        )
    for heading, told in (
        ("Where a criterion is not met", [each.says for each in policy.exceptions]),
        ("Not read", policy.unread),
    ):
        if told:
            click.echo(f"\n{heading}")
        for text in told:
            click.echo(f"  {text}")


@packs.group(short_help="Start a file of your own.")
def new() -> None:
    """Files of your own to fill in."""


@new.command(
    epilog="Example: letters packs new policy PAYER/POLICY --to policies",
    short_help="Start a payer's policy.",
)
@click.argument("name", metavar="PAYER/POLICY")
@click.option(
    "--to",
    "folder",
    type=common.NEW_FOLDER,
    required=True,
    help="Your folder of policies.",
)
@click.option("--from", "exemplar", default=None, help="Begin with this shipped policy.")
@common.citations
@common.as_json
def policy(name: str, folder: Path, exemplar: str | None, citations: Path, as_json: bool) -> None:
    """Writes a policy to fill in, blank or from a shipped one, and says what to do next."""
    if not re.fullmatch(ID, name):
        raise UsageError(
            f"'{name}' is no name for a policy: PAYER/POLICY in small letters, digits and hyphens"
        )
    file = common.writable(folder) / f"{name}.yaml"
    if file.exists():
        raise UsageError(f"{file} is there already; change it, or choose another name")
    text = _started(name, _SKELETON.read_text("utf-8"), _copied(exemplar, citations))
    store(file, text.encode())
    if as_json:
        common.say({"file": file.as_posix()})
        return
    click.echo(f"written: {file}")
    click.echo("next: compare each line with the policy that the denial names and mend it;")
    click.echo("      fill in `confirmed` as the head of the file shows;")
    click.echo(f"      run: {common.called()} packs check --policies {folder}")


def _copied(exemplar: str | None, citations: Path) -> str | None:
    """The text of a shipped policy; what somebody confirmed there was not confirmed here."""
    if exemplar is None:
        return None
    found = load(citations).policies.get(exemplar)
    if found is None:
        raise UsageError(f"no policy '{exemplar}'; `letters packs show` lists them")
    if found.spoken:
        raise UsageError(f"'{exemplar}' carries confirmations; copy it by hand without them")
    return (citations / "policies" / f"{exemplar}.yaml").read_text("utf-8")


def _started(name: str, skeleton: str, copied: str | None) -> str:
    """The skeleton under a name, or the copied policy below the head of the skeleton."""
    if copied is None:
        return skeleton.replace("{id}", name)
    head = "".join(takewhile(_is_comment, skeleton.splitlines(keepends=True)))
    body = copied.splitlines(keepends=True)
    own = "".join(body[len(list(takewhile(_is_comment, body))) :])
    return head + _NAMED.sub(f"id: {name}", own, count=1)


def _is_comment(line: str) -> bool:
    return line.startswith("#")
