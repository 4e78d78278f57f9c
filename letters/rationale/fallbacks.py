"""What to ask for when a request as such is refused: only what the library and record support."""

from collections.abc import Iterator, Sequence

from letters.citations.library import named_regimens
from letters.citations.pathway import Milestone, Pathway
from letters.determination.model import ServiceDetermination
from letters.rationale.model import Claim, Fact
from letters.rationale.writer import Writer

Argued = tuple[ServiceDetermination, Pathway]


def fallbacks(writer: Writer, argued: Sequence[Argued]) -> Iterator[Claim]:
    """A shorter approval, another product of the drug, another cited dose, each where there is one.

    A loading and a maintenance dose are one request: what holds of both is said once.
    """
    told: set[str] = set()
    for service, pathway in argued:
        for text, cites in (
            _shorter(writer, service, pathway),
            _product(writer, service),
            _dose(writer, service, pathway),
        ):
            if text and text not in told:
                told.add(text)
                yield writer.claim(text, _asked(writer, service), cites)


def _asked(writer: Writer, service: ServiceDetermination) -> tuple[Fact, ...]:
    return (writer.facts.header("request", writer.item(service.service)),)


def _shorter(
    writer: Writer, service: ServiceDetermination, pathway: Pathway
) -> tuple[str, tuple[str, ...]]:
    """Fewer months, to the last treatment target that comes before the end of those asked for.

    A course of a fixed number of doses has no shorter form, and one that goes on has passed them.
    """
    asked = service.service
    regimens = {regimen.id: regimen for regimen in writer.library.drug(asked.drug).regimens}
    fixed = service.dose.regimen is not None and regimens[service.dose.regimen].doses
    if writer.pack is None or asked.months is None or asked.continuing is not False or fixed:
        return "", ()
    sooner = [m for m in writer.pack.response.milestones if _months(m) < asked.months]
    if not sooner:
        return "", ()
    last = max(sooner, key=_months)
    text = writer.phrase(
        "brief/shorter", months=_months(last), asked=asked.months, target=last.says
    )
    return text, last.cites


def _months(milestone: Milestone) -> int:
    """The months at which a target is due; beyond any request where it is not in whole months."""
    at = milestone.at
    return {"M": at.count, "Y": 12 * at.count}.get(at.unit, 10_000)


def _product(writer: Writer, service: ServiceDetermination) -> tuple[str, tuple[str, ...]]:
    """The other products of the drug that are given by the same route."""
    asked = service.service
    others = [
        product
        for product in writer.library.drug(asked.drug).products
        if product.id != asked.product and asked.route in product.routes
    ]
    if asked.product is None or not others:
        return "", ()
    text = writer.phrase("brief/product", drug=writer.library.word(asked.drug), products=others)
    return text, ()


def _dose(
    writer: Writer, service: ServiceDetermination, pathway: Pathway
) -> tuple[str, tuple[str, ...]]:
    """The other cited regimens of the drug that the pathway itself admits."""
    admitted = named_regimens(pathway.criteria)
    others = [
        regimen
        for regimen in writer.library.drug(service.service.drug).regimens
        if regimen.id in admitted and regimen.id != service.dose.regimen
    ]
    if service.dose.regimen is None or not others:
        return "", ()
    text = writer.phrase("brief/dose", says=[regimen.says for regimen in others])
    return text, tuple(cite for regimen in others for cite in regimen.cites)
