"""A practice's letterhead: closed fields, and errors with file and line."""

import pytest

from letters.templates.letterhead import Letterhead, letterhead
from letters.templates.problem import Problem

GOOD = 'name: [Osteal Practice]\naddress:\n  - 1 Moon Road\nphone: "555-0100"\n'


def told(tmp_path, text: str | bytes) -> Letterhead | list[Problem]:
    (tmp_path / "letterhead.yaml").write_bytes(text if isinstance(text, bytes) else text.encode())
    return letterhead(tmp_path)


def test_a_letterhead_is_read(tmp_path):
    """Name, address and telephone are enough; fax, web and tagline may be left out."""
    found = told(tmp_path, GOOD)
    assert found == Letterhead(
        name=("Osteal Practice",), address=("1 Moon Road",), phone="555-0100"
    )


@pytest.mark.parametrize(
    ("text", "line"),
    [
        (GOOD + "mood: good\n", 5),
        (GOOD.replace("phone", "fax"), 1),
        (GOOD.replace('"555-0100"', "[1, 2]"), 4),
        (GOOD.replace("1 Moon Road", "x" * 200), 3),
        (GOOD.replace("1 Moon Road", '"two\\nlines"'), 3),
        (GOOD + "phone: again\n", 5),
        (GOOD + "\tbroken: [\n", 5),
        (GOOD + "web: &a x\ntagline: *a\n", 5),
        ("", 1),
        ("- a list\n", 1),
        (b"\xff\xfe", 1),
    ],
)
def test_what_is_no_letterhead_is_an_error_at_its_line(text, line, tmp_path):
    """An unknown, missing, long or repeated part, and what is no YAML, is told with its line."""
    found = told(tmp_path, text)
    assert isinstance(found, list)
    assert found[0].file == "letterhead.yaml"
    assert found[0].line == line


def test_anchors_that_multiply_are_not_followed(tmp_path):
    """A few lines that stand for billions of values are refused at the first of them."""
    lines = ["a0: &a0 [x, x, x, x, x, x, x, x, x]"]
    lines += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]" for n in range(1, 12)]
    found = told(tmp_path, "\n".join(lines))
    assert isinstance(found, list)
    assert "anchor" in found[0].what
