"""What the record itself holds on one stated reason: each answer begins with it."""

from collections.abc import Iterator, Sequence

from letters.case.evidence import GIVEN, Attestation
from letters.case.vocabulary import DenialReason
from letters.determination.matter import Matter
from letters.determination.model import Finding, Judgement
from letters.rationale import measured, tables
from letters.rationale.model import Claim
from letters.rationale.plan import Argued
from letters.rationale.told import holding
from letters.rationale.writer import Writer
from letters.truth import Truth

_DATED = ("measure", "change", "category")
"""Kinds of criteria that a dated result or report decides."""


def shown(
    writer: Writer,
    matter: Matter,
    argued: Sequence[Argued],
    reason: DenialReason,
    quoted: str,
) -> Iterator[Claim]:
    """The facts on a reason, those on what the payer's words name before all others."""
    if reason.answered_by == "alternatives":
        names = measured.named(writer, quoted)
        notes = _notes(writer, argued, names)
        yield from (measured.noted(writer, note) for note in notes)
        yield from _courses(writer, matter, names)
        yield from _standing(writer, argued, reason)
        yield from _untried(writer, matter, names, notes)
    elif reason.answered_by == "necessity":
        courses = tuple(_course_now(writer, matter))
        yield from courses
        yield from _findings(writer, matter, argued, bool(courses))


def _courses(writer: Writer, matter: Matter, names: frozenset[str]) -> Iterator[Claim]:
    """The courses of the drugs named, else of those required first, else of the pack's own.

    After those named come the pack's other courses of which results tell how they went, and what
    was ruled out. Nothing of other drugs where those named were never given: they are no answer to
    that point. With the courses stands what the clinician attested of how they were judged.
    """
    listed = tables.courses_told(writer, matter)
    required = {d for word in writer.case.required_drugs for d in matter.library.members((word,))}
    of_pack = matter.argued_drugs
    asked = {service.drug for service in writer.case.services}
    wanted = (names - asked) or required or of_pack
    told = [one for one in listed if one.drug in wanted]
    others = [
        one
        for one in listed
        if told and one not in told and one.drug in of_pack
        if one.status not in GIVEN or measured.has_course(writer, one)
    ]
    yield from (measured.course(writer, matter, one) for one in (*told, *others))
    if any(one.start for one in told):
        yield from measured.attested(writer, matter)


def _untried(
    writer: Writer, matter: Matter, names: frozenset[str], notes: Sequence[Attestation]
) -> Iterator[Claim]:
    """That a drug which the payer names was not given, where that is known: it is not hidden.

    A drug on which the clinician's own note speaks needs no further word.
    """
    known = {drug for note in notes for drug in measured.named(writer, note.note or "")}
    given = {course.drug for course in matter.courses}
    asked = {service.drug for service in writer.case.services}
    left = names - given - asked - known
    drugs = [one.name for one in writer.library.vocabulary.drugs if one.id in left]
    if drugs and matter.courses_complete:
        text = writer.phrase("points/untried", drugs=drugs)
        yield writer.claim(text, (writer.facts.header("treatments complete", "yes"),))


def _notes(
    writer: Writer, argued: Sequence[Argued], names: frozenset[str]
) -> tuple[Attestation, ...]:
    """The clinician's notes that speak of the drugs named, each once."""
    given = [
        one
        for leaf in _met(argued)
        if leaf.kind == "attested"
        for one in leaf.evidence
        if isinstance(one, Attestation) and one.note
    ]
    return tuple(
        one
        for one in dict.fromkeys(given)
        if not names.isdisjoint(measured.named(writer, one.note or ""))
    )


def _standing(writer: Writer, argued: Sequence[Argued], reason: DenialReason) -> Iterator[Claim]:
    """The dated facts of this patient on which the pathways' words to a reason rest."""
    leaves = [
        leaf
        for _, judgement, pathway in argued
        for rebuttal in holding(pathway.rebuttals, judgement)
        if rebuttal.reason == reason.id
        for leaf in _named_leaves(judgement, rebuttal.when)
    ]
    yield from _dated(writer, leaves)


def _named_leaves(judgement: Judgement, criteria: tuple[str, ...]) -> Iterator[Finding]:
    for root in (judgement.finding, *judgement.asides):
        for finding in root.everything():
            if finding.criterion in criteria:
                yield from finding.leaves()


def _course_now(writer: Writer, matter: Matter) -> Iterator[Claim]:
    """How the disease went under the treatment that runs, as a series and not by its ends alone."""
    for therapy in measured.running(writer, matter):
        claim = measured.series(writer, matter, therapy)
        if claim is not None:
            yield claim


def _findings(
    writer: Writer, matter: Matter, argued: Sequence[Argued], charted: bool
) -> Iterator[Claim]:
    """The dated results and reports that show the disease and meet the criteria, each once.

    Reports alone where a series has told the results already.
    """
    wanted = {*matter.pack.summary, *(() if charted else matter.pack.chart.measures)}
    yield from _dated(writer, [leaf for leaf in _met(argued) if leaf.subject in wanted])


def _dated(writer: Writer, leaves: Sequence[Finding]) -> Iterator[Claim]:
    once: dict[str, Finding] = {}
    for leaf in leaves:
        if leaf.kind in _DATED and leaf.truth is Truth.MET and leaf.evidence:
            once.setdefault(writer.told(leaf), leaf)
    for text, leaf in once.items():
        facts = tuple(writer.facts.of(item) for item in leaf.evidence)
        yield measured.proved(writer, text, facts)


def _met(argued: Sequence[Argued]) -> Iterator[Finding]:
    for _, judgement, _ in argued:
        yield from (leaf for leaf in judgement.finding.leaves() if leaf.truth is Truth.MET)
