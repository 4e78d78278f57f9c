"""`letters verify`: whether a finished PDF, or all of a case, is what it should be."""

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import click

from letters.commands import common
from letters.commands.twin import verify_twin
from letters.commands.upkeep import unproved
from letters.dossier import Dossier, find
from letters.dossier.names import CASE
from letters.errors import ExitCode, LettersError, UsageError
from letters.pipeline.verdicts import LogTells, Measure, Verdict, Whole, verdict, whole
from letters.signing import Signature, certificates
from letters.templates import fixed_words
from letters.templates import opened as open_templates
from letters.verification import Verification

_LONGEST = 4000
"""Characters of a path; to ask the system of a longer one is an error."""
_LIKE_A_PATH = re.compile(r"[/\\]|\.pdf$", re.IGNORECASE)


@click.command(
    epilog="Example: letters verify out/c-0123456789/signed.pdf",
    short_help="Trace finished PDFs to their rationale; check signature, approval and log.",
)
@click.argument("targets", metavar="FILE|FOLDER|CASE...", nargs=-1)
@click.option(
    "--rationale",
    type=common.FILE,
    default=None,
    help="Trace it to this rationale.json instead of the one that it carries.",
)
@click.option(
    "--trust",
    type=common.FILE,
    default=None,
    help="Certificates (PEM) that you trust; a signature must lead to one of them.",
)
@click.option(
    "--docx",
    type=common.FILE,
    default=None,
    help="List every change in this edited Word file of the letter of CASE.",
)
@common.templates
@common.out
@common.as_json
@click.pass_context
def verify(
    context: click.Context,
    targets: tuple[str, ...],
    rationale: Path | None,
    trust: Path | None,
    docx: Path | None,
    templates: Path | None,
    out: Path,
    as_json: bool,
) -> None:
    """Says of each PDF that letters wrote, or of a case's whole folder, whether it is as it was.

    Traces every number, date, code, dose and name to the rationale and back; checks the signature
    and that it covers every byte; and, where the log of the case stands beside the file, who
    approved it and that nothing changed since. A signature tells that the file is whole; whose it
    is, is checked only with --trust. Nothing is asked of any network, so neither is whether a
    certificate was revoked. What does not trace are the patient's values; keep them out of logs.
    Exits with 0 if all is well, with 1 if anything is not.

    With --docx it lists every change in an edited Word file by name, and exits with 1 if any value
    does not trace to its place or any required part of the letter is missing. CASE may be left out
    where the file itself tells it.
    """
    if docx:
        verify_twin(context, docx, targets, out, as_json)
    if not targets:
        raise UsageError("name what to verify: a PDF, the folder of a case, or a case")
    measure = Measure(
        at=common.now(),
        roots=certificates(trust.read_bytes()) if trust else (),
        rationale=rationale.read_bytes() if rationale else None,
        words=fixed_words(open_templates(templates)) if templates else frozenset(),
    )
    judges = [_judge(target, out, measure) for target in targets]
    found, code = _each(targets, judges)
    if as_json:
        told = [_as_json(one) for one in found]
        common.say(told[0] if len(judges) == 1 else told)
    else:
        click.echo("\n\n".join("\n".join(_lines(one)) for one in found))
    context.exit(code)


Judged = Verdict | Whole


def _judge(target: str, out: Path, measure: Measure) -> Callable[[], Judged]:
    """What judges a file, the folder of a case, or a case by its label or id."""
    path = Path(target if len(target) <= _LONGEST else "")
    if path.is_file():
        return lambda: verdict(path, measure)
    if path.is_dir() and (path / CASE).exists():
        return lambda: whole(Dossier(path.absolute()), measure)
    if path.is_dir() or _LIKE_A_PATH.search(target):
        raise UsageError(
            f"{target} is neither a file nor the folder of a case; name a PDF, a folder under "
            "--out, or a case by its label or id"
        )
    dossier = find(out, target)
    return lambda: whole(dossier, measure)


def _each(
    targets: tuple[str, ...], judges: list[Callable[[], Judged]]
) -> tuple[list[Judged], ExitCode]:
    """Judges each; of several the others are judged too where one cannot be read."""
    found: list[Judged] = []
    code = ExitCode.DONE
    for target, judge in zip(targets, judges, strict=True):
        try:
            found.append(judge())
            worst = ExitCode.DONE if found[-1].ok else ExitCode.NEEDS_PRACTICE
        except LettersError as error:
            if len(judges) == 1:
                raise
            click.echo(f"error: {target}: {error}", err=True)
            worst = error.exit_code
        code = max(code, worst)
    return found, code


