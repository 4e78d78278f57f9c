"""Numbers the references in the order in which the letter first cites them."""

from letters.citations import Library
from letters.citations.reference import format_reference
from letters.citations.source import Level
from letters.errors import PackError
from letters.rationale.model import Cited, Reference


class Numbering:
    """Gives each cited source its number at first sight and lists the references at the end.

    `earlier` are the references of a document that this one goes with: their numbers are kept.
    """

    def __init__(self, library: Library, earlier: tuple[Reference, ...] = ()) -> None:
        self._library = library
        self._numbers = {reference.source: reference.number for reference in earlier}
        self._cited: dict[str, None] = {}
        self._known: dict[str, Cited] = {}

    def cite(self, statements: tuple[str, ...]) -> tuple[Cited, ...]:
        """The citations of these statements, in order.

        Raises PackError for a statement that was never verified: it must not print.
        """
        for statement in statements:
            if statement not in self._known:
                self._known[statement] = self._cite(statement)
        return tuple(map(self._known.__getitem__, statements))

    def _cite(self, full_id: str) -> Cited:
        source, statement = self._library.source_of(full_id), self._library.statement(full_id)
        level = statement.verification.level
        if level is Level.UNVERIFIED:
            raise PackError(f"statement '{full_id}' is unverified and must not print")
        self._cited[source.id] = None
        return Cited(
            number=self._numbers.setdefault(source.id, len(self._numbers) + 1),
            statement=full_id,
            source=source.short,
            locator=statement.locator,
            grade=self._library.grade(full_id),
            level="primary" if level is Level.PRIMARY else "secondary",
            verified_on=statement.verification.on,
            superseded=self._library.is_superseded(full_id),
        )

    def references(self) -> tuple[Reference, ...]:
        """The numbered references cited so far."""
        return tuple(
            Reference(
                number=self._numbers[source],
                source=source,
                runs=format_reference(self._library.source(source)),
            )
            for source in self._cited
        )
