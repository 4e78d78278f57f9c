"""How hard a text is to read, measured by formulas that others have published."""

import re
from typing import NamedTuple

import textstat

from letters.citations import Library
from letters.rationale.model import PatientCopy


class Grade(NamedTuple):
    """School grades: Flesch-Kincaid and SMOG of the text with names replaced, and as it stands."""

    kincaid: float
    smog: float
    kincaid_raw: float
    smog_raw: float


def text_of(copy: PatientCopy) -> str:
    """All that a patient reads, a heading or a paragraph on each line."""
    lines = [copy.title + ".", copy.greeting]
    for section in copy.sections:
        lines.append(section.heading)
        lines += [" ".join(claim.text for claim in part.claims) for part in section.paragraphs]
    lines.append(" ".join(claim.text for claim in copy.contact.claims))
    return "\n".join(lines).replace("\N{NO-BREAK SPACE}", " ")


def grade(copy: PatientCopy, library: Library) -> Grade:
    """The grades of a copy. Names of drugs and diseases count as one plain word each."""
    raw = text_of(copy)
    plain = _named(raw, library)
    return Grade(
        textstat.flesch_kincaid_grade(plain),
        textstat.smog_index(plain),
        textstat.flesch_kincaid_grade(raw),
        textstat.smog_index(raw),
    )


def _named(text: str, library: Library) -> str:
    words = library.vocabulary
    drugs = {drug.name for drug in words.drugs}
    drugs |= {product.name for drug in words.drugs for product in drug.products}
    diseases = {term.name for term in words.diagnoses}
    for names, word in ((drugs, "drug"), (diseases, "illness")):
        found = "|".join(sorted(map(re.escape, names), key=len, reverse=True))
        text = re.sub(rf"(?<!\w)(?:{found})(?!\w)", word, text, flags=re.IGNORECASE)
    return text
