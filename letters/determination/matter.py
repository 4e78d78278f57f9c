"""What a judge has before it: the case, the requested service, the library, the day."""

import datetime as dt
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import cached_property
from typing import Any, TypeVar

from letters.case.evidence import (
    Attestation,
    Category,
    CourseStatus,
    Evidence,
    Measurement,
    Procedure,
    Record,
    Therapy,
)
from letters.case.model import Case, Service
from letters.case.period import Length
from letters.citations import Library
from letters.citations.pathway import Pack
from letters.determination.derived import METHODS
from letters.determination.model import CourseResponse, Reading

Dated = TypeVar("Dated", Attestation, Category, Measurement, Procedure, Record)

_OF_THE_RECORD = ("evidence", "argued_drugs", "responses", "_series", "_dated")
"""What is read of a case whatever service is asked for."""


@dataclass(frozen=True)
class Matter:
    """One case before the judges, with evidence of the future left out.

    `hypothetical` judges as if `service` were requested and its dose fitted: the question asked of
    other pathways when a request is not supported.
    """

    case: Case
    service: Service
    library: Library
    pack: Pack
    as_of: dt.date
    hypothetical: bool = False

    def asking(self, service: Service, *, hypothetical: bool = False) -> "Matter":
        """The same case before the judges for another service; its record is read only once."""
        other = replace(self, service=service, hypothetical=hypothetical)
        vars(other).update({name: getattr(self, name) for name in _OF_THE_RECORD})
        return other

    @cached_property
    def evidence(self) -> tuple[Evidence, ...]:
        """Everything that was known on the day of judgement."""
        return self.case.known_on(self.as_of).evidence

    @cached_property
    def courses(self) -> tuple[Therapy, ...]:
        """The therapies of the record, and each requested service as a planned course.

        A request to continue what is listed as current asks for no other course.
        """
        listed = tuple(item for item in self.evidence if isinstance(item, Therapy))
        services = (self.service,) if self.hypothetical else self.case.services
        return listed + tuple(
            _requested(service, listed)
            for service in services
            if not (service.continuing and _stands(service, listed, CourseStatus.CURRENT))
        )

    @cached_property
    def argued_drugs(self) -> frozenset[str]:
        """The drugs for which the pack has pathways; what else runs is background."""
        pathways = self.library.pathways_for(self.pack)
        return frozenset(drug for pathway in pathways for drug in pathway.applies_to.drugs)

    @cached_property
    def responses(self) -> dict[Therapy, CourseResponse | None]:
        """The responses to courses read so far; `response.respond` keeps them here."""
        return {}

    @property
    def courses_complete(self) -> bool:
        """Whether a therapy that is not listed is known not to have been given."""
        return self.case.treatments_complete is True

    def categories(self, category: str) -> tuple[Category, ...]:
        """All recorded values of a category, oldest first."""
        return tuple(item for item in self._all(Category) if item.category == category)

    def procedures(self, procedure: str) -> tuple[Procedure, ...]:
        """All procedures of a kind, oldest first."""
        return tuple(item for item in self._all(Procedure) if item.procedure == procedure)

    def records(self, documents: tuple[str, ...]) -> tuple[Record, ...]:
        """All documents of these kinds, oldest first."""
        return tuple(item for item in self._all(Record) if item.document in documents)

    def attestations(self, question: str) -> tuple[Attestation, ...]:
        """All answers to a question, oldest first."""
        return tuple(item for item in self._all(Attestation) if item.question == question)

    def _all(self, kind: type[Dated]) -> list[Dated]:
        """All evidence of a kind, oldest first; of one day in the order of the record."""
        if kind not in self._dated:
            found = [item for item in self.evidence if isinstance(item, kind)]
            self._dated[kind] = sorted(found, key=lambda item: item.on)
        return self._dated[kind]

    @cached_property
    def _dated(self) -> dict[type, list[Any]]:
        """The evidence of each kind that was asked for so far."""
        return {}

    def series(self, measure: str) -> tuple[Reading, ...]:
        """The values of a measure in its canonical unit, oldest first.

        Where none was reported and the measure has a derivation, the derived values.
        """
        if measure not in self._series:
            self._series[measure] = self._read_series(measure)
        return self._series[measure]

    @cached_property
    def _series(self) -> dict[str, tuple[Reading, ...]]:
        """The series read so far, by measure: judges ask for the same one again and again."""
        return {}

    def _read_series(self, measure: str) -> tuple[Reading, ...]:
        reported = [
            Reading(measure=measure, value=self._canonical(item), measurement=item)
            for item in self._all(Measurement)
            if item.measure == measure
        ]
        readings = reported or self._derived(measure)
        return tuple(sorted(readings, key=lambda reading: reading.on))

    def recent(self, day: dt.date, within: Length | None) -> bool:
        """Whether a day lies within a length before the day of judgement."""
        return within is None or day >= within.before(self.as_of)

    def latest_value(self, measure: str) -> Reading | None:
        """The newest reading of a measure, if any."""
        series = self.series(measure)
        return series[-1] if series else None

    def _canonical(self, measurement: Measurement) -> Decimal:
        units = self.library.measure(measurement.measure).units
        factor = next(unit.factor for unit in units if unit.unit == measurement.unit)
        return measurement.value * factor

    def _derived(self, measure: str) -> list[Reading]:
        derived = self.library.measure(measure).derived
        if derived is None:
            return []
        method = METHODS[derived.method]
        inputs = {role: self.series(source) for role, source in derived.inputs.items()}
        computed = method(inputs, self.case.patient)
        return [
            Reading(measure=measure, value=value, measurement=measurement, derived=True)
            for value, measurement in computed
        ]


def _stands(service: Service, listed: tuple[Therapy, ...], status: CourseStatus) -> bool:
    return any(course.drug == service.drug and course.status is status for course in listed)


def _requested(service: Service, listed: tuple[Therapy, ...]) -> Therapy:
    """The course asked for: what goes on without being listed runs now, all else is planned."""
    running = service.continuing and not _stands(service, listed, CourseStatus.PAST)
    return Therapy(
        drug=service.drug,
        status=CourseStatus.CURRENT if running else CourseStatus.PLANNED,
        dose=service.dose,
        start=None if service.continuing else service.start,
        read=service.read,
    )
