"""`letters explain`: every sentence with the facts and statements that it rests on."""

import datetime as dt

import click

from letters.citations import Library
from letters.commands import common
from letters.errors import ExitCode
from letters.pipeline import Wanted, argue, chosen
from letters.rationale.model import Cited, Claim, Fact, GapQuestion
from letters.rationale.walk import parts


@click.command(
    epilog="Example: letters explain intake.xlsx --case LN-003",
    short_help="Show where each sentence of a letter or sheet comes from.",
)
@common.exports
@common.wanted
@common.only
@common.as_of
@common.as_json
@click.pass_context
def explain(
    context: click.Context,
    given: common.Given,
    wanted: Wanted,
    only: tuple[str, ...],
    as_of: dt.datetime | None,
    as_json: bool,
) -> None:
    """Prints each sentence with its facts (file, sheet, row) and its statements.

    The questions of a gap sheet follow, each with why it is asked and the statements behind it.

    A statement is shown with its source, locator, grade in the source's own scale, and how and
    when it was verified.
    """
    library, reading = common.opened(given, only)
    errors = common.complain(reading)
    explained = []
    for case in chosen(reading, only):
        document = argue(case, library, common.judged_on(as_of), reading, wanted).document
        claims = [claim for claim in parts(document, Claim) if claim.text]
        questions = list(parts(document, GapQuestion))
        explained.append((case.label, document.document, claims, questions))
    if as_json:
        common.say(
            [
                {
                    "case": label,
                    "document": kind,
                    "sentences": [claim.model_dump(mode="json") for claim in claims],
                    "questions": [question.model_dump(mode="json") for question in questions],
                }
                for label, kind, claims, questions in explained
            ]
        )
    else:
        for label, kind, claims, questions in explained:
            click.echo(f"{label}: {kind}")
            for claim in claims:
                _show(claim, library)
            for question in questions:
                _ask(question, library)
    context.exit(ExitCode.INPUT if errors else ExitCode.DONE)


def _show(claim: Claim, library: Library) -> None:
    click.echo(f"\n{claim.id}  {claim.text}")
    for fact in claim.facts:
        click.echo(f"    fact: {_fact(fact)}")
    for cited in claim.citations:
        click.echo(f"    statement: {_statement(cited, library)}")
    if not claim.facts and not claim.citations:
        click.echo("    from the determination and the request alone")


def _ask(question: GapQuestion, library: Library) -> None:
    click.echo(f"\nquestion {question.number}  {question.question}\n    why: {question.why}")
    click.echo(f"    who: {question.who}; {question.where}")
    for cited in question.citations:
        click.echo(f"    statement: {_statement(cited, library)}")


def _fact(fact: Fact) -> str:
    row = f"row {fact.row}" if fact.row is not None else ""
    place = [fact.file, f"sheet {fact.sheet}" if fact.sheet else "", row, fact.part or ""]
    day = f" on {fact.on}" if fact.on else ""
    return f"{fact.what} {fact.value}{day} — {', '.join(p for p in place if p)}"


def _statement(cited: Cited, library: Library) -> str:
    verification = library.statement(cited.statement).verification
    unverified = library.statement(cited.statement).grade.unverified
    grade = cited.grade or ("grade not yet verified" if unverified else "ungraded")
    checked = (
        f"{verification.level} on {verification.on}, {verification.where or 'place not given'}"
    )
    return f"[{cited.number}] {cited.statement}, {cited.locator}; {grade}; {checked}"
