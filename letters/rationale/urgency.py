"""Why the standard time is too long: the physician's own words, and the dated facts beside them."""

import datetime as dt
from collections.abc import Iterator

from letters.case.model import Urgency
from letters.determination.matter import Matter
from letters.determination.thresholds import percent_change
from letters.rationale import argument
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
    fact = writer.facts.placed("urgency statement", stated.statement, stated.on, stated.read, None)
    return writer.claim(text, (fact,))


def _lately(writer: Writer, matter: Matter) -> Iterator[Claim]:
    """How each charted measure went in the last months, whichever way it went."""
    for measure in matter.pack.chart.measures:
        series = matter.series(measure)
        lately = [one for one in series if one.on >= matter.as_of - _LATELY]
        if len(lately) > 1 and lately[0].on < lately[-1].on:
            first, last = lately[0], lately[-1]
            text = writer.phrase(
                "summary/trend",
                measure=writer.library.measure(measure).short,
                first=writer.phrase("reading", reading=first),
                first_on=first.on,
                last=writer.phrase("reading", reading=last),
                last_on=last.on,
                percent=percent_change(first, last),
            )
            facts = (writer.facts.of(first.measurement), writer.facts.of(last.measurement))
            yield writer.claim(text, facts)


def _planned(writer: Writer) -> Iterator[Claim]:
    starts = [one.start for one in writer.case.services if one.start and one.start >= writer.as_of]
    if starts:
        text = writer.phrase("urgency/planned", on=min(starts))
        yield writer.claim(text, (writer.facts.header("planned start", "", min(starts)),))


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
    fact = writer.facts.placed("urgency statement", stated.statement, stated.on, stated.read, None)
    yield writer.claim(text, (fact,), cites)


def _contact(writer: Writer) -> Iterator[Claim]:
    clinician, practice = writer.case.clinician, writer.case.practice
    phone = (clinician and clinician.phone) or (practice and practice.phone)
    if clinician is not None and phone:
        text = writer.phrase("urgency/contact", name=clinician.name, phone=phone)
        yield writer.claim(text, (writer.facts.header("telephone", phone),))
