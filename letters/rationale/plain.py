"""What the parts of a patient's copy write with."""

from collections.abc import Iterable, Sequence
from typing import Any

from letters.case.evidence import Quantity
from letters.citations.source import Level, Statement
from letters.determination.matter import Matter
from letters.rationale.model import Claim, Fact, Letter
from letters.rationale.printing import TIED, quantity
from letters.rationale.writer import Writer

Told = list[list[Claim]]
"""Paragraphs of claims; an empty one is left out."""


class Teller:
    """Says one sentence after the other to the patient of a letter."""

    def __init__(self, writer: Writer, matter: Matter, letter: Letter) -> None:
        self.writer, self.matter, self.letter = writer, matter, letter
        self.case, self.library = writer.case, writer.library

    def say(
        self, name: str, facts: Sequence[Fact] = (), cites: Iterable[str] = (), /, **slots: Any
    ) -> Claim:
        """A sentence of `sentences/patient/` with what it rests on."""
        text = self.writer.phrase(f"patient/{name}", **slots)
        return self.writer.claim(text, tuple(facts), tuple(cites))

    def plain(self, statement: str) -> str | None:
        """A statement in plain words; None where there are none, or nobody has checked it."""
        found = self._statement(statement)
        return None if found.verification.level is Level.UNVERIFIED else found.plain

    def asks_for_dose(self, text: str, drug: str) -> bool:
        """Whether a text names the dose of a drug that the letter asks for."""
        doses = (one.dose for one in self.case.services if one.drug == drug and one.dose)
        return any(_amount(dose.amount) in text for dose in doses)

    def _statement(self, statement: str) -> Statement:
        return self.library.statement(statement)


def _amount(amount: Quantity) -> str:
    return quantity(amount).replace(TIED, " ")


def statements(claim: Claim) -> tuple[str, ...]:
    """The statements that a claim cites."""
    return tuple(cited.statement for cited in claim.citations)
