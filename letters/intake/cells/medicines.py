"""Finds the drug that a chart's text or code means, and the words of its dose.

Charts name a drug by a line such as `examplin 50 MG Oral Tablet [Brand]`. What is not surely one
drug of the vocabulary is none of them: a course of the wrong drug is worse than a course missed.
"""

import re
from collections.abc import Iterable
from decimal import Decimal
from functools import lru_cache

from letters.case.vocabulary import DoseUnit, Drug, Frequency, Vocabulary, find, folded
from letters.intake.cells import words
from letters.intake.cells.once import once_for_each
from letters.intake.reading import ReadingError
from letters.intake.rows import Row

_TOKEN = re.compile(r"[^\W_]+(?:\.[0-9]+)?|[/+&-]")
_NUMBER = re.compile(r"[0-9.,]+[a-z%]{0,4}")
_JOINING = frozenset({"/", "+", "&", "-", "and", "with"})
"""What stands between the ingredients of a combination."""
_SHORT = 4
"""Why: short names are shared, so one counts only where nothing unknown stands beside it."""
_SUFFIX = 4
"""Letters of the suffix by which the FDA tells biologics of one name apart."""
_LONGEST = 4000
_LOCAL = frozenset(
    _TOKEN.findall(
        "topical topically ophthalmic otic nasal intranasal inhalation inhalant inhaled "
        "inhaler nebulization nebulizer cream ointment lotion shampoo eye ear eyedrops vaginal "
        "rectal enema suppository intravitreal intraarticular intralesional epidural mouthwash "
        "foam cutaneous conjunctival transdermal patch "
    )
)
"""Why: a drug put on the skin or in the eye is no course of the drug that is requested."""
_ALLERGY = frozenset(["allergy", "allergic", "allergies", "intolerance", "intolerant"])
_DENYING = frozenset(["no", "not", "never", "avoid", "instead", *_ALLERGY])
_PLAIN = frozenset(
    _TOKEN.findall(
        # Amounts, and how often.
        "mg g mcg ug kg ml l iu unit units meq mmol m m2 dose doses hr hrs h hour hours day "
        "days week weeks month months one two three four half once twice daily weekly monthly "
        "bid tid qd qid prn qhs qam qpm q every each per at in of as the a for x on to times "
        "time needed directed morning evening night noon bedtime am pm take takes taken taking "
        "give given inject infuse infused food meal meals water milk breakfast dinner supper "
        "rx otc "
        # Forms and ways.
        "oral orally po by mouth iv ivpb intravenous intravenously subcutaneous subcutaneously "
        "sc sq intramuscular im injection injectable infusion solution suspension concentrate "
        "powder reconstituted lyophilized vial vials syringe syringes prefilled pen "
        "autoinjector auto injector ampule bag tab tabs tablet tablets cap caps capsule "
        "capsules pill pills liquid syrup elixir kit pack dosepak packet packets delayed "
        "release extended modified immediate enteric coated film dr er ec xr sr la "
        "disintegrating chewable granules single use preservative free generic brand human "
        "dextrose saline chloride normal d5w ns "
        # Salts.
        "sodium potassium calcium hydrochloride hcl sulfate sulphate phosphate acetate "
        "succinate hydrobromide maleate mesylate tartrate citrate anhydrous monohydrate "
        "dihydrate hydrate base acid salt "
    )
)
_DAYS = {
    "s": Decimal(1) / 86400,
    "min": Decimal(1) / 1440,
    "h": Decimal(1) / 24,
    "d": Decimal(1),
    "wk": Decimal(7),
    "mo": Decimal(30),
    "a": Decimal(365),
}

Words = tuple[str, ...]


