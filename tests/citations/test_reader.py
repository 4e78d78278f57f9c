import datetime as dt
from decimal import Decimal

import pytest

from letters.case.evidence import Quantity
from letters.case.frozen import Frozen
from letters.case.period import Period
from letters.citations.reader import Problem, Reading, read, validate


class Leaf(Frozen):
    amount: Decimal


class Tree(Frozen):
    name: str
    on: dt.date
    within: Period
    dose: Quantity
    leaves: tuple[Leaf, ...]


TREE = """\
name: oak
on: 2026-11-22

within: P90D
dose: 0.5 g/g
leaves:
  - amount: 0.1
  - amount: 0.2
"""


@pytest.fixture
def reading_of(tmp_path):
    def write_and_read(text: str | bytes) -> Reading | Problem:
        path = tmp_path / "terms" / "file.yaml"
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        return read(path, tmp_path)

    return write_and_read


@pytest.mark.parametrize("word", ["yes", "no", "on", "off", "Yes", "NO", "y", "n", "2026-11-22"])
def test_words_that_yaml_1_1_turns_into_something_else_are_text(reading_of, word):
    """`yes`, `no`, `on`, `off` and dates are plain text, as keys and as values."""
    assert reading_of(f"{word}: {word}").value == {word: word}


@pytest.mark.parametrize("word", ["1:30", "0x1F", "1_000", "012.5.1", "5 mg", "<0.3", "1e"])
def test_what_is_no_number_in_yaml_1_2_is_text(reading_of, word):
    """Base-60 numbers, underscores and numbers with units stay text."""
    assert reading_of(f"value: {word}").value == {"value": word}


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("true", True),
        ("False", False),
        ("null", None),
        ("~", None),
        ("", None),
        ("12", 12),
        ("-3", -3),
        ("+7", 7),
    ],
)
def test_constants_and_whole_numbers(reading_of, written, meant):
    """Booleans, nulls and whole numbers mean what YAML 1.2's core schema says."""
    value = reading_of(f"value: {written}").value["value"]
    assert value == meant
    assert type(value) is type(meant)


@pytest.mark.parametrize("written", ["0.1", "0.10", "5.", ".5", "1e-3", "0.00884017", "-2.50"])
def test_numbers_with_a_point_are_exact_decimals(reading_of, written):
    """A number with a point keeps every digit as it was written."""
    value = reading_of(f"value: {written}").value["value"]
    assert isinstance(value, Decimal)
    assert str(value) == str(Decimal(written))


@pytest.mark.parametrize(
    "quoted", ['"true"', "'12'", '"0.5"', '""', "'null'", "|-\n  12", ">-\n  12"]
)
def test_quoted_and_block_text_is_text(reading_of, quoted):
    """Whatever stands in quotes or in a block is text, even if it looks like a number."""
    assert isinstance(reading_of(f"value: {quoted}").value["value"], str)


def test_a_quantity_keeps_its_digits(reading_of):
    """Tenths add up exactly after reading."""
    tree = validate(reading_of(TREE), Tree)
    assert isinstance(tree, Tree)
    assert sum(leaf.amount for leaf in tree.leaves) == Decimal("0.3")
    assert tree.dose == Quantity(value=Decimal("0.5"), unit="g/g")
    assert str(tree.within) == "90 days"


def test_every_part_knows_its_line(reading_of):
    """The line of a part is the one on which it begins, blank lines counted."""
    reading = reading_of(TREE)
    assert reading.line(("name",)) == 1
    assert reading.line(("within",)) == 4
    assert reading.line(("leaves", 1)) == 8
    assert reading.line(("leaves", 1, "amount")) == 8


def test_steps_that_do_not_exist_are_skipped(reading_of):
    """A path that names the branch of a union still finds the deepest part that exists."""
    reading = reading_of(TREE)
    assert reading.line(("leaves", "some branch", 1, "amount")) == 8
    assert reading.line(("nothing",)) == 1


