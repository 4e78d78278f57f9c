"""Reads the requested service of one row of the cases sheet."""

from letters import codes
from letters.case.model import Service
from letters.case.vocabulary import Drug, Product, Vocabulary
from letters.intake import values, words
from letters.intake.columns import Course
from letters.intake.fields import Fields


def service(fields: Fields, vocabulary: Vocabulary) -> Service | None:
    """The requested service, or None when its drug cannot be read; other cells may be refused."""
    found = fields.need("drug", words.drug(vocabulary))
    if found is None:
        return None
    drug, implied = found
    route = fields.take("route", words.term(vocabulary.routes))
    product = _product(fields, drug, implied, route.id if route else None)
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
        hcpcs=fields.take("hcpcs", values.code(codes.hcpcs)),
        units=fields.take("billing units", values.amount),
        read=fields.read,
    )


def _product(
    fields: Fields, drug: Drug, implied: Product | None, route: str | None
) -> Product | None:
    if fields.has("product"):
        return fields.take("product", words.product(drug, route))
    return implied
