"""Reads the requested service of one row of the cases sheet."""

from letters import codes
from letters.case.model import Service
from letters.case.vocabulary import Drug, Product, Vocabulary
from letters.intake import values, words
from letters.intake.columns import Course
from letters.intake.fields import Fields
from letters.intake.reading import ReadingError


def service(fields: Fields, vocabulary: Vocabulary) -> Service | None:
    """The requested service, or None when its drug or code cannot be used.

    Any other cell may be refused without it.
    """
    found = fields.need("drug", words.drug(vocabulary))
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
    course = fields.take("new or continuing", values.word(Course))
    return Service(
        drug=drug.id,
        product=product.id if product else None,
        route=route.id if route else None,
        dose=fields.dose(vocabulary),
        doses=fields.take("number of doses", values.count),
        months=fields.take("months requested", values.count),
        start=fields.take("start date", values.date),
        continuing=None if course is None else course is Course.CONTINUING,
        hcpcs=code,
        units=fields.take("billing units", values.amount),
        read=fields.read,
    )


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