def _as_json(found: Judged) -> dict[str, Any]:
    """A file as a flat object, with its trace in it; a folder with such objects in `files`."""
    if isinstance(found, Whole):
        told = found.model_dump(mode="json", exclude={"files"})
        return told | {"files": [_as_json(one) for one in found.files]}
    told = found.model_dump(mode="json", exclude={"about", "trace"})
    trace = found.trace.model_dump(mode="json") if found.trace else {}
    return found.about | trace | {"traced": found.trace is not None} | told


def _lines(found: Judged) -> Iterator[str]:
    if isinstance(found, Verdict):
        yield from _of_file(found)
        return
    entries = common.counted(found.entries, "entry", "entries")
    listed = "a manifest" if found.manifest else "no manifest"
    yield f"case {found.case_id}: {found.state}; a log of {entries}, {listed}"
    for fault in found.faults:
        yield f"  wrong: {fault}"
    if not found.faults:
        yield "Log, manifest and files agree."
    if found.unmarked:
        yield unproved(found.unmarked, found.entries)
    for one in found.files:
        yield ""
        yield f"{one.file}:"
        yield from (f"  {line}" for line in _of_file(one))


def _of_file(found: Verdict) -> Iterator[str]:
    if found.trace is not None:
        yield from _of_trace(found.about, found.trace, found.approval)
    elif not found.faults:
        yield "Carries no rationale, so nothing in it was traced."
    yield from _of_signature(found.signature)
    yield _of_approval(found)
    for fault in found.faults:
        yield f"wrong: {fault}"


def _of_trace(about: dict[str, Any], found: Verification, approval: LogTells) -> Iterator[str]:
    carried = "carries a rationale" if found.embedded else "carries no rationale"
    pages = common.counted(found.pages, "page")
    yield f"{about['document']} of case {about['case_id']}, dated {about['dated']}"
    yield f"{about['library']}, {about['tool']}; {pages}; {carried}"
    if found.ok and not approval.changes:
        yield "Everything traces: nothing is lost, nothing is told beyond the rationale."
    elif found.ok:
        yield "Everything traces to the rationale of this wording, which a person changed."
    if approval.changes:
        yield _of_changes(approval)
    if found.ok:
        return
    yield f"Does not trace: {len(found.untraced)} untraced, {len(found.lost)} lost."
    for each in found.untraced:
        place = f"page {each.page}" if each.page else "the file itself"
        told = f": {each.text}" if each.text else ""
        yield f"  untraced {each.kind} on {place}{told}"
    for lost in found.lost:
        yield f"  lost {lost.kind} at {lost.place}{f': {lost.text}' if lost.text else ''}"


def _of_changes(approval: LogTells) -> str:
    """What of a letter's wording is not what was argued of the record, and who answers for it."""
    count, on = common.counted(len(approval.changes), "changed passage"), f"{approval.at:%Y-%m-%d}"
    names, reasoned = common.ranges(approval.changes), common.ranges(approval.reasoned)
    why = f"; untraced or required, so with a reason (see `letters log`): {reasoned}"
    told = f"  {count}, each accepted by name by {approval.by} on {on}: {names}"
    return f"{told}{why if reasoned else ''}"


def _of_signature(found: Signature) -> Iterator[str]:
    if found.state == "none":
        yield "Not signed."
        return
    if found.state == "broken":
        yield "Signature BROKEN."
        return
    yield "Signature intact; it covers the whole file."
    when = f", on {found.claimed:%Y-%m-%d %H:%M %Z} by the signer's clock" if found.claimed else ""
    yield f"  Certificate of {found.subject}, issued by {found.issuer}{when}"
    if found.stamp is not None:
        stamp = found.stamp
        yield f"  Timestamp of {stamp.at:%Y-%m-%d %H:%M %Z} by {stamp.by} ({stamp.identity})"
    if found.identity == "not checked":
        yield "  Identity not checked: anyone can make a certificate with that name; see --trust."
    else:
        yield f"  Identity {found.identity}"


def _of_approval(found: Verdict) -> str:
    approval = found.approval
    if not approval.log:
        return "No log beside it: who approved it, or changed its wording, is not told."
    case = f"the case is {approval.state}" if approval.state else "the log cannot be read"
    if approval.at is None:
        return f"The log tells of no approval of this file; {case}."
    back = f"; TAKEN BACK on {approval.taken_back:%Y-%m-%d}" if approval.taken_back else ""
    on = f"{approval.at:%Y-%m-%d}"
    return f"Approved by {approval.by}, NPI {approval.npi}, on {on}{back}; {case}."
