"""A practice's sentence beside ours: other words, the same argument."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from letters.templates import SHIPPED
from letters.templates.sandbox import Sandbox
from letters.templates.wording import changed, numbers

PARSER = Sandbox(SHIPPED.loader(), autoescape=False)

OURS = """{% if finding.reason == "absent" %}
{{ finding.subject | word }}: not recorded.
{% else %}
{{ finding.subject | word }} of {{ on | day }}: “{{ quote }}”.
{%- for line in lines %} {{ line }}{% endfor %}
{{ {"a": "the chart", "b": "the clinic"}[who] }} {{ "day" if days == 1 else "days" }}
{% endif %}"""


def told(theirs: str, ours: str = OURS) -> list[str]:
    return [problem.what for problem in changed("x.j2", PARSER.parse(ours), PARSER.parse(theirs))]


def test_ours_is_as_ours():
    """A copy of ours has nothing wrong."""
    assert told(OURS) == []


def test_words_may_change():
    """Words between the braces, and printed words within them, are a practice's own."""
    theirs = (
        OURS.replace("recorded", "on file")
        .replace(" of ", " dated ")
        .replace("the chart", "our chart")
        .replace('"days"', '"calendar days"')
    )
    assert theirs.count("our chart") == 1
    assert told(theirs) == []


@pytest.mark.parametrize(
    ("old", "new", "what"),
    [
        ("not recorded", "recorded", "denial"),
        (": “{{ quote }}”", ": not “{{ quote }}”", "denial"),
        ("“{{ quote }}”", "{{ quote }}", "quotation"),
        (" of {{ on", " of 2019, {{ on", "number"),
        (" of {{ on", " of two, {{ on", "number"),
        (": not recorded.", ".", "denial"),
        ("the chart", "", "says nothing"),
        ("the chart", "the 3 charts", "number"),
        ("{{ on | day }}", "", "departs"),
        ("{{ on | day }}", "{{ on }}", "departs"),
        ("{{ on | day }}", "{{ off | day }}", "departs"),
        ("{{ on | day }}", "{{ on | day }}{{ on | day }}", "departs"),
        ('== "absent"', '== "present"', "departs"),
        ('== "absent"', '!= "absent"', "departs"),
        ("days == 1", "days == 2", "departs"),
        ('"a":', '"c":', "departs"),
        ("for line in lines %}", "for line in lines[:1] %}", "departs"),
        (" {{ line }}", "", "departs"),
    ],
)
def test_the_argument_may_not(old, new, what):
    """Slots, conditions, loops, numbers, denials and quotation marks stay as ours has them."""
    assert OURS.count(old) == 1
    (problem, *_) = told(OURS.replace(old, new))
    assert what in problem


def test_a_branch_that_no_example_reaches_is_compared_too():
    """A denial dropped in one branch is found, though the other says it still."""
    ours = "{% if a %}It is not known.{% else %}It is not shown.{% endif %}"
    assert told(ours.replace("is not shown", "is shown"), ours)


def test_swapped_slots_are_found():
    """From one value to the other is not the same the other way round."""
    ours = "It went from {{ first }} to {{ last }}."
    assert told("It went from {{ last }} to {{ first }}.", ours)
    assert told("It fell from {{ first }} down to {{ last }}.", ours) == []


def test_a_reference_to_a_table_stays():
    """The mark that stands for a table's number is neither dropped nor brought."""
    assert told("As shown there.", "As shown in [[criteria]].")
    assert told("As the table [[criteria]] shows.", "As shown in [[criteria]].") == []


def test_the_line_of_a_fault_is_told():
    """The problem names the line in the practice's own file."""
    ours = PARSER.parse("{% if a %}\nIt is not known.\n{% endif %}")
    theirs = PARSER.parse("{% if a %}\n\n\nIt is known.\n{% endif %}")
    (problem,) = changed("x.j2", ours, theirs)
    assert 1 <= problem.line <= 4


@given(st.integers(0, 10**9))
def test_every_number_is_seen(value):
    """A number in figures is a number of the wording, whatever stands around it."""
    assert numbers(f"in about {value}mg.") == [str(value)]


@given(st.text(alphabet=st.characters(categories=("Ll", "Lu")), min_size=1))
def test_any_words_without_a_number_or_a_denial_pass(word):
    """Wording is free: a word put for a word is no fault, unless it counts or denies."""
    ours, theirs = "A {{ x }} word.", f"{word} {{{{ x }}}} word."
    faults = told(theirs, ours)
    assert not faults or "number" in faults[0] or "denial" in faults[0]
