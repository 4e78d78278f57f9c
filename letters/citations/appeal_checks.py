"""What must hold of `citations/appeals/` before a denial may be routed by it."""

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Iterator

from letters.case.model import Level, PlanTrack
from letters.case.vocabulary import RouteKind
from letters.citations.appeals import AdjustmentCode, DenialCode, Filing, RemarkCode, Words
from letters.citations.loading import Loaded
from letters.citations.reader import Problem
from letters.citations.source import Level as Verified

LONGEST_GLOSS = 140
_FOLDER = "appeals/"
_FILED = (Level.FIRST, Level.SECOND, Level.EXTERNAL)
_CLOSED = (RouteKind.PATIENT, RouteKind.NOTHING)
_DAY = "{by}"


def check_appeals(loaded: Loaded, today: dt.date) -> Iterator[Problem]:
    """Everything wrong with the appeals of a library, with file and line."""
    checks = _AppealChecks(loaded, today)
    yield from checks.twice()
    yield from checks.codes()
    yield from checks.guides()
    yield from checks.filings()
    yield from checks.remarks()


class _AppealChecks:
    def __init__(self, loaded: Loaded, today: dt.date) -> None:
        self.library, self.today = loaded.library, today
        self.appeals = loaded.library.appeals
        self._readings = loaded.readings

    def _at(self, text: str, what: str) -> Problem:
        for file, reading in self._readings.items():
            if file.startswith(_FOLDER):
                line = reading.line_of_text(text)
                if line > 1:
                    return Problem(file=file, line=line, what=what)
        return Problem(file=_FOLDER, line=1, what=what)

    def twice(self) -> Iterator[Problem]:
        appeals = self.appeals
        lists: dict[str, list[str]] = {
            "group codes": [one.code for one in appeals.group_codes],
            "codes": [one.code for one in (*appeals.adjustment_codes, *appeals.remark_codes)],
            "code lists": [one.of for one in appeals.code_lists],
            "routes": [one.route.value for one in appeals.routes],
            "reasons": [one.reason for one in appeals.reasons],
            "filings": [f"{one.track.value}, {one.level.value}" for one in appeals.filings],
            "cautions": [one.id for one in appeals.cautions],
            "off_label": [one.track.value for one in appeals.off_label],
            "discussions": [one.id for one in appeals.discussions],
            "exceptions": [one.track.value for one in appeals.exceptions],
        }
        for kind, names in lists.items():
            for name in (name for name, times in Counter(names).items() if times > 1):
                yield self._at(name, f"'{name}' stands twice in {kind}")

    def codes(self) -> Iterator[Problem]:
        for of, codes in (
            ("adjustment", self.appeals.adjustment_codes),
            ("remark", self.appeals.remark_codes),
        ):
            if codes and of not in {one.of for one in self.appeals.code_lists}:
                yield self._at(f"{of}_codes", f"no list is named in which the {of} codes stand")
        for one in (*self.appeals.adjustment_codes, *self.appeals.remark_codes):
            yield from self._gloss(one.code, one.gloss)
            yield from self._documents(one.code, one.documents)
            yield from self._amounts_to(one)
            if isinstance(one, AdjustmentCode) and one.settled and one.route not in _CLOSED:
                yield self._at(one.code, f"'{one.code}' is settled, and yet calls for something")
            if (
                isinstance(one, RemarkCode)
                and one.bars
                and one.route is not RouteKind.CORRECTED_CLAIM
            ):
                yield self._at(one.code, f"'{one.code}' bars an appeal, so it must be corrected")
        for group in self.appeals.group_codes:
            yield from self._gloss(group.code, group.gloss)
            yield from self._gloss(group.code, group.bears)

    def _gloss(self, owner: str, gloss: str) -> Iterator[Problem]:
        if not gloss.strip():
            yield self._at(owner, f"'{owner}' has no gloss")
        elif len(gloss) > LONGEST_GLOSS:
            yield self._at(owner, f"the gloss of '{owner}' is over {LONGEST_GLOSS} characters")

    def _documents(self, owner: str, documents: Iterable[str]) -> Iterator[Problem]:
        known = {term.id for term in self.library.vocabulary.documents}
        for document in documents:
            if document not in known:
                yield self._at(document, f"'{document}', of '{owner}', is not among the documents")

    def _reasons(self, owner: str, reasons: Iterable[str]) -> Iterator[Problem]:
        known = {term.id for term in self.library.vocabulary.denial_reasons}
        for reason in reasons:
            if reason not in known:
                yield self._at(reason, f"'{reason}', of '{owner}', is not among the denial_reasons")

    def _amounts_to(self, code: DenialCode) -> Iterator[Problem]:
        if code.reason is None:
            return
        yield from self._reasons(code.code, (code.reason,))
        clinical = {
            term.id
            for term in self.library.vocabulary.denial_reasons
            if term.route is RouteKind.CLINICAL
        }
        known = {term.id for term in self.library.vocabulary.denial_reasons}
        if code.route is not RouteKind.CLINICAL or code.reason in known - clinical:
            what = f"'{code.code}' amounts to a reason, but one of the two is not clinical"
            yield self._at(code.code, what)

    def guides(self) -> Iterator[Problem]:
        guides = {one.route: one for one in self.appeals.routes}
        for kind in RouteKind:
            if kind not in guides or not guides[kind].steps:
                yield self._at(kind.value, f"no steps are given for '{kind.value}'")
        for one in self.appeals.reasons:
            yield from self._gloss(one.reason, one.gloss)
            yield from self._documents(one.reason, one.documents)
            yield from self._reasons(one.reason, (one.reason,))
        told = {one.reason for one in self.appeals.reasons}
        for term in self.library.vocabulary.denial_reasons:
            if term.id not in told:
                yield self._at("reasons", f"the denial reason '{term.id}' is not told in words")
            if term.route is RouteKind.CLINICAL and term.answered_by is None:
                what = f"'{term.id}' calls for a clinical appeal, and nothing answers it"
                yield self._at(term.id, what)

    def filings(self) -> Iterator[Problem]:
        told = {(one.track, one.level) for one in self.appeals.filings}
        for track in PlanTrack:
            for level in _FILED:
                if track is not PlanTrack.OTHER and (track, level) not in told:
                    what = f"it is not said how to file '{level.value}' on '{track.value}'"
                    yield self._at("filings", what)
        for filing in self.appeals.filings:
            yield from self._filing(filing)

    def _filing(self, filing: Filing) -> Iterator[Problem]:
        name = f"{filing.level.value} on '{filing.track.value}'"
        wrong = {
            "is dated on a day that has not come": filing.as_of > self.today,
            "has a window but no day from which it runs": bool(filing.window)
            != bool(filing.counted_from),
            "has a window that cites nothing": filing.window is not None and not filing.cites,
            "has a window that no words tell": filing.window is not None and not filing.says,
            "has neither window nor words": not (filing.window or filing.says or filing.question),
            "presumes a receipt that it does not count from": filing.presumed_days is not None
            and filing.counted_from != "receipt",
            "has a window that ends on a negative or no day": filing.window is not None
            and filing.window.count < 1,
        }
        for what in (what for what, holds in wrong.items() if holds):
            yield self._at(filing.appeal, f"the {name} {what}")
        yield from self._cited(filing.appeal, filing.cites, may_be_unverified=True)
        yield from self._cited(filing.appeal, filing.expedited_cites)
        if filing.expedited_cites and not filing.expedited:
            yield self._at(filing.appeal, f"the {name} tells no time for urgent cases to cite")

    def _cited(
        self, owner: str, cites: Iterable[str], may_be_unverified: bool = False
    ) -> Iterator[Problem]:
        for cite in cites:
            found = self.library.statements.get(cite)
            if found is None:
                yield self._at(cite, f"no statement '{cite}'")
            elif found.verification.level is Verified.UNVERIFIED and not may_be_unverified:
                what = f"'{cite}' is unverified and must never print; ask instead ({owner})"
                yield self._at(cite, what)

    def remarks(self) -> Iterator[Problem]:
        for listed in self.appeals.code_lists:
            yield from self._cited(listed.of, listed.cites)
        for caution in self.appeals.cautions:
            yield from self._reasons(caution.id, caution.reasons)
            yield from self._cited(caution.id, caution.cites)
            if not (caution.asks or caution.cites):
                yield self._at(caution.id, f"'{caution.id}' states what nothing supports; ask it")
        for evidence in self.appeals.off_label:
            yield from self._reasons(evidence.track.value, evidence.reasons)
            yield from self._documents(evidence.track.value, evidence.documents)
            yield from self._cited(evidence.track.value, evidence.cites)
        for exception in self.appeals.exceptions:
            yield from self._cited(exception.track.value, exception.cites)
        for discussion in self.appeals.discussions:
            yield from self._cited(discussion.id, discussion.cites)
            if _DAY not in discussion.says or discussion.as_of > self.today:
                what = f"'{discussion.id}' needs {_DAY} in its words, and a day that has come"
                yield self._at(discussion.id, what)
        for field in Words.model_fields:
            text = getattr(self.appeals.words, field)
            if not text or (field == "discuss_by") != (_DAY in text):
                yield self._at("words", f"the words '{field}' are missing, or their day is")
