"""What stands at the head of a letter: letterhead, addressee, RE block, signature, footer."""

from typing import Any

from letters import __version__
from letters.case import Case
from letters.case.model import Service
from letters.determination.matter import Matter
from letters.rationale.model import Addressee, Letterhead, Line, Signature
from letters.rationale.printing import day, isolated, joined
from letters.rationale.writer import Writer

TOOL = f"letters {__version__}"


def letterhead(case: Case) -> Letterhead:
    """The practice as the export gives it."""
    practice = case.practice
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
    """Who is to sign."""
    clinician = case.clinician
    return Signature(
        name=clinician.name,
        credentials=clinician.credentials,
        specialty=clinician.specialty,
        npi=clinician.npi,
        phone=clinician.phone,
    )


def re_block(writer: Writer, matter: Matter) -> tuple[Line, ...]:
    """The identification block: blank facts are left out, never filled in."""
    case, denial = writer.case, writer.case.denial
    coverage = case.coverage
    lines: list[tuple[str, str | None]] = [
        ("patient", isolated(case.patient.name)),
        ("born", day(case.patient.born)),
        ("member", coverage.member_id),
        ("group", coverage.group),
        ("plan", coverage.plan),
        ("claim", denial.claim if denial else None),
        ("authorization", denial.authorisation if denial else None),
        ("denied", day(denial.notice_on) if denial and denial.notice_on else None),
        ("policy", denial.policy if denial else None),
        ("codes", ", ".join(denial.codes) if denial else None),
        ("diagnosis", _diagnosis(writer, matter)),
    ]
    for service in case.services:
        lines += [("service", _service(writer, service)), ("code", _code(writer, service))]
        lines.append(("start", day(service.start) if service.start else None))
    lines.append(("prescriber", f"{case.clinician.name}, {case.clinician.specialty}"))
    return tuple(
        Line(label=writer.phrase("label", label=label), value=value)
        for label, value in lines
        if value
    )


def _diagnosis(writer: Writer, matter: Matter) -> str:
    codes = joined([diagnosis.code for diagnosis in writer.case.diagnoses])
    name = writer.library.word(matter.pack.diagnosis)
    return f"{codes} ({name})" if codes else name


def _service(writer: Writer, service: Service) -> str:
    item = writer.item(service)
    return writer.phrase("asked", item=item, months=service.months, start=None)


def _code(writer: Writer, service: Service) -> str | None:
    if service.hcpcs is None:
        return None
    return writer.phrase("code", hcpcs=service.hcpcs, units=service.units)


def running_head(writer: Writer) -> str:
    """The line at the top of later pages: who and which member."""
    return writer.phrase(
        "running",
        patient=isolated(writer.case.patient.name),
        member=writer.case.coverage.member_id,
        on=writer.determination.as_of,
    )


def library_line(writer: Writer) -> str:
    """Which version of the citations judged the case."""
    return writer.phrase("library", digest=writer.determination.library)


def sheet_head(writer: Writer, kind: str) -> dict[str, Any]:
    """The fields that every sheet for the practice shares."""
    return {
        "case_id": writer.case.id,
        "label": writer.case.label,
        "title": writer.phrase("title", kind=kind, drugs=writer.requested()),
        "dated": writer.determination.as_of,
        "practice": writer.case.practice.name,
        "patient": writer.case.patient.name,
        "running": running_head(writer),
        "library": library_line(writer),
        "tool": TOOL,
    }