class Medicines:
    """The drugs of a vocabulary by every name and code; make it once and ask it often."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        self._drugs = {drug.id: drug for drug in vocabulary.drugs}
        self._names: dict[Words, set[str]] = {}
        self._rxnorm: dict[str, set[str]] = {}
        self._billed: dict[str, set[str]] = {}
        for drug in vocabulary.drugs:
            for term in (drug, *drug.products):
                for name in (term.id, term.name, *term.aliases):
                    if words := _words(name):
                        self._names.setdefault(words, set()).add(drug.id)
            if drug.rxnorm:
                self._rxnorm.setdefault(drug.rxnorm, set()).add(drug.id)
            for product in drug.products:
                if product.hcpcs:
                    self._billed.setdefault(product.hcpcs.upper(), set()).add(drug.id)
        self._longest = max(map(len, self._names), default=0)
        self._found = lru_cache(maxsize=4096)(self._find)

    def named(self, text: str) -> Drug | None:
        """The one drug that a text names; see `drug_in`."""
        return self._drugs.get(self._found(text[:_LONGEST]) or "")

    def is_unclear(self, text: str) -> bool:
        """Whether a text holds the name of a drug and yet does not mean that drug alone."""
        return self.named(text) is None and any(True for _ in self._spans(_tokens(text)))

    def coded(self, rxnorm: Iterable[str]) -> Drug | None:
        """The one drug among RxNorm ids of ingredients."""
        return self._one(each for code in rxnorm for each in self._rxnorm.get(code.strip(), ()))

    def billed(self, hcpcs: Iterable[str]) -> Drug | None:
        """The one drug whose products all known HCPCS codes among these bill."""
        codes = [code.strip().upper() for code in hcpcs]
        return self._one(each for code in codes for each in self._billed.get(code, ()))

    def _one(self, ids: Iterable[str]) -> Drug | None:
        found = set(ids)
        return self._drugs[found.pop()] if len(found) == 1 else None

    def _find(self, text: str) -> str | None:
        words = _tokens(text)
        spans = list(self._spans(words))
        ids = {each for span in spans for each in self._names[_bare(words, span)]}
        covered = {at for span in spans for at in range(*span)}
        rest = [None if at in covered else word for at, word in enumerate(words)]
        others = {word for word in rest if word is not None}
        if len(ids) != 1 or others & (_LOCAL | _DENYING) or _is_joined(rest):
            return None
        longest = max(sum(map(len, _bare(words, span))) for span in spans)
        if longest <= _SHORT and not all(map(_is_plain, others)):
            return None
        return ids.pop()

    def _spans(self, words: list[str]) -> Iterable[tuple[int, int]]:
        """Where names stand, the longest first at each place; none overlap."""
        at = 0
        while at < len(words):
            end = self._end(words, at)
            if end is not None:
                yield at, end
            at = end or at + 1

    def _end(self, words: list[str], start: int) -> int | None:
        if words[start] in _JOINING:
            return None
        best, bare = None, 0
        for end in range(start + 1, len(words) + 1):
            bare += words[end - 1] not in "/+&-"
            if bare > self._longest:
                break
            if words[end - 1] not in "/+&-" and _bare(words, (start, end)) in self._names:
                best = end
        return best


def _tokens(text: str) -> list[str]:
    return _TOKEN.findall(text.casefold())


def _words(name: str) -> Words:
    return tuple(word for word in _tokens(name) if word not in "/+&-")


def _bare(words: list[str], span: tuple[int, int]) -> Words:
    return tuple(word for word in words[slice(*span)] if word not in "/+&-")


def _is_joined(rest: list[str | None]) -> bool:
    """Tells whether another drug seems joined: a part without the name that is not all plain."""
    part: list[str | None] = []
    before = ""
    for word in [*rest, "+"]:
        if word is None or word not in _JOINING:
            part.append(word)
            continue
        strange = [each for each in part if each is not None and not _is_plain(each)]
        suffix = before == "-" and len(strange) == 1 and part and strange[0] == part[0]
        tolerated = suffix and len(strange[0]) == _SUFFIX
        if part and None not in part and strange and not tolerated:
            return True
        part, before = [], word
    return False


def _is_plain(word: str) -> bool:
    return word in _PLAIN or word in _JOINING or bool(_NUMBER.fullmatch(word)) or len(word) == 1


@once_for_each(4)
def medicines(vocabulary: Vocabulary) -> Medicines:
    """The drugs of a vocabulary by name and code, made once for each."""
    return Medicines(vocabulary)


def drug_in(text: str, vocabulary: Vocabulary) -> Drug | None:
    """The one drug whose name, product name or alias stands as whole words in a text.

    Salts, forms, strengths and directions around it do not count. None where there is none, where
    several distinct drugs stand, where another ingredient seems joined to it ("x and y", "x / y"),
    where the text denies it, where the form is a local one (on the skin, in the eye, inhaled), and
    where only a short alias stands beside words that are not plain.
    """
    return medicines(vocabulary).named(text)


def allergen_in(text: str, vocabulary: Vocabulary) -> Drug | None:
    """The one drug that an entry of a list of allergies names, as `allergy to x` or `x`."""
    words = (word for word in text.split() if word.casefold().strip("():,;.") not in _ALLERGY)
    return drug_in(" ".join(words), vocabulary)


def coded_drug(codes: Iterable[str], vocabulary: Vocabulary) -> Drug | None:
    """The one drug among RxNorm ids; only ids of ingredients are known."""
    return medicines(vocabulary).coded(codes)


def billed_drug(codes: Iterable[str], vocabulary: Vocabulary) -> Drug | None:
    """The one drug that HCPCS codes bill; None where none or several are known by them."""
    return medicines(vocabulary).billed(codes)


def requested_drug(row: Row, vocabulary: Vocabulary) -> Drug | None:
    """The drug that a row names, or else the only one that its code bills; None if unclear."""
    written = row.cells.get("drug")
    if written is not None:
        try:
            return words.drug(vocabulary)(written)[0]
        except ReadingError:
            return drug_in(str(written), vocabulary)
    return billed_drug([code_of(row)], vocabulary)


def code_of(row: Row) -> str:
    """The code by which a row bills, HCPCS before CPT; empty where it has none."""
    return str(row.cells.get("hcpcs") or row.cells.get("procedure") or "").strip().upper()


def is_local(route: str) -> bool:
    """Tells whether a text of a route or form means the skin, the eye or another single place."""
    return not _LOCAL.isdisjoint(_tokens(route))


def dose_unit(names: Iterable[str], vocabulary: Vocabulary) -> DoseUnit | None:
    """The dose unit of the vocabulary that all known names among these mean, as `mg` and `MG`."""
    found = {
        unit.id: unit for name in names if name and (unit := find(vocabulary.dose_units, name))
    }
    return next(iter(found.values())) if len(found) == 1 else None


def rhythm(times: Decimal, period: Decimal, unit: str, vocabulary: Vocabulary) -> Frequency | None:
    """The frequency of the vocabulary for so many times in a period.

    `unit` is the UCUM unit of the period: s, min, h, d, wk, mo (as 30 days) or a. Of several words
    of one rhythm, as "weekly" and "weekly for 4 doses", it is the one whose name begins the others.
    """
    if unit not in _DAYS or not (times.is_finite() and period.is_finite()):
        return None
    if not 0 < times <= 1000 or not 0 < period <= 1000:
        return None
    days = period * _DAYS[unit]
    a_day, apart = times / days, days / times
    fitting = [
        each
        for each in vocabulary.frequencies
        if _same(each.per_day, a_day) or _same(each.every_days, apart)
    ]
    names = [folded(each.name) for each in fitting]
    plain = [each for each in fitting if all(n.startswith(folded(each.name)) for n in names)]
    return plain[0] if len(plain) == 1 else None


def _same(known: int | None, counted: Decimal) -> bool:
    return known is not None and abs(counted - known) < Decimal("0.0001")
