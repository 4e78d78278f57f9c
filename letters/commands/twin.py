"""What verbs say of an edited Word file: every change in it, by name."""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NoReturn, get_args

import click

from letters.commands import common
from letters.dossier import Dossier, find
from letters.dossier.names import CASE
from letters.errors import ExitCode, UsageError
from letters.pipeline.twins import Twin, case_of, told, twin
from letters.rationale.naming import is_mark
from letters.twin import Change
from letters.twin.model import ChangeKind
from letters.twin.words import WeightKind

_SAYS: dict[ChangeKind, str] = {
    "negation": "a word that turns the meaning round, or what it stands before",
    "comparison": "a word that compares",
    "verdict": "a word that judges",
    "dosing": "a word that says how or how often a drug is given",
    "hedge": "a word that makes the statement less sure; the record does not ask for it here",
    "quotation": "somebody else's words stand in these quotation marks; undo it",
    "attestation": "what was attested on that day by that person; undo it, or record another "
    "attestation and write the case again",
    "adverse": "evidence against the treatment, which the letter tells with its reply, went or "
    "stands elsewhere",
    "dropped": "a required part of the letter went",
    "cut": "a sentence went",
    "added": "a sentence came that no fact and no statement carries",
    "moved": "it stands in another place",
    "reworded": "other words",
    "uncited": "no sentence cites this reference any more; it stays with its number",
    "template": "wording of the templates; change it with --templates",
    "margin": "the head or foot of the page; the final has its own",
    "figure": "another picture; the final draws its own from the values",
    "table": "rows and cells come from the export; undo it, or correct the export",
    "identity": "it comes from the export; undo it, or correct the export and write the case again",
    "unplaced": "a letter cannot have this here; undo it in the Word file",
    "wrong": "the library has this as a wrong statement; undo it",
    "older": "the file was made of another state of this letter; compare with the letter as it is",
}
_NEEDS = {
    "reason": "accept it with a reason",
    "name": "accept it by name",
    "undo": "it has to be undone",
}
_WEIGHTS = frozenset(get_args(WeightKind)) | {"reworded", "dropped"}
_KEPT = "it will not be in the final; take it by name to go on without it"
_UNDO = "this comes from the record; undo it, or correct the export and write the case again"
_OTHERWISE = "the rationale does not tell this here"
_ELSEWHERE = "the rationale tells this elsewhere, not here"


def verify_twin(
    context: click.Context, file: Path, named: Sequence[str], out: Path, as_json: bool
) -> NoReturn:
    """Compares an edited Word file with the letter of its case and prints every change.

    `named` is the case, by label, id or folder; without it, it is the one that the file tells.
    Exits with 0 if nothing is untraced or dropped, with 1 if not.
    """
    if len(named) > 1:
        raise UsageError("--docx compares one Word file with the letter of one case; name one case")
    content = file.read_bytes()
    dossier = _dossier(named[0] if named else _case_of(content), out)
    found = twin(dossier, content)
    if as_json:
        common.say(_as_json(dossier, found))
    else:
        show(dossier, found)
    context.exit(ExitCode.DONE if found.traced else ExitCode.NEEDS_PRACTICE)


def possible(context: click.Context, dossier: Dossier, file: Path, as_json: bool) -> Twin:
    """The changes in an edited Word file, if a letter can have them all; else says which not."""
    found = twin(dossier, file.read_bytes())
    if found.letter is None:
        if as_json:
            common.say(_as_json(dossier, found))
        else:
            show(dossier, found, err=True)
        context.exit(ExitCode.NEEDS_PRACTICE)
    return found


def check_edits(found: Twin, marks: Sequence[str]) -> None:
    """Whether names that were typed are of these changes; in another file they may mean others.

    Raises:
        UsageError: no mark was given, or another.
    """
    if not found.changes:
        return
    if not marks or not all(is_mark(mark, found.mark) for mark in marks):
        raise UsageError(
            "the names T1, T2, ... are those of one state of the Word file: give the mark that "
            "`letters verify --docx` shows of it now with --edits"
        )


def _as_json(dossier: Dossier, found: Twin) -> dict[str, object]:
    return {
        "case": dossier.id,
        "traced": found.traced,
        "edits": found.mark,
        "sha256": found.sha256,
        "changes": [change.model_dump(mode="json") for change in found.changes],
    }


def _dossier(name: str, out: Path) -> Dossier:
    folder = Path(name)
    return Dossier(folder.absolute()) if (folder / CASE).exists() else find(out, name)


def _case_of(content: bytes) -> str:
    name = case_of(content)
    if name is None:
        raise UsageError(
            "the Word file does not tell which case it belongs to (an editor has dropped it): name "
            "the case, as in `letters verify --docx FILE CASE`"
        )
    return name


def show(dossier: Dossier, found: Twin, *, err: bool = False) -> None:
    """Prints every change: its name, where it is, what stood there and what stands there now."""
    click.echo("\n".join(_lines(dossier, found)), err=err)


def _lines(dossier: Dossier, found: Twin) -> Iterator[str]:
    if not found.changes:
        yield f"Case {dossier.id}: the Word file says what the letter says, word for word."
        return
    changes = common.counted(len(found.changes), "change")
    yield f"Case {dossier.id}, edits {found.mark}: {changes}."
    for one in found.changes:
        yield "  " + ", ".join(filter(None, (f"{one.name} {one.kind}", one.place)))
        yield from (f"     {line}" for line in _said(one))
    yield _summary(found)


def _said(one: Change) -> Iterator[str]:
    """The sentence of one change, what changed in it, what that is and what it needs."""
    yield from told(one)
    if (one.before, one.after) != (one.was, one.now):
        yield f"changed: {one.before or 'nothing'} -> {one.after or 'nothing'}"
    if one.values:
        yield f"values: {'; '.join(one.values)}"
    if one.still:
        yield f"the final still tells {one.before} in: {'; '.join(one.still)}"
    says = _SAYS.get(one.kind, _OTHERWISE)
    if one.needs == "undo" and one.kind in _WEIGHTS:
        says = _UNDO
    elif one.elsewhere:
        says = _ELSEWHERE
    yield f"{says} [{_KEPT if one.kept and one.needs == 'name' else _NEEDS[one.needs]}]"


def _summary(found: Twin) -> str:
    counts = {needs: sum(one.needs == needs for one in found.changes) for needs in _NEEDS}
    if counts["undo"]:
        return f"{counts['undo']} of them have to be undone before the letter can be approved."
    if counts["reason"]:
        return f"{counts['reason']} of them need a reason of the clinician who approves."
    return "Nothing is untraced and nothing required is dropped; approve them by name."
