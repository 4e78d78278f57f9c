"""Claims and the answers to them: which lines were refused, and what is asked without an answer."""

from collections.abc import Hashable, Iterator, Sequence
from dataclasses import dataclass

from letters.intake.fhir.adjudication import Decision, Outcome, Reasons, decided, reasons
from letters.intake.fhir.billing import (
    ClaimResource,
    ClaimResponseResource,
    ExplanationOfBenefitResource,
    Item,
)
from letters.intake.fhir.directory import Directory
from letters.intake.fhir.elements import Reference, day
from letters.intake.fhir.netting import Decided, identified, net
from letters.intake.fhir.references import Shelf, names, numbered, wanted
from letters.intake.fhir.remarks import Remarks
from letters.intake.fhir.stream import Entry
from letters.intake.fhir.terms import Terms
from letters.intake.fhir.validation import read_as
from letters.intake.opening.files import File
from letters.intake.reading import ReadingError

Replied = ClaimResponseResource | ExplanationOfBenefitResource

AHEAD = frozenset({"preauthorization", "predetermination"})
_REPLACES = frozenset({"prior", "replaces"})
_REPLACED_BY = "replacedby"

_NOT_IN_FORCE = "a claim or answer that was cancelled, is a draft or was entered in error"
_PAID = "no line of it was refused"
_UNTOLD = "it tells no decision on any line"
_REPLACED = "an answer that a later one replaced"


@dataclass(frozen=True)
class Refused:
    """A line that was refused, with the line of its claim where that is known."""

    number: int
    item: Item
    outcome: Outcome


@dataclass(frozen=True)
class Refusal:
    """An answer that refuses, with its refused lines."""

    entry: Entry
    answer: Replied
    lines: tuple[Refused, ...]


@dataclass(frozen=True)
class Asked:
    """A claim, or a request for authorisation."""

    entry: Entry
    claim: ClaimResource

    @property
    def is_ahead(self) -> bool:
        """Whether it asks before the service was given."""
        return self.claim.use in AHEAD


