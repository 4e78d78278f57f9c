"""Reads the service that a row of the cases table asks for, or that its line was denied for."""

from letters import codes
from letters.case.model import Service
from letters.case.vocabulary import Drug, Product, Vocabulary
from letters.intake.cells import values, words
from letters.intake.cells.fields import Fields
from letters.intake.cells.medicines import code_of, requested_drug
from letters.intake.columns import Course
from letters.intake.reading import ReadingError


def service(fields: Fields, vocabulary: Vocabulary) -> Service | None:
    """The requested service, or None when its drug or code cannot be used.

    The drug is named, or is the one that the code bills. Any other cell may be refused without it.
    """
    found = _named(fields, vocabulary)
    if found is None:
        return None
    drug, implied = found
    route = fields.take("route", words.term(vocabulary.routes))
    product = _product(fields, drug, implied, route.id if route else None, vocabulary)
    code = fields.take("hcpcs", values.code(codes.hcpcs))
    if code is not None and (owner := _owner(code, drug, vocabulary)) is not None:
        rule = f"this code bills {owner.name}, and the request is for {drug.name}"
        fields.refuse("hcpcs", ReadingError(rule, "correct the code or the drug"))
        return None
    return Service(
        drug=drug.id,
        product=product.id if product else None,
        route=route.id if route else None,
        dose=fields.dose(vocabulary),
        doses=fields.take("number of doses", values.count),
        months=fields.take("months requested", values.count),
        start=fields.take("start date", values.date),
        continuing=_continuing(fields),
        hcpcs=code,
        units=fields.take("billing units", values.amount),
        read=fields.read,
    )


def denied_service(fields: Fields, vocabulary: Vocabulary) -> Service | None:
    """The service that a denied line tells of; None when the vocabulary knows no drug of it.

    Its units are those of the line, its start the day of service where it was given.
    """
    drug = requested_drug(fields.row, vocabulary)
    if drug is None:
        return None
    code = code_of(fields.row)
    products = [product for product in drug.products if product.hcpcs == code]
    route = fields.take("route", words.term(vocabulary.routes))
    routes = {route for product in products for route in product.routes}
    implied = products[0].routes[0] if len(products) == 1 and len(routes) == 1 else None
    return Service(
        drug=drug.id,
        product=products[0].id if len(products) == 1 else None,
        route=route.id if route else implied,
        dose=fields.dose(vocabulary),
        doses=fields.take("number of doses", values.count),
        months=fields.take("months requested", values.count),
        start=fields.take("start date", values.date) or fields.take("service date", values.date),
        continuing=_continuing(fields),
        hcpcs=code if products else None,
        units=fields.take("line units", values.amount),
        read=fields.read,
    )


def _continuing(fields: Fields) -> bool | None:
    course = fields.take("new or continuing", values.word(Course))
    return None if course is None else course is Course.CONTINUING


def _named(fields: Fields, vocabulary: Vocabulary) -> tuple[Drug, Product | None] | None:
    if not fields.has("drug") and (drug := requested_drug(fields.row, vocabulary)) is not None:
        return drug, None
    return fields.need("drug", words.drug(vocabulary))


def _owner(code: str, requested: Drug, vocabulary: Vocabulary) -> Drug | None:
    """The other drug that a code is known to bill, unless it bills the one requested too."""
    billed = [d for d in vocabulary.drugs if code in {product.hcpcs for product in d.products}]
    return None if requested in billed or not billed else billed[0]


def _product(
    fields: Fields,
    drug: Drug,
    implied: Product | None,
    route: str | None,
    vocabulary: Vocabulary,
) -> Product | None:
    if fields.has("product"):
        return fields.take("product", words.product(drug, route, vocabulary.drugs))
    return implied
