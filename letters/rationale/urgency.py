"""Why the standard time is too long: the physician's own words, and the dated facts beside them."""

import datetime as dt
from collections.abc import Iterator

from letters.case.model import Urgency
from letters.determination.matter import Matter
from letters.rationale import argument, measured
from letters.rationale.model import Claim, Paragraph
from letters.rationale.writer import Writer

_LATELY = dt.timedelta(days=120)


def urgency(writer: Writer, matter: Matter) -> Paragraph | None:
    """The statement, what of the record it concerns, what is requested, and whom to call.

    Nothing where no statement makes the request urgent: no urgency is ever inferred.
    """
    stated = writer.case.urgency
    if stated is None or not writer.routing.expedited:
        return None
    return argument.paragraph(
        _stated(writer, stated),
        *_lately(writer, matter),
        *_planned(writer),
        *_requested(writer),
        *_contact(writer),
    )


def _stated(writer: Writer, stated: Urgency) -> Claim:
    text = writer.phrase("urgency/stated", by=stated.by, on=stated.on, statement=stated.statement)
    fact = writer.facts.urgent(stated)
    return writer.claim(text, (fact,))


def _lately(writer: Writer, matter: Matter) -> Iterator[Claim]:
    """How each charted measure, and what it is worked out of, went in the last months.

    Whichever way it went, and from one day for all, so that no start is chosen for its slope. That
    it is the record that speaks now, and no longer the physician, is said.
    """
    lately = {
        measure: [one for one in matter.series(measure) if one.on >= matter.as_of - _LATELY]
        for measure in measured.measures(writer, matter)
    }
    pairs = [(each[0], each[-1]) for each in lately.values() if len(each) > 1]
    pairs = [(first, last) for first, last in pairs if first.on < last.on]
    if pairs:
        facts = tuple(writer.facts.of(one.measurement) for pair in pairs for one in pair)
        text = writer.phrase(
            "urgency/record",
            lines=[measured.line(writer, *pair) for pair in pairs],
            proof=measured.proof(writer, facts),
        )
        yield writer.claim(text, facts)


def _planned(writer: Writer) -> Iterator[Claim]:
    """The first day planned, beside the time that a standard decision may take."""
    starts = [one.start for one in writer.case.services if one.start and one.start >= writer.as_of]
    if starts:
        deadline = writer.routing.deadline
        known = deadline is not None and not deadline.unverified
        standard = deadline.decision if deadline and known else None
        text = writer.phrase("urgency/planned", on=min(starts), standard=standard)
        cites = deadline.expedited_cites if deadline and standard else ()
        yield writer.claim(text, (writer.facts.header("planned start", "", min(starts)),), cites)


def _requested(writer: Writer) -> Iterator[Claim]:
    """The request for an expedited decision, with the time that a rule gives where one is cited."""
    deadline = writer.routing.deadline
    cites = deadline.expedited_cites if deadline else ()
    told = deadline.expedited if deadline and cites else None
    text = writer.phrase(
        "urgency/requested", appeal=deadline.appeal if deadline else None, expedited=told
    )
    stated = writer.case.urgency
    assert stated is not None
    fact = writer.facts.urgent(stated)
    yield writer.claim(text, (fact,), cites)


def _contact(writer: Writer) -> Iterator[Claim]:
    clinician, practice = writer.case.clinician, writer.case.practice
    phone = (clinician and clinician.phone) or (practice and practice.phone)
    if clinician is not None and phone:
        text = writer.phrase("urgency/contact", name=clinician.name, phone=phone)
        yield writer.claim(text, (writer.facts.header("telephone", phone),))
