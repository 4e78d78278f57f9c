"""`letters templates check`: does a practice's own folder of templates keep the contract?"""

import re
from collections.abc import Iterable, Iterator
from pathlib import Path

import click

from letters import paths
from letters.citations import Library, load
from letters.commands import common
from letters.commands.demo import AS_OF
from letters.errors import ExitCode, RenderingError
from letters.intake import read as read_exports
from letters.pipeline import argue
from letters.pipeline.wanted import CompanionKind, Wanted
from letters.rationale.phrasing import Phrased, overheard
from letters.rationale.shown import shown
from letters.rendering.html import TEMPLATE_OF, Printable, to_html
from letters.templates import SHIPPED, Problem, Templates, fixed_words, read
from letters.templates.problem import errors


@click.group(short_help="Check a practice's own letterhead, logo, style and wording.")
def templates() -> None:
    """A practice's own templates: a folder laid over ours."""


@templates.command(
    epilog="Example: letters templates check examples/templates",
    short_help="Check a folder of templates against the contract and the example cases.",
)
@click.argument("folder", type=common.FOLDER)
@common.as_json
@click.pass_context
def check(context: click.Context, folder: Path, as_json: bool) -> None:
    """Checks every file of FOLDER, then makes each kind of document of the example cases with it.

    The folder may hold letterhead.yaml, logo.png (or .jpg, .svg), style.css, and templates that
    replace ours of the same name. It can change how documents look and what is wording, never what
    they have to say.
    """
    made, problems = problems_of(folder, load(paths.CITATIONS))
    wrong = errors(problems)
    if as_json:
        common.say([problem.model_dump(mode="json") for problem in problems])
    else:
        for problem in problems:
            click.echo(f"{problem.severity}: {problem}")
        click.echo(f"{len(wrong)} errors" if wrong else _size(made, len(problems)))
    context.exit(ExitCode.PACK if wrong else ExitCode.DONE)


def _size(made: Templates, warnings: int) -> str:
    parts = [f"{len(made.files)} templates", *(["letterhead"] if made.letterhead else [])]
    parts += [*(["logo"] if made.logo else []), *(["style"] if made.style else [])]
    return f"sound: {', '.join(parts)}; {warnings} warnings; digest {made.digest}"


def problems_of(folder: Path, library: Library) -> tuple[Templates, list[Problem]]:
    """The templates of a folder and everything wrong with them.

    Documents are made once the files by themselves are sound.
    """
    made, problems = read(folder)
    problems += _named(made, library)
    if errors(problems):
        return made, problems
    with overheard() as heard:
        documents = specimens(library)
    problems += [*_unlike(documents, made), *_unheard(made, heard)]
    if not errors(problems):
        problems += _unprintable(specimens(library, made), made)
    return made, list(dict.fromkeys(problems))


def specimens(library: Library, made: Templates = SHIPPED) -> list[Printable]:
    """Every document of the example cases, with all that can go with a letter."""
    exports = read_exports([paths.EXAMPLES / "intake"], library.vocabulary)
    wanted = Wanted(companions=frozenset(CompanionKind), templates=made)
    found: list[Printable | None] = []
    for case in exports.cases:
        argued = argue(case, library, AS_OF, exports, wanted)
        found += [argued.document, argued.review, *argued.companions, argued.fax]
    return [document for document in found if document is not None]


def _unlike(documents: Iterable[Printable], made: Templates) -> Iterator[Problem]:
    """Documents that do not say what ours say, or cannot be made."""
    reached: set[type[Printable]] = set()
    for document in documents:
        reached.add(type(document))
        try:
            to_html(document, templates=made)
        except RenderingError as error:
            yield _about(TEMPLATE_OF[type(document)], str(error))
    for kind, name in TEMPLATE_OF.items():
        if kind not in reached and name in made.files:
            yield _unseen(name)


def _unprintable(documents: Iterable[Printable], made: Templates) -> Iterator[Problem]:
    """Kinds of document that cannot be printed, that do not conform, or do not trace."""
    from letters.rendering import render  # Why here: the layout engine is slow to import
    from letters.verification import verify

    words = fixed_words(made) if made.overlaid else frozenset()
    for document in {one.document: one for one in documents}.values():
        name = TEMPLATE_OF[type(document)]
        try:
            pdf = render(document, templates=made).pdf
        except RenderingError as error:
            yield _about(name, str(error))
            continue
        failed = set(_failed_by(pdf))
        ours = set(_failed_by(render(document).pdf)) if failed else failed
        for profile, rule in sorted(failed - ours):
            yield _about(name, f"its PDF breaks {profile}: {rule}")
        found = verify(pdf, shown(document), words)
        for one in found.untraced:
            yield _about(name, f"'{one.text[:40]}' ({one.kind}) is printed and traces to nothing")
        for lost in found.lost:
            yield _about(name, f"{lost.place} ({lost.kind}) is not printed as it stands")


def _failed_by(pdf: bytes) -> Iterator[tuple[str, str]]:
    """The rules that a PDF breaks, where the validator is installed (extra `dev`)."""
    try:
        import page
    except ImportError:
        return
    for profile in (page.ValidationProfile.PDF_A_3A, page.ValidationProfile.PDF_UA_1):
        report = page.validate_pdf_bytes(pdf, profile=profile)
        for failure in report.failures:
            yield profile.name, failure.rule_id


def _unheard(made: Templates, heard: list[Phrased]) -> Iterator[Problem]:
    names = {f"sentences/{one.name}.j2" for one in heard}
    for name in made.files:
        if name.startswith("sentences/") and name not in names:
            yield _unseen(name)


def _named(made: Templates, library: Library) -> Iterator[Problem]:
    """Names of the library that the wording brings: they come from the case."""
    names = {
        word.casefold() for drug in library.vocabulary.drugs for word in (drug.name, *drug.aliases)
    }
    names |= {p.name.casefold() for d in library.vocabulary.drugs for p in d.products}
    ours = {word.casefold() for word in fixed_words(SHIPPED)}
    for file, text in made.files.items():
        own = fixed_words(Templates(files={file: text}))
        for word in sorted({word.casefold() for word in own} - ours):
            if word in names:
                yield Problem(
                    file=file,
                    line=_line(text, word),
                    what=f"the wording names the drug '{word}'",
                    rule="names of drugs come from the case, never from a template",
                    action="Take it out",
                )


def _line(text: str, word: str) -> int:
    found = re.search(re.escape(word), text, re.IGNORECASE)
    return text.count("\n", 0, found.start()) + 1 if found else 1


def _about(file: str, what: str) -> Problem:
    return Problem(
        file=file,
        what=what,
        rule="a document made with the folder says what ours says of the example cases",
        action="Compare it with ours and put back what is missing",
    )


def _unseen(file: str) -> Problem:
    return Problem(
        file=file,
        what="no example case reaches it",
        rule="its form was checked, but no document was made with it",
        action="Read it once more yourself",
        severity="warning",
    )