def test_text_is_found_as_key_or_value(reading_of):
    """The line of a text is where it first stands whole, as key or value, else the first."""
    reading = reading_of(TREE)
    assert reading.line_of_text("P90D") == 4
    assert reading.line_of_text("leaves") == 6
    assert reading.line_of_text("oa") == 1


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("a: 1\nb: 2\na: 3\n", 3),
        ("a:\n  b: 1\n  c: 2\n  b: 3\n", 4),
        ("- {a: 1}\n- {a: 1, a: 2}\n", 2),
        ("true: 1\n'true': 2\n", 2),
    ],
)
def test_a_key_that_stands_twice_is_a_problem(reading_of, text, line):
    """A duplicate key is refused at the line of the second, at any depth."""
    problem = reading_of(text)
    assert isinstance(problem, Problem)
    assert problem.line == line
    assert "stands twice" in problem.what


def test_the_same_key_in_two_mappings_is_fine(reading_of):
    """Only keys of one mapping exclude each other, and an alias is not a second key."""
    assert reading_of("- &x {a: 1}\n- {a: 1}\n- *x\n").value == [{"a": 1}] * 3


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("a: 1\nb: c: 2\n", 2),
        ("a: [1\n", 2),
        ("a: 1\n---\nb: 2\n", 2),
        ("a: *nobody\n", 1),
        ("\ta: 1\n", 1),
        (b"a: \xff\xfe\n", 1),
        ("a: \x00\n", 1),
    ],
)
def test_what_is_not_yaml_is_a_problem_with_its_line(reading_of, text, line):
    """Whatever the bytes, reading ends in a problem that names the file and the line."""
    problem = reading_of(text)
    assert isinstance(problem, Problem)
    assert (problem.file, problem.line) == ("terms/file.yaml", line)


def test_an_empty_file_is_null(reading_of):
    """An empty file reads as null and fails only when a model is made of it."""
    reading = reading_of("# nothing\n")
    assert reading.value is None
    assert validate(reading, Tree)[0].line == 1


def test_faults_of_a_model_are_listed_with_their_lines(reading_of):
    """Every fault of a file is told at once, each at its own line."""
    text = TREE.replace("P90D", "90 days").replace("amount: 0.2", "amount: much")
    problems = validate(reading_of(text), Tree)
    assert [problem.line for problem in problems] == [4, 8]
    assert "P90D" in problems[0].what
    assert str(problems[1]).startswith("terms/file.yaml:8: leaves.1.amount: ")


def test_an_unknown_field_is_a_fault(reading_of):
    """A field that the model does not know is refused at its line, not ignored."""
    (problem,) = validate(reading_of(TREE + "colour: green\n"), Tree)
    assert problem.line == 9
    assert "colour" in problem.what


def test_part_of_a_file_is_validated_alone(reading_of):
    """A part of a file makes a model of its own, its faults at lines of the whole file."""
    reading = reading_of(TREE.replace("0.2", "much"))
    assert validate(reading, Leaf, ("leaves", 0)) == Leaf(amount=Decimal("0.1"))
    assert [problem.line for problem in validate(reading, Leaf, ("leaves", 1))] == [8]


REPEATING = ", ".join(f"&a{i + 1} [{', '.join([f'*a{i}'] * 9)}]" for i in range(9))


@pytest.mark.parametrize(
    ("text", "says"),
    [
        (f"a: [&a0 [x, x], {REPEATING}]", "too many parts"),
        ("a: &a [*a]", "nests too deep"),
        (f"a: {'[' * 100}{']' * 100}", "nests too deep"),
        (f"a: {'[' * 300_000}", "nests too deep"),
        ("- " * 300_000, "nests too deep"),
    ],
    ids=["a billion parts", "itself", "brackets", "brackets without end", "lists on one line"],
)
def test_what_grows_or_nests_without_end_is_a_problem(reading_of, text, says):
    found = reading_of(text)
    assert isinstance(found, Problem)
    assert says in found.what