class Claims:
    """Takes claims and answers in any order."""

    def __init__(
        self, files: Sequence[File], directory: Directory, terms: Terms, remarks: Remarks
    ) -> None:
        self._files = files
        self._directory = directory
        self._remarks = remarks
        self._settled = frozenset(terms.vocabulary.settled_codes)
        self._asked: list[Asked] = []
        self._shelf: Shelf[int] = Shelf()
        self._refusals: dict[int, Refusal] = {}
        self._decided: list[Decided] = []
        self._answered: list[tuple[Reference, Entry]] = []
        self._replaced: set[str] = set()

    def take(self, entry: Entry) -> None:
        """Takes a claim or an answer; one that no letter needs is listed."""
        file = self._files[entry.file]
        if entry.name == "Claim":
            claim = read_as(ClaimResource, entry, file, self._remarks)
            if claim is not None:
                self._take_claim(entry, claim)
            return
        answer: Replied | None
        if entry.name == "ClaimResponse":
            answer = read_as(ClaimResponseResource, entry, file, self._remarks)
        else:
            answer = read_as(ExplanationOfBenefitResource, entry, file, self._remarks)
        if answer is not None:
            self._take_answer(entry, answer)

    def refusals(self) -> Iterator[tuple[Refusal, Asked | None]]:
        """The answers that refuse, each with its claim; not those that a later one replaced."""
        standing = [each for each in self._decided if not each.numbers & self._replaced]
        netted = net(standing, self._keys)
        at = {id(each): place for place, each in enumerate(standing)}
        for number, answer in enumerate(self._decided):
            if not answer.is_refused:
                continue
            place = at.get(id(answer))
            why = _REPLACED if place is None else netted.replaced.get(place)
            if why is not None:
                self._leave(answer.entry, why)
                continue
            if place in netted.unclear:
                self._note_unclear(answer.entry)
            found = [self._find(ref, answer.entry) for ref in answer.claims]
            known = next((each for each in found if each is not None), None)
            yield self._refusals[number], None if known is None else self._asked[known]

    def _keys(self, decided: Decided) -> Iterator[Hashable]:
        """What two answers to one claim have in common: the claim, or its number and patient."""
        entry, about = decided.entry, decided.patient
        patient = self._directory.patient(about, entry)
        known: Hashable = id(patient)
        if patient is None:
            known = (entry.file, next(wanted(about, entry), None))
        for reference in decided.claims:
            claim = self._find(reference, entry)
            if claim is not None:
                yield ("claim", decided.is_ahead, claim)
            elif name := next(wanted(reference, entry), None):
                yield ("reference", decided.is_ahead, name, known)
        if decided.identified is not None:
            yield ("number", decided.is_ahead, decided.identified, known)

    def requests(self) -> Iterator[tuple[Asked, bool]]:
        """The claims, and whether an answer to each is in the input."""
        answered = {self._find(reference, entry) for reference, entry in self._answered}
        for number, asked in enumerate(self._asked):
            yield asked, number in answered

    def _find(self, reference: Reference, entry: Entry) -> int | None:
        return self._shelf.find(wanted(reference, entry), entry.file)

    def _take_claim(self, entry: Entry, claim: ClaimResource) -> None:
        if claim.status not in (None, "active"):
            self._leave(entry, _NOT_IN_FORCE)
            return
        coded = any(each.product_or_service is not None for each in claim.item)
        if claim.use not in AHEAD and not (coded and claim.identifier):
            self._leave(entry, "a claim without a number of its own, or without coded lines")
            return
        self._directory.take_contained(entry)
        number = len(self._asked)
        self._asked.append(Asked(entry.bare, claim))
        for name in names(entry):
            self._shelf.put(name, entry.file, number)
        for each in claim.identifier:
            if each.value:
                for system in {each.system, None}:
                    self._shelf.put(numbered(system, each.value), entry.file, number)

    def _take_answer(self, entry: Entry, answer: Replied) -> None:
        self._answered += [(reference, entry.bare) for reference in _claims_meant(answer)]
        if answer.status not in (None, "active"):
            self._leave(entry, _NOT_IN_FORCE)
            return
        replaced = self._note_replaced(answer)
        if answer.outcome == "error" or (
            isinstance(answer, ClaimResponseResource) and answer.error
        ):
            self._note_rejection(entry)
        elif replaced:
            self._leave(entry, _REPLACED)
        elif answer.outcome == "queued":
            self._note_pending(entry)
        else:
            self._weigh(entry, answer)

    def _note_replaced(self, answer: Replied) -> bool:
        """Remembers what an answer replaces; tells whether it was itself replaced."""
        found = False
        for related in answer.related if isinstance(answer, ExplanationOfBenefitResource) else ():
            kinds = set(related.relationship.codes()) if related.relationship else set()
            found |= _REPLACED_BY in kinds
            if kinds & _REPLACES and related.reference is not None and related.reference.value:
                self._replaced.add(related.reference.value.strip())
        return found

    def _weigh(self, entry: Entry, answer: Replied) -> None:
        """Keeps an answer that refuses a line; the others are listed."""
        whole = reasons(answer.adjudication)
        lines = [
            Refused(number, item, decided(item, whole, self._settled))
            for number, item in enumerate(_items(answer), start=1)
        ]
        if not lines and answer.adjudication:
            item = Item(adjudication=answer.adjudication)
            lines = [Refused(0, item, decided(item, Reasons(), self._settled))]
        refused = tuple(line for line in lines if line.outcome.decision is Decision.REFUSED)
        decisions = {line.outcome.decision for line in lines}
        if refused or (Decision.GRANTED in decisions and Decision.PENDED not in decisions):
            if refused:
                self._refusals[len(self._decided)] = Refusal(entry.bare, answer, refused)
            self._decided.append(_decided(entry, answer, lines))
        if refused:
            self._directory.take_contained(entry)
        elif Decision.PENDED in decisions:
            self._note_pending(entry)
        else:
            self._leave(entry, _PAID if Decision.GRANTED in decisions else _UNTOLD)

    def _note_unclear(self, entry: Entry) -> None:
        rule = "another answer of the same day, or without a day, decides this claim differently"
        refusal = ReadingError(rule, "ask the payer which of them holds")
        self._note(entry, "The refusal was used", refusal)

    def _note_rejection(self, entry: Entry) -> None:
        rule = "the payer could not process it: a rejection is not a denial"
        refusal = ReadingError(rule, "correct the request and send it again; do not appeal")
        self._note(entry, "The answer was not used", refusal)
        self._leave(entry, rule)

    def _note_pending(self, entry: Entry) -> None:
        rule = "the payer has not decided yet: a pended request is not a denial"
        refusal = ReadingError(rule, "send what the payer asks for, and wait for its decision")
        self._note(entry, "The answer was not used", refusal)
        self._leave(entry, rule)

    def _note(self, entry: Entry, what: str, refusal: ReadingError) -> None:
        self._remarks.note("warning", what, self._files[entry.file], entry.place, refusal)

    def _leave(self, entry: Entry, why: str) -> None:
        self._remarks.leave(self._files[entry.file], entry.place, entry.name, why)


def _decided(entry: Entry, answer: Replied, lines: Sequence[Refused]) -> Decided:
    """What netting needs of an answer."""
    paid = day(answer.payment.date) if answer.payment else None
    told = {
        (line.item.sequence or next(iter(line.item.item_sequence), line.number)): hash(
            (line.outcome.decision, line.outcome.reasons, line.outcome.paid)
        )
        for line in lines
    }
    return Decided(
        entry=entry.bare,
        patient=answer.patient,
        claims=tuple(_claims_meant(answer)),
        identified=identified(answer.identifier),
        numbers=frozenset((each.value or "").strip() for each in answer.identifier),
        is_ahead=answer.use in AHEAD,
        on=paid or day(answer.created),
        lines=tuple(told.items()),
        is_refused=any(line.outcome.decision is Decision.REFUSED for line in lines),
    )


def _items(answer: Replied) -> list[Item]:
    """The lines of an answer. One that the payer replaced by lines of its own is not counted."""
    replaced = {number for each in answer.add_item for number in each.item_sequence}
    kept = [each for each in answer.item if not replaced & set(each.item_sequence)]
    return [*kept, *answer.add_item]


def _claims_meant(answer: Replied) -> list[Reference]:
    """References to the claim that is answered. A request's own number comes back in its answer."""
    named = answer.request if isinstance(answer, ClaimResponseResource) else answer.claim
    found = [named] if named is not None else []
    if answer.use in AHEAD:
        bare = (each.model_copy(update={"system": None}) for each in answer.identifier)
        found += [Reference(identifier=each) for each in bare if each.value]
    return found
