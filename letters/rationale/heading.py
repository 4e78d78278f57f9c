"""What stands at the head of a letter: letterhead, addressee, RE block, signature, footer."""

from typing import Any

from letters import __version__
from letters.case import Case
from letters.case.model import Level, Service
from letters.case.vocabulary import LetterKind
from letters.determination.matter import Matter
from letters.rationale.model import Addressee, Letterhead, Line, RouteLine, Signature
from letters.rationale.printing import day, isolated, joined
from letters.rationale.writer import Scribe, Writer
from letters.templates.letterhead import Letterhead as OwnLetterhead

TOOL = f"letters {__version__}"


def letterhead(case: Case, own: OwnLetterhead | None = None) -> Letterhead | None:
    """The practice by its own letterhead, else as the export gives it.

    Nothing stands in place of one that is not known.
    """
    practice = case.practice
    if own is not None:
        return Letterhead(
            name=own.name[0],
            below=own.name[1:],
            tagline=own.tagline,
            address=own.address,
            phone=own.phone,
            fax=own.fax,
            web=own.web,
            npi=practice.npi if practice else None,
        )
    if practice is None:
        return None
    return Letterhead(
        name=practice.name,
        address=practice.address,
        phone=practice.phone,
        fax=practice.fax,
        npi=practice.npi,
    )


def addressee(case: Case) -> Addressee:
    """The payer as on its notice."""
    coverage = case.coverage
    return Addressee(
        payer=coverage.payer,
        department=coverage.department,
        address=coverage.address,
        fax=coverage.fax,
    )


def signature(case: Case) -> Signature:
    """Who is to sign; a case without one is held before any letter."""
    clinician = case.clinician
    assert clinician is not None
    return Signature(
        name=clinician.name,
        credentials=clinician.credentials,
        specialty=clinician.specialty,
        npi=clinician.npi,
        phone=clinician.phone,
    )


def re_block(writer: Writer, matter: Matter, kind: LetterKind) -> tuple[Line, ...]:
    """The identification block: blank facts are left out, never filled in."""
    case, denial = writer.case, writer.case.denial
    coverage, born, clinician = case.coverage, case.patient.born, case.clinician
    served = denial.served if denial else ()
    lines: list[tuple[str, str | None]] = [
        ("patient", isolated(case.patient.name)),
        ("born", day(born) if born else None),
        ("member", coverage.member_id),
        ("group", coverage.group),
        ("plan", coverage.plan),
        ("claim", denial.claim if denial else None),
        ("authorization", denial.authorisation if denial else None),
        *_decided(writer, kind),
        ("policy", _policy(writer)),
        ("codes", ", ".join(denial.codes) if denial else None),
        ("diagnosis", _diagnosis(writer, matter)),
    ]
    for service in case.services:
        lines += [("service", _service(writer, service)), ("code", _code(writer, service))]
        if not served:
            lines.append(("start", day(service.start) if service.start else None))
    lines.append(("served", joined([day(each) for each in served]) or None))
    if clinician is not None:
        lines.append(("prescriber", f"{clinician.name}, {clinician.specialty}"))
    return tuple(
        Line(label=writer.phrase("label", label=label), value=value)
        for label, value in lines
        if value
    )


def _decided(writer: Writer, kind: LetterKind) -> list[tuple[str, str | None]]:
    """The decision under appeal, the appeal that is filed, and the decisions before it."""
    denial, deadline = writer.case.denial, writer.routing.deadline
    if denial is None:
        return []
    on = day(denial.notice_on) if denial.notice_on else None
    if kind in (LetterKind.FIRST, LetterKind.EXCEPTION):
        return [("denied", on)]
    earlier = [] if kind is LetterKind.EXTERNAL else writer.case.decisions
    return [
        ("denied" if denial.level is Level.INITIAL else "upheld", on),
        ("reference", denial.reference),
        ("level", deadline.appeal if deadline and deadline.rule else None),
        *(("earlier", writer.phrase("history/decision", decision=one)) for one in earlier),
    ]


def _policy(writer: Writer) -> str | None:
    """The policy that the notice names, else that whose criteria the letter answers."""
    named = writer.case.denial.policy if writer.case.denial else None
    told = [one.policy for one in writer.determination.policies if one.confirmed]
    return named or joined([writer.library.policies[policy].short for policy in told]) or None


def _diagnosis(writer: Writer, matter: Matter) -> str:
    codes = joined([diagnosis.code for diagnosis in writer.case.diagnoses])
    name = writer.library.word(matter.pack.diagnosis)
    return f"{codes} ({name})" if codes else name


def _service(writer: Writer, service: Service) -> str:
    item = writer.item(service)
    return writer.phrase("asked", item=item, months=service.months, start=None, served=())


def _code(writer: Writer, service: Service) -> str | None:
    if service.hcpcs is None:
        return None
    return writer.phrase("code", hcpcs=service.hcpcs, units=service.units)


def running_head(scribe: Scribe) -> str:
    """The line at the top of later pages: who and which member."""
    return scribe.phrase(
        "running",
        patient=isolated(scribe.case.patient.name),
        member=scribe.case.coverage.member_id,
        on=scribe.as_of,
    )


def library_line(scribe: Scribe) -> str:
    """Which version of the citations judged the case."""
    return scribe.phrase("library", digest=scribe.library.digest)


def sheet_head(scribe: Scribe, title: str, route: tuple[RouteLine, ...]) -> dict[str, Any]:
    """The fields that every sheet for the practice shares."""
    case = scribe.case
    return {
        "case_id": case.id,
        "label": case.label,
        "title": title,
        "dated": scribe.as_of,
        "practice": case.practice.name if case.practice else None,
        "patient": case.patient.name,
        "running": running_head(scribe),
        "route": route,
        "warnings": scribe.routing.warnings if case.denial else (),
        "library": library_line(scribe),
        "tool": TOOL,
    }
