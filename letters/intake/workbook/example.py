"""The example row of each sheet: one coherent request, drawn from the vocabulary."""

from letters.case.evidence import CourseStatus, Ending, Outcome
from letters.case.vocabulary import Drug, Frequency, Product, Regimen, Vocabulary
from letters.intake.columns import Course

_Cells = dict[str, str]


def examples(vocabulary: Vocabulary) -> dict[str, _Cells]:
    """By table and heading, the cells that fit each other; the columns' own examples fill up."""
    return {
        "cases": _request(vocabulary),
        "labs": _result(vocabulary),
        "treatments": _course(vocabulary),
        "documents": _finding(vocabulary),
    }


def _requested(vocabulary: Vocabulary) -> tuple[Drug, Product | None, Regimen | None] | None:
    """The drug whose product has a confirmed code and a regimen of its route, else the first."""
    for drug in vocabulary.drugs:
        if not any(label.on_label for label in drug.labels):
            continue
        for product in drug.products:
            for regimen in drug.regimens:
                coded = product.hcpcs and product.code_confirmed != "unverified"
                if coded and regimen.route in product.routes and regimen.frequency:
                    return drug, product, regimen
    return (vocabulary.drugs[0], None, None) if vocabulary.drugs else None


def _request(vocabulary: Vocabulary) -> _Cells:
    found = _requested(vocabulary)
    if found is None:
        return {}
    drug, product, regimen = found
    cells = {"drug": drug.name, "product": product.name if product else ""}
    cells["hcpcs"] = (product.hcpcs if product else None) or ""
    cells |= {"number of doses": "", "billing units": "", "new or continuing": Course.NEW.value}
    cells |= {"route": "", "dose unit": "", "frequency": ""} | _dose(regimen, vocabulary)
    if regimen is None:
        return cells
    cells["route"] = next((r.name for r in vocabulary.routes if r.id == regimen.route), "")
    cells["number of doses"] = str(regimen.doses or "")
    codes = [each.codes for each in vocabulary.diagnoses if each.id == regimen.diagnosis]
    return cells | ({"diagnosis codes": codes[0][0]} if codes and codes[0] else {})


def _dose(regimen: Regimen | None, vocabulary: Vocabulary) -> _Cells:
    """The lower bound of a regimen; an amount of a day is given as two halves."""
    if regimen is None:
        return {}
    amount = regimen.low.value
    frequency: Frequency | None = next(
        (each for each in vocabulary.frequencies if each.id == regimen.frequency), None
    )
    if regimen.daily:
        frequency = next((each for each in vocabulary.frequencies if each.per_day == 2), None)
        amount = amount / 2 if frequency else amount
    unit = next((each.name for each in vocabulary.dose_units if each.id == regimen.low.unit), "")
    if frequency is None or not unit:
        return {}
    return {"dose": f"{amount.normalize():f}", "dose unit": unit, "frequency": frequency.name}


def _course(vocabulary: Vocabulary) -> _Cells:
    requested = _requested(vocabulary)
    others = [drug for drug in vocabulary.drugs if requested is None or drug != requested[0]]
    if not others:
        return {}
    drug = next((each for each in others if each.regimens), others[0])
    cells = {"drug": drug.name, "dose unit": "", "frequency": "", "reason": ""}
    cells |= _dose(drug.regimens[0] if drug.regimens else None, vocabulary)
    return cells | {
        "status": CourseStatus.PAST.value,
        "start": "2025-01-15",
        "stop": "2025-10-15",
        "outcome": Outcome.NONE.value,
        "ended for": Ending.INADEQUATE_RESPONSE.value,
    }


def _result(vocabulary: Vocabulary) -> _Cells:
    if not vocabulary.measures:
        return {}
    measure = vocabulary.measures[0]
    return {"test": measure.name, "unit": measure.units[0].unit}


def _finding(vocabulary: Vocabulary) -> _Cells:
    """A finding of a document that proves a procedure, else of any document."""
    documents = sorted(vocabulary.documents, key=lambda each: each.reports is None)
    for document in documents:
        for category in vocabulary.categories:
            if document.id in category.recorded_in:
                value = category.options[(len(category.options) - 1) // 2].name
                return {"document": document.name, "finding": category.name, "value": value}
    return {"finding": "", "value": ""}
