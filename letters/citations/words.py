"""Which words of the vocabulary the parts of a library use, each with the list it must stand in."""

from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple

from letters.case.evidence import Quantity
from letters.case.vocabulary import Drug, Vocabulary
from letters.citations.criteria import (
    AttestedLeaf,
    CategoryLeaf,
    ChangeLeaf,
    Courses,
    DiagnosisLeaf,
    MeasureLeaf,
    ProcedureLeaf,
    RecordLeaf,
    RequestLeaf,
    TherapyLeaf,
)
from letters.citations.pathway import AppliesTo, Pack
from letters.citations.worked import WorkedRecord, WorkedService, WorkedTherapy

DRUGS_OR_CLASSES = "drugs or drug classes"
REGIMENS = "regimens"
PRODUCTS = "products"
OPTIONS_OF = "options of "


class Used(NamedTuple):
    """A word, the list it must stand in, and the text by which the file shows it."""

    word: str
    kind: str
    text: str


Words = Iterator[Used]
Amounts = Iterator[tuple[str, Quantity]]


def known(vocabulary: Vocabulary, kind: str) -> set[str]:
    """The words of a list of the vocabulary, by its name or by one of the kinds above."""
    if kind == DRUGS_OR_CLASSES:
        return known(vocabulary, "drugs") | known(vocabulary, "drug_classes")
    if kind == REGIMENS:
        return {regimen.id for drug in vocabulary.drugs for regimen in drug.regimens}
    if kind == PRODUCTS:
        return {product.id for drug in vocabulary.drugs for product in drug.products}
    if kind.startswith(OPTIONS_OF):
        of = kind.removeprefix(OPTIONS_OF)
        categories = [term for term in vocabulary.categories if term.id == of]
        return {option.id for category in categories for option in category.options}
    return {term.id for term in getattr(vocabulary, kind)}


def is_unit_of(vocabulary: Vocabulary, measure: str, quantity: Quantity) -> bool:
    """Whether a measure is given in the unit of a quantity; true of a measure that is not known."""
    units = [unit for term in vocabulary.measures if term.id == measure for unit in term.units]
    return not units or any(quantity.unit in (unit.unit, *unit.aliases) for unit in units)


def in_leaf(leaf: Any) -> Words:
    """The words of one leaf."""
    match leaf:
        case DiagnosisLeaf():
            yield from each(leaf.one_of, "diagnoses")
        case RequestLeaf():
            yield from each(leaf.drugs, DRUGS_OR_CLASSES)
            yield from each(leaf.routes, "routes")
            yield from each(leaf.regimens, REGIMENS)
        case CategoryLeaf():
            yield from each((leaf.of,), "categories")
            yield from each(leaf.one_of, f"{OPTIONS_OF}{leaf.of}")
        case MeasureLeaf():
            yield from each((leaf.of,), "measures")
        case ChangeLeaf():
            yield from each((leaf.of,), "measures")
            yield from _in_courses(leaf.courses)
        case TherapyLeaf():
            yield from _in_courses(leaf.courses)
        case ProcedureLeaf():
            yield from each((leaf.of,), "procedures")
        case RecordLeaf():
            yield from each(leaf.one_of, "documents")
        case AttestedLeaf():
            yield from each((leaf.question,), "questions")


def each(words: Iterable[str], kind: str) -> Words:
    """Words that all must stand in one list."""
    return (Used(word, kind, word) for word in words)


def _in_courses(courses: Courses) -> Words:
    yield from each((*courses.drugs, *courses.with_any), DRUGS_OR_CLASSES)
    yield from _dose_unit(courses.daily_at_least)


def _dose_unit(*amounts: Quantity | None) -> Words:
    given = (amount for amount in amounts if amount is not None)
    return (Used(one.unit, "dose_units", f"{one.value} {one.unit}") for one in given)


def in_applies_to(applies_to: AppliesTo) -> Words:
    """The words by which a pathway says to which requests it speaks."""
    yield from each((applies_to.diagnosis,), "diagnoses")
    yield from each(applies_to.drugs, "drugs")
    yield from each(applies_to.routes, "routes")


def in_pack(pack: Pack) -> Words:
    """The words of a pack outside its criteria."""
    yield from each((pack.diagnosis,), "diagnoses")
    yield from each((pack.response.measure,), "measures")
    yield from each(pack.summary, "categories")
    yield from each((*pack.laboratory, *pack.chart.measures), "measures")
    stable = (definition.stable for definition in pack.response.definitions)
    yield from each(filter(None, stable), "measures")


def in_drug(drug: Drug) -> Words:
    """The words of a drug term."""
    yield from each(drug.classes, "drug_classes")
    for product in drug.products:
        yield from each(product.routes, "routes")
        yield from _dose_unit(product.hcpcs_unit)
    yield from each((label.diagnosis for label in drug.labels), "diagnoses")
    for regimen in drug.regimens:
        yield from each((regimen.diagnosis,), "diagnoses")
        yield from each((regimen.route,), "routes")
        yield from _frequency(regimen.frequency)
        yield from _dose_unit(regimen.low, regimen.high, regimen.cap)


def _frequency(frequency: str | None) -> Words:
    if frequency is not None:
        yield from each((frequency,), "frequencies")


def in_record(record: WorkedRecord) -> Words:
    """The words of the record of a worked case."""
    yield from _in_course(record.service)
    if record.service.product is not None:
        yield from each((record.service.product,), PRODUCTS)
    if record.service.route is not None:
        yield from each((record.service.route,), "routes")
    for therapy in record.therapies.values():
        yield from _in_course(therapy)
    for category, found in record.categories.items():
        yield from each((category,), "categories")
        yield from each(found.values, f"{OPTIONS_OF}{category}")
    yield from each(record.measurements, "measures")
    yield from each(record.procedures, "procedures")
    yield from each(record.records, "documents")
    yield from each(record.attestations, "questions")


def _in_course(course: WorkedService | WorkedTherapy) -> Words:
    yield from each((course.drug,), "drugs")
    yield from _frequency(course.frequency)
    yield from _dose_unit(course.dose)


def amounts_in_leaf(leaf: Any) -> Amounts:
    """The quantities with which a leaf compares a measure."""
    if isinstance(leaf, MeasureLeaf):
        bounds = (leaf.at_least, leaf.above, leaf.at_most, leaf.below)
        yield from ((leaf.of, bound) for bound in bounds if bound is not None)
    if isinstance(leaf, ChangeLeaf) and leaf.to_below is not None:
        yield leaf.of, leaf.to_below


def amounts_in_pack(pack: Pack) -> Amounts:
    """The quantities with which a pack compares the measure of its responses."""
    response = pack.response
    bounds = [
        *(milestone.at_most for milestone in response.milestones),
        *(definition.below for definition in response.definitions),
        response.allowance.at_least if response.allowance else None,
        *pack.chart.targets,
    ]
    yield from ((response.measure, bound) for bound in bounds if bound is not None)


def amounts_in_record(record: WorkedRecord) -> Amounts:
    """The measurements of a worked case."""
    for measure, values in record.measurements.items():
        yield from ((measure, quantity) for quantity in values.values())
