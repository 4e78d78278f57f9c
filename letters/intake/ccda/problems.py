"""Diagnoses of a chart: its problems, and what its medications were given for."""

import xml.etree.ElementTree as ET
from collections.abc import Iterator

from letters.intake.ccda.chart import Chart, Entry, within
from letters.intake.ccda.elements import child, children, codes, span, status

_STATUS = "33999-4"
_OVER = frozenset({"413322009", "73425007", "723506003"})
"""SNOMED CT: resolved, inactive, resolved. In remission is none of them."""
_OVER_WORDS = frozenset({"resolved", "inactive"})
_ACTIVE = "55561003"
_TRACKED = frozenset({"active", ""})
_UNKNOWN = "it has no diagnosis code that the library knows"
_ENDED = "the problem is inactive or resolved"


def diagnoses(entry: Entry, chart: Chart) -> Iterator[str]:
    """The ICD-10-CM codes of a problem that the vocabulary knows; all others are counted."""
    concern = entry.element
    found = False
    for observation in within(concern, "observation"):
        found = True
        if observation.get("negationInd") == "true" or observation.get("moodCode", "EVN") != "EVN":
            chart.leave(entry, "it says that the patient does not have it")
            continue
        told = chart.terms.diagnoses(chart.concept(child(observation, "value")))
        if not told:
            chart.leave(entry, _UNKNOWN)
        elif is_over(observation, concern, chart):
            chart.leave(entry, _ENDED)
        else:
            yield from told
    if not found:
        chart.leave(entry, _UNKNOWN)


def indications(administration: ET.Element, chart: Chart) -> Iterator[str]:
    """The known diagnosis codes for which a medication is given."""
    for relation in children(administration, "entryRelationship"):
        if relation.get("typeCode") == "RSON":
            for observation in children(relation, "observation"):
                if observation.get("negationInd") != "true":
                    yield from chart.terms.diagnoses(chart.concept(child(observation, "value")))


def is_over(observation: ET.Element, concern: ET.Element, chart: Chart) -> bool:
    """Whether a problem or an allergy is said to be over.

    Its own status counts first, then the day of its end, then whether the concern is still tracked.
    """
    for each in children(observation, "entryRelationship", "observation"):
        if _STATUS in codes(child(each, "code")):
            value = child(each, "value")
            names = (*chart.concept(value).texts, chart.texts.of(value))
            words = {name.casefold() for name in names}
            told = codes(value)
            if told & _OVER or words & _OVER_WORDS:
                return True
            if _ACTIVE in told:
                return False
    end = span(child(observation, "effectiveTime")).high
    if end is not None and end.is_after(chart.written) is not True:
        return True
    return concern is not observation and status(concern) not in _TRACKED
