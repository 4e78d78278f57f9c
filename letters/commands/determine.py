"""`letters determine`: judge without writing."""

import datetime as dt

import click

from letters.case import Case
from letters.citations import Library
from letters.commands import common
from letters.determination import Determination
from letters.determination.model import Finding
from letters.errors import ExitCode
from letters.pipeline import chosen, judge, routed

_MARKS = {"met": "✓", "not met": "✗", "unknown": "?"}


@click.command(
    epilog="Example: letters determine intake.xlsx --case LN-003",
    short_help="Judge each case and show every criterion.",
)
@common.exports
@common.only
@common.as_of
@common.as_json
@click.pass_context
def determine(
    context: click.Context,
    given: common.Given,
    only: tuple[str, ...],
    as_of: dt.datetime | None,
    as_json: bool,
) -> None:
    """Judges each case under every pathway that speaks to it and shows each criterion's truth."""
    library, reading = common.opened(given, only)
    errors = common.complain(reading)
    cases = chosen(reading, only)
    day = common.judged_on(as_of)
    judged = [_judged(case, library, day) for case in cases]
    if as_json:
        common.say([determination.model_dump(mode="json") for determination in judged])
    else:
        for case, determination in zip(cases, judged, strict=True):
            click.echo(f"{case.label} ({case.id}): {determination.outcome}")
            _show(determination, library)
    undetermined = any(determination.outcome == "undetermined" for determination in judged)
    code = ExitCode.NEEDS_PRACTICE if undetermined else ExitCode.DONE
    context.exit(ExitCode.INPUT if errors else code)


def _judged(case: Case, library: Library, day: dt.date) -> Determination:
    stated, routing = routed(case, library, day)
    return judge(stated, library, day, routing)


def _show(determination: Determination, library: Library) -> None:
    for service in determination.services:
        for judgement in service.judgements:
            applied = service.choice is not None and service.choice.pathway == judgement.pathway
            title = library.pathways[judgement.pathway].title
            click.echo(f"  {judgement.standing}: {title}{' (applied)' if applied else ''}")
            _tree(judgement.finding, 2)
    for policy in determination.policies:
        confirmed = f"{len(policy.confirmed)} of {len(policy.finding.children)} criteria confirmed"
        click.echo(f"  payer's policy: {library.policies[policy.policy].title} ({confirmed})")
        _tree(policy.finding, 2)
    if determination.plan is not None:
        _tree(determination.plan, 1)
    asked = [
        (gap.finding.ask or gap.finding.says) if gap.finding else gap.kind
        for gap in determination.gaps
    ]
    for question in dict.fromkeys(asked):
        click.echo(f"  gap: {question}")


def _tree(finding: Finding, depth: int) -> None:
    click.echo(f"{'  ' * depth}{_MARKS[finding.truth]} {finding.says} [{finding.truth}]")
    for child in finding.children:
        _tree(child, depth + 1)
