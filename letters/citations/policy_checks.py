"""What must hold of the policies before a case may be judged by them.

These are the shipped ones under `citations/policies/` and those of a practice's own folder.
"""

import datetime as dt
import re
from collections.abc import Iterator
from itertools import combinations

from pydantic import ValidationError

from letters.citations import words
from letters.citations.criteria import AnyCriterion, criteria_below, leaves
from letters.citations.loading import Loaded
from letters.citations.policy import Confirmation, Policy
from letters.citations.reader import Problem, Reading
from letters.citations.source import Level
from letters.citations.worked import WorkedCases, WorkedRecord, merged

_FOLDER = "policies/"


def check_policies(loaded: Loaded, today: dt.date) -> Iterator[Problem]:
    """Everything wrong with the policies of a library, with file and line."""
    checks = _PolicyChecks(loaded, today)
    for policy in loaded.library.policies.values():
        yield from checks.places(policy)
        yield from checks.days(policy)
        yield from checks.confirmations(policy)
        yield from checks.criteria(policy)
        yield from checks.told(policy)
        yield from checks.citations(policy)
        yield from checks.forbidden(policy)
    yield from checks.twice()
    for worked in loaded.library.worked_policies.values():
        yield from checks.worked(worked)


class _PolicyChecks:
    def __init__(self, loaded: Loaded, today: dt.date) -> None:
        self.library, self.today = loaded.library, today
        self._files: dict[str, Reading] = {}
        self._cases: dict[str, Reading] = {}
        for reading in loaded.readings.values():
            value = reading.value if isinstance(reading.value, dict) else {}
            if "payers" in value:
                self._files[value["id"]] = reading
            elif "pathway" in value:
                self._cases[value["pathway"]] = reading

    def _at(self, policy: Policy, text: str, what: str) -> Problem:
        reading = self._files[policy.id]
        return Problem(file=reading.file, line=reading.line_of_text(text), what=what)

    def places(self, policy: Policy) -> Iterator[Problem]:
        file = self._files[policy.id].file
        if file.startswith(_FOLDER) and file != f"{_FOLDER}{policy.id}.yaml":
            what = f"'{policy.id}' must stand in {_FOLDER}{policy.id}.yaml"
            yield self._at(policy, policy.id, what)
        wanted = policy.applies_to.diagnosis
        if wanted not in {pack.diagnosis for pack in self.library.packs.values()}:
            yield self._at(policy, wanted, f"no pack is for '{wanted}', so nothing judges it")
        if blank := [name for name in policy.payers if not name.strip()]:
            yield self._at(policy, blank[0], "a name of the payer is blank")

    def days(self, policy: Policy) -> Iterator[Problem]:
        if policy.effective and policy.until and policy.until < policy.effective:
            what = f"it ends on {policy.until}, before it takes effect on {policy.effective}"
            yield self._at(policy, "until", what)
        if policy.read.on > self.today:
            yield self._at(policy, "read", "it was read on a day that has not come")

    def confirmations(self, policy: Policy) -> Iterator[Problem]:
        """A confirmation is of this version, so it cannot be older than the version."""
        given: list[tuple[str, Confirmation | None]] = [("confirmed", policy.confirmed)]
        given += [(one.criterion.id, one.confirmed) for one in policy.criteria]
        for text, confirmed in given:
            if confirmed is None:
                continue
            if not (confirmed.by.strip() and confirmed.where.strip()):
                yield self._at(policy, text, "a confirmation says by whom and where it was read")
            if policy.effective is not None and confirmed.on < policy.effective:
                what = f"it was confirmed on {confirmed.on}, before it took effect"
                yield self._at(policy, text, what)
            if confirmed.on > self.today:
                yield self._at(policy, text, "it was confirmed on a day that has not come")

    def criteria(self, policy: Policy) -> Iterator[Problem]:
        seen: set[str] = set()
        for criterion in (below for root in self._roots(policy) for below in criteria_below(root)):
            if criterion.id in seen:
                yield self._at(policy, criterion.id, f"criterion '{criterion.id}' stands twice")
            seen.add(criterion.id)
        used = [*words.in_applies_to(policy.applies_to)]
        for leaf in (leaf for root in self._roots(policy) for leaf in leaves(root)):
            used += words.in_leaf(leaf)
            yield from self._units(policy, words.amounts_in_leaf(leaf))
        for leaf in leaves(policy.whole):
            if not (leaf.ask and leaf.why):
                yield self._at(policy, leaf.id, f"criterion '{leaf.id}' needs `ask` and `why`")
        yield from self._used(self._files[policy.id], used)

    def _roots(self, policy: Policy) -> tuple[AnyCriterion, ...]:
        return (*policy.whole.of, *policy.asides)

    def _used(self, reading: Reading, used: list[words.Used]) -> Iterator[Problem]:
        for word, listed, text in used:
            if word not in words.known(self.library.vocabulary, listed):
                what = f"'{word}' is not among the {listed}"
                yield Problem(file=reading.file, line=reading.line_of_text(text), what=what)

    def _units(self, policy: Policy, amounts: words.Amounts) -> Iterator[Problem]:
        for measure, quantity in amounts:
            if not words.is_unit_of(self.library.vocabulary, measure, quantity):
                text = f"{quantity.value} {quantity.unit}"
                yield self._at(policy, text, f"'{quantity.unit}' is not a unit of '{measure}'")

    def told(self, policy: Policy) -> Iterator[Problem]:
        """Exceptions answer a top criterion; their conditions name criteria that exist."""
        tops = {one.criterion.id for one in policy.criteria}
        known = {below.id for root in self._roots(policy) for below in criteria_below(root)}
        for exception in policy.exceptions:
            if exception.criterion not in tops:
                what = f"no top criterion '{exception.criterion}' to make an exception of"
                yield self._at(policy, exception.criterion, what)
            for name in (*exception.when, *exception.unless):
                if name not in known:
                    yield self._at(policy, name, f"no criterion or aside '{name}'")

    def citations(self, policy: Policy) -> Iterator[Problem]:
        """Criteria and exceptions rest on statements that may print, or on the policy itself."""
        own = {policy.cite(one.criterion.id) for one in policy.criteria}
        below = [one for root in self._roots(policy) for one in criteria_below(root)]
        for cite in (cite for one in (*below, *policy.exceptions) for cite in one.cites):
            found = self.library.statements.get(cite)
            if found is None and cite not in own:
                yield self._at(policy, cite, f"no statement '{cite}'")
            elif found is not None and found.verification.level is Level.UNVERIFIED:
                what = f"'{cite}' is unverified and must never print; cite a checked statement"
                yield self._at(policy, cite, what)

    def forbidden(self, policy: Policy) -> Iterator[Problem]:
        """Nothing that prints of a policy says what a pack has audited as wrong."""
        below = [one for root in self._roots(policy) for one in criteria_below(root)]
        printed = [policy.title, policy.short, *(one.says for one in (*below, *policy.exceptions))]
        for pack in self.library.packs.values():
            for each in pack.forbidden:
                for text in printed:
                    if _matches(each.pattern, text):
                        what = f"says what is audited as wrong: {each.id}: {each.wrong}"
                        yield self._at(policy, text, what)

    def twice(self) -> Iterator[Problem]:
        """Of two policies with one number, no request may fall under both on one day."""
        for first, second in combinations(self.library.policies.values(), 2):
            if first.is_same(second) and _overlap(first, second):
                what = f"'{first.id}' has the same payer, number, days and requests"
                yield self._at(second, second.id, what)

    def worked(self, worked: WorkedCases) -> Iterator[Problem]:
        reading = self._cases[worked.pathway]
        if worked.pathway not in self.library.policies:
            what = f"no policy '{worked.pathway}'"
            yield Problem(file=reading.file, line=reading.line(("pathway",)), what=what)
        for case in worked.cases:
            line = reading.line_of_text(case.name)
            try:
                record = WorkedRecord.model_validate(merged(worked.base, case.change))
            except ValidationError as error:
                fault = error.errors(include_url=False)[0]
                what = f"'{case.name}': {'.'.join(map(str, fault['loc']))}: {fault['msg']}"
                yield Problem(file=reading.file, line=line, what=what)
                continue
            yield from self._used(reading, [*words.in_record(record)])
            for measure, quantity in words.amounts_in_record(record):
                if not words.is_unit_of(self.library.vocabulary, measure, quantity):
                    what = f"'{quantity.unit}' is not a unit of '{measure}'"
                    yield Problem(file=reading.file, line=line, what=what)


def _matches(pattern: str, text: str) -> bool:
    """Whether a pattern is found in a text; that a pattern is none is a problem of its pack."""
    try:
        return re.search(pattern, text, re.IGNORECASE) is not None
    except re.error:
        return False


def _overlap(first: Policy, second: Policy) -> bool:
    """Whether a request could fall under both on some day."""
    one, other = first.applies_to, second.applies_to
    starts = {one.continuing, other.continuing}
    routes = not one.routes or not other.routes or bool({*one.routes} & {*other.routes})
    return (
        one.diagnosis == other.diagnosis
        and bool({*one.drugs} & {*other.drugs})
        and routes
        and not starts.issuperset({True, False})
        and _begins(first) <= _ends(second)
        and _begins(second) <= _ends(first)
    )


def _begins(policy: Policy) -> dt.date:
    return policy.effective or dt.date.min


def _ends(policy: Policy) -> dt.date:
    return policy.until or dt.date.max
