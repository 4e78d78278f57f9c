"""The orders to which requests for authorisation refer: the drug and its dose."""

from collections.abc import Mapping

from letters.intake.fhir.doses import dosed
from letters.intake.fhir.elements import Reference
from letters.intake.fhir.references import Shelf, names, wanted
from letters.intake.fhir.resources import MedicationRequestResource
from letters.intake.fhir.stream import Entry
from letters.intake.fhir.terms import Terms
from letters.intake.rows import Cell


class Orders:
    """Keeps orders of known drugs by the names under which they are referred to."""

    def __init__(self, terms: Terms) -> None:
        self._terms = terms
        self._shelf: Shelf[tuple[tuple[str, Cell], ...]] = Shelf()

    def take(self, entry: Entry, order: MedicationRequestResource) -> None:
        """Keeps an order if its own words name a known drug."""
        drug = self._terms.drug(order.medication_codeable_concept)
        if drug is None:
            return
        cells: dict[str, Cell] = {"drug": drug.name, **dosed(order.dosage_instruction, self._terms)}
        for name in names(entry):
            self._shelf.put(name, entry.file, tuple(cells.items()))

    def find(self, reference: Reference | None, entry: Entry) -> Mapping[str, Cell] | None:
        """The cells of the order that a reference means."""
        found = self._shelf.find(wanted(reference, entry), entry.file)
        return None if found is None else dict(found)
