"""Names of files that tell of a patient."""

import datetime as dt

from letters.intake.joining.filenames import FileNames
from letters.intake.rows import Person

JANE = Person("DOE, JANE", None, frozenset({"4711-22"}))


def shown(*files, person=JANE):
    named = FileNames(files)
    named.meet(person)
    return [named.shown(file) for file in files]


def test_a_file_named_after_its_patient_goes_by_number():
    """A name with the patient's name or number is not spoken; others are."""
    assert shown("jane_doe_2024.json", "denials.csv", "chart-471122.xml") == [
        "file 1 of the input (.json)",
        "denials.csv",
        "file 3 of the input (.xml)",
    ]


def test_one_common_word_hides_no_file():
    """A file that shares one word with a patient's name keeps its own."""
    assert shown("denials-may.csv", person=Person("May Roe")) == ["denials-may.csv"]


def test_digits_after_a_name_do_not_hide_it():
    """Some systems append digits to each part of a name."""
    assert shown("Jane839_Doe917_3fc4.json") == ["file 1 of the input (.json)"]


def test_a_name_without_separators_is_seen():
    """Names run together, turned round, shortened to an initial, or told by the birth date."""
    born = Person("DOE, JANE", dt.date(1990, 5, 1), frozenset({"MRN-00123-45"}))
    files = ("JaneDoe.json", "DOEJANE_ccda.xml", "JDoe.xml", "MRN-00123-45.xml", "x_1990-05-01.xml")
    assert shown(*files, person=born) == [
        f"file {n} of the input ({ending})"
        for n, ending in enumerate((".json", ".xml", ".xml", ".xml", ".xml"), start=1)
    ]
