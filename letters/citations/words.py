"""Which words of the vocabulary the parts of a library use, each with the list it must stand in."""

from collections.abc import Iterator
from typing import Any

from letters.case.evidence import Quantity
from letters.case.vocabulary import Drug
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

Words = Iterator[tuple[str, str]]
Amounts = Iterator[tuple[str, Quantity]]


def in_leaf(leaf: Any) -> Words:
    """The words of one leaf."""
    match leaf:
        case DiagnosisLeaf():
            yield from _each(leaf.one_of, "diagnoses")
        case RequestLeaf():
            yield from _each(leaf.drugs, DRUGS_OR_CLASSES)
            yield from _each(leaf.routes, "routes")
            yield from _each(leaf.regimens, REGIMENS)
        case CategoryLeaf():
            yield leaf.of, "categories"
            yield from _each(leaf.one_of, f"{OPTIONS_OF}{leaf.of}")
        case MeasureLeaf():
            yield leaf.of, "measures"
        case ChangeLeaf():
            yield leaf.of, "measures"
            yield from _in_courses(leaf.courses)
        case TherapyLeaf():
            yield from _in_courses(leaf.courses)
        case ProcedureLeaf():
            yield leaf.of, "procedures"
        case RecordLeaf():
            yield from _each(leaf.one_of, "documents")
        case AttestedLeaf():
            yield leaf.question, "questions"


def _each(words: tuple[str, ...], kind: str) -> Words:
    return ((word, kind) for word in words)


def _in_courses(courses: Courses) -> Words:
    yield from _each((*courses.drugs, *courses.with_any), DRUGS_OR_CLASSES)
    yield from _dose_unit(courses.daily_at_least)


def _dose_unit(*amounts: Quantity | None) -> Words:
    return ((amount.unit, "dose_units") for amount in amounts if amount is not None)


def in_applies_to(applies_to: AppliesTo) -> Words:
    """The words by which a pathway says to which requests it speaks."""
    yield applies_to.diagnosis, "diagnoses"
    yield from _each(applies_to.drugs, "drugs")
    yield from _each(applies_to.routes, "routes")


def in_pack(pack: Pack) -> Words:
    """The words of a pack outside its criteria."""
    yield pack.diagnosis, "diagnoses"
    yield pack.response.measure, "measures"
    yield from _each(pack.summary, "categories")
    yield from _each((*pack.laboratory, *pack.chart.measures), "measures")
    stable = (definition.stable for definition in pack.response.definitions)
    yield from ((measure, "measures") for measure in stable if measure is not None)


def in_drug(drug: Drug) -> Words:
    """The words of a drug term."""
    yield from _each(drug.classes, "drug_classes")
    for product in drug.products:
        yield from _each(product.routes, "routes")
        yield from _dose_unit(product.hcpcs_unit)
    yield from ((label.diagnosis, "diagnoses") for label in drug.labels)
    for regimen in drug.regimens:
        yield regimen.diagnosis, "diagnoses"
        yield regimen.route, "routes"
        yield from _frequency(regimen.frequency)
        yield from _dose_unit(regimen.low, regimen.high, regimen.cap)


def _frequency(frequency: str | None) -> Words:
    if frequency is not None:
        yield frequency, "frequencies"


def in_record(record: WorkedRecord) -> Words:
    """The words of the record of a worked case."""
    yield from _in_course(record.service)
    if record.service.product is not None:
        yield record.service.product, PRODUCTS
    if record.service.route is not None:
        yield record.service.route, "routes"
    for therapy in record.therapies.values():
        yield from _in_course(therapy)
    for category, found in record.categories.items():
        yield category, "categories"
        yield from _each(found.values, f"{OPTIONS_OF}{category}")
    yield from _each(tuple(record.measurements), "measures")
    yield from _each(tuple(record.procedures), "procedures")
    yield from _each(tuple(record.records), "documents")
    yield from _each(tuple(record.attestations), "questions")


def _in_course(course: WorkedService | WorkedTherapy) -> Words:
    yield course.drug, "drugs"
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
