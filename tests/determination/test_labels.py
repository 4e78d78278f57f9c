"""A use outside the label, and what the plan track wants for it."""

import datetime as dt

import invented
import pytest

from letters.citations import load
from letters.determination import determine

from .matters import TODAY, answer, case, course, document, glow, service

SUPPORTED = (answer("sky-clear", True), glow("0.8", "2026-11-01"))
ENTRY = document("diary", "2026-11-01")


OFF = "on_label: false\n"
ON = "on_label: true\n"
AGED = f"{ON}        from_age: 18\n"
LUNACILLIN = "    name: lunacillin\n"
UNLABELED = f"{LUNACILLIN}    labels: [{{diagnosis: moonlight, on_label: false, cites: []}}]\n"


def written(tmp_path_factory, label):
    """The invented library with another label, and a document that settles uses outside it."""
    diary = "{id: diary, name: diary"
    terms = invented.TERMS.replace(f"{diary}}}", f"{diary}, settles: off-label}}")
    terms = terms.replace(ON, label).replace(LUNACILLIN, UNLABELED)
    assert "settles" in terms
    assert label in terms
    assert UNLABELED in terms
    root = tmp_path_factory.mktemp("citations")
    invented.write(root, {**invented.FILES, "terms/words.yaml": terms})
    return load(root)


@pytest.fixture(scope="module")
def outside(tmp_path_factory):
    """The invented library, in which the drug is off label and a diary settles that."""
    return written(tmp_path_factory, OFF)


@pytest.fixture(scope="module")
def inside(tmp_path_factory):
    """The same, with the drug on its label."""
    return written(tmp_path_factory, ON)


def judged(library, off_label, *evidence, **fields):
    fields = {"treatments_complete": True, "services": (service(continuing=False),), **fields}
    return determine(case(*evidence, **fields), library, TODAY, off_label)


def wanted(determination):
    return [gap.word for gap in determination.gaps if gap.kind == "compendium"]


def test_compendia_alone_want_an_entry(outside):
    """Where the track admits compendia alone, a use outside the label asks for an entry."""
    made = judged(outside, "compendia", *SUPPORTED)
    assert (made.outcome, wanted(made), made.compendia) == ("undetermined", ["solumab"], False)


def test_an_entry_on_file_carries_the_use(outside):
    """With the document on file nothing is asked, and the letter rests on it."""
    made = judged(outside, "compendia", *SUPPORTED, ENTRY)
    assert (made.outcome, made.gaps, made.compendia) == ("supported", (), True)


@pytest.mark.parametrize("admitted", ["literature", None])
def test_other_tracks_want_none(outside, admitted):
    """Where literature is admitted, or the track is unknown, no entry is asked for."""
    made = judged(outside, admitted, *SUPPORTED)
    assert (made.outcome, made.gaps, made.compendia) == ("supported", (), False)


def test_a_labeled_use_wants_none(inside):
    """On label nothing turns on compendia, with an entry on file or without."""
    for evidence in (SUPPORTED, (*SUPPORTED, ENTRY)):
        made = judged(inside, "compendia", *evidence)
        assert (made.outcome, made.gaps, made.compendia) == ("supported", (), False)


def test_an_entry_of_the_future_is_none(outside):
    """A document dated after the day of judgement does not count."""
    later = document("diary", "2026-11-23")
    assert wanted(judged(outside, "compendia", *SUPPORTED, later)) == ["solumab"]


def test_two_uses_want_two_entries(outside):
    """One entry leaves open for which of two drugs the other is missing, so both are asked for."""
    both = (service(continuing=False), service("lunacillin", continuing=False))
    one = judged(outside, "compendia", *SUPPORTED, ENTRY, services=both)
    assert wanted(one) == ["solumab", "lunacillin"]
    second = document("diary", "2026-11-02")
    assert wanted(judged(outside, "compendia", *SUPPORTED, ENTRY, second, services=both)) == []


def test_an_entry_does_not_cure_a_criterion(outside):
    """An excluded combination stays excluded, whatever a compendium says."""
    made = judged(outside, "compendia", *SUPPORTED, ENTRY, course("lunamab", "current"))
    assert made.outcome == "unsupported"


@pytest.fixture(scope="module")
def aged(tmp_path_factory):
    """The invented library, in which the label is for adults."""
    return written(tmp_path_factory, AGED)


@pytest.mark.parametrize(
    ("born", "status"),
    [(dt.date(2008, 11, 22), True), (dt.date(2008, 11, 23), False), (None, None)],
)
def test_a_label_with_an_age_limit_needs_the_age(aged, born, status):
    """Label status is neither on nor off when only an unknown age could tell."""
    made = judged(aged, "compendia", *SUPPORTED, born=born)
    assert made.services[0].on_label is status
    assert bool(wanted(made)) == (status is False)


def test_a_label_without_an_age_limit_needs_none(inside):
    """The label status of a patient of unknown age is known where the label sets no limit."""
    assert judged(inside, None, *SUPPORTED, born=None).services[0].on_label is True
