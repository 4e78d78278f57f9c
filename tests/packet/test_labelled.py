"""The words by which records label what identifies a patient, as a file lists them."""

import re

import pytest

from letters.packet import labelled
from letters.packet.labelled import Kind, identifiers

LISTED = labelled._listed()
PLAIN = re.compile(r"[a-z ]+")


def plain(name: str) -> list[str]:
    """The alternatives of a name that are words as they stand."""
    return [each for each in LISTED[name] if PLAIN.fullmatch(each)]


def test_every_alternative_is_an_expression_that_matches_something():
    """An empty one would label everything."""
    for name, alternatives in LISTED.items():
        for each in alternatives:
            found = re.compile(each.replace("{number}", "no"))
            assert name.endswith("marked") or not found.fullmatch(""), (name, each)


@pytest.mark.parametrize("other", plain("others"))
def test_a_birth_date_of_somebody_else_identifies_no_patient(other):
    assert identifiers(f"{other.title()} DOB: 07/08/1955") == ()


@pytest.mark.parametrize("word", plain("no name"))
def test_a_word_behind_a_label_is_not_taken_for_a_name(word):
    assert identifiers(f"Patient: {word.title()} Zaubernuss") == ()


@pytest.mark.parametrize("end", plain("ends"))
def test_a_name_ends_where_another_word_begins(end):
    (found,) = identifiers(f"Patient: Zaubernuss, Anna {end} Wacholder")
    assert (found.kind, found.value) == (Kind.NAME, "Zaubernuss, Anna")
