"""What to ask for when a request as such is refused: only what leaves the treatment whole."""

import datetime as dt
from collections.abc import Iterator, Sequence

from letters.case.model import Service
from letters.citations.library import named_regimens
from letters.citations.pathway import Milestone, Pathway
from letters.determination.model import ServiceDetermination
from letters.rationale.calling import is_independent
from letters.rationale.model import Claim, Fact, Letter
from letters.rationale.script import Argued, total_months
from letters.rationale.writer import Writer

_Offer = tuple[str, tuple[str, ...]]
_NOTHING: _Offer = ("", ())


def fallbacks(writer: Writer, letter: Letter, argued: Sequence[Argued]) -> Iterator[Claim]:
    """A shorter approval; another product or dose only where that is what was refused.

    Nothing where someone else than the plan decides: there is nobody to settle with. All lines of
    one drug are one request.
    """
    if is_independent(writer, letter):
        return
    for drug in dict.fromkeys(service.service.drug for service, _ in argued):
        lines = [(service, path) for service, path in argued if service.service.drug == drug]
        services = [service for service, _ in lines]
        offers = [_shorter(writer, letter, services), *(_product(writer, s) for s in services[:1])]
        offers += [_dose(writer, service, path) for service, path in lines]
        for text, cites in dict.fromkeys(offers):
            if text:
                yield writer.claim(text, _asked(writer, services), cites)


def _asked(writer: Writer, services: Sequence[ServiceDetermination]) -> tuple[Fact, ...]:
    items = (writer.item(service.service) for service in services)
    return tuple(writer.facts.header("request", item) for item in items)


def _shorter(writer: Writer, letter: Letter, services: Sequence[ServiceDetermination]) -> _Offer:
    """Less time than asked for, with every dose asked for still inside it.

    A course whose doses the regimen fixes has no shorter form, and one that goes on is past the
    targets by which it would be renewed.
    """
    asked = [service.service for service in services]
    months = total_months(asked)
    starts = [service.start for service in asked if service.start]
    fresh = all(service.continuing is False for service in asked)
    if writer.pack is None or months is None or not starts or not fresh:
        return _NOTHING
    if any(_is_fixed(writer, service) for service in services):
        return _NOTHING
    scheduled = [_last_dose(writer, service) for service in asked]
    if any(scheduled):
        until = max(day for day in scheduled if day) if all(scheduled) else None
        return _covering(writer, asked, months, until)
    if any(not _goes_on(writer, service) for service in asked):
        return _NOTHING
    return _renewed(writer, letter, asked, months)


def _is_fixed(writer: Writer, service: ServiceDetermination) -> bool:
    regimens = {r.id: r for r in writer.library.drug(service.service.drug).regimens}
    return service.dose.regimen is None or bool(regimens[service.dose.regimen].doses)


def _goes_on(writer: Writer, service: Service) -> bool:
    """Whether doses follow one another evenly, so that no end of an approval parts them."""
    words = {one.id: one for one in writer.library.vocabulary.frequencies}
    rhythm = words.get(service.dose.frequency or "") if service.dose else None
    return rhythm is not None and bool(rhythm.per_day or rhythm.every_days)


def _last_dose(writer: Writer, service: Service) -> dt.date | None:
    """The day of the last dose of an uneven schedule, where it has exactly those asked for."""
    words = {one.id: one for one in writer.library.vocabulary.frequencies}
    rhythm = words.get(service.dose.frequency or "") if service.dose else None
    if rhythm is None or not rhythm.weeks or service.start is None:
        return None
    if service.doses != len(rhythm.weeks):
        return None
    return service.start + dt.timedelta(weeks=rhythm.weeks[-1])


def _covering(
    writer: Writer, asked: Sequence[Service], months: int, until: dt.date | None
) -> _Offer:
    """An approval to the last dose asked for, where that is sooner than the time asked for."""
    start = min(service.start for service in asked if service.start)
    if until is None or (until - start).days // 30 + 1 >= months:
        return _NOTHING
    doses = sum(service.doses or 0 for service in asked)
    text = writer.phrase(
        "brief/covering", until=until, doses=doses, months=months, lines=len(asked)
    )
    return text, ()


def _renewed(writer: Writer, letter: Letter, asked: Sequence[Service], months: int) -> _Offer:
    """Fewer months, to the last treatment target before the end of those asked for."""
    assert writer.pack is not None
    read = writer.pack.response
    sooner = [m for m in read.milestones if _months(m) < months]
    if not sooner:
        return _NOTHING
    last = max(sooner, key=_months)
    allowed = [
        claim
        for claim in letter.stopping
        if read.allowance and {c.statement for c in claim.citations} & set(read.allowance.cites)
    ]
    text = writer.phrase(
        "brief/shorter",
        months=_months(last),
        asked=months,
        lines=len(asked),
        measure=writer.library.word(read.measure),
        sources=list(dict.fromkeys(writer.library.source_of(cite).short for cite in last.cites)),
        allowance=allowed[0].text if allowed else "",
    )
    return text, (*last.cites, *(c.statement for claim in allowed[:1] for c in claim.citations))


def _months(milestone: Milestone) -> int:
    """The months at which a target is due; beyond any request where it is not in whole months."""
    at = milestone.at
    return {"M": at.count, "Y": 12 * at.count}.get(at.unit, 10_000)


def _refused_for(writer: Writer) -> frozenset[str | None]:
    """By what the stated reasons are answered; empty where nothing was denied."""
    denial = writer.case.denial
    answered = {one.id: one.answered_by for one in writer.library.vocabulary.denial_reasons}
    return frozenset(answered.get(one) for one in denial.reasons) if denial else frozenset()


def _product(writer: Writer, service: ServiceDetermination) -> _Offer:
    """The other products of the drug by the same route, where only the choice was refused."""
    asked = service.service
    others = [
        product
        for product in writer.library.drug(asked.drug).products
        if product.id != asked.product and asked.route in product.routes and product.hcpcs
    ]
    if asked.product is None or not others or _refused_for(writer) != {"alternatives"}:
        return _NOTHING
    text = writer.phrase("brief/product", drug=writer.library.word(asked.drug), products=others)
    return text, ()


def _dose(writer: Writer, service: ServiceDetermination, pathway: Pathway) -> _Offer:
    """The other cited regimens by the same route that the pathway admits, if the dose was refused.

    Why the same route: another route is another product and another request.
    """
    admitted = named_regimens(pathway.criteria)
    others = [
        regimen
        for regimen in writer.library.drug(service.service.drug).regimens
        if regimen.id in admitted
        and regimen.id != service.dose.regimen
        and regimen.route == service.service.route
    ]
    if service.dose.regimen is None or not others or "dose" not in _refused_for(writer):
        return _NOTHING
    text = writer.phrase("brief/dose", says=[regimen.says for regimen in others])
    return text, tuple(cite for regimen in others for cite in regimen.cites)
