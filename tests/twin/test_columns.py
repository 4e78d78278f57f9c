"""The widths of columns: those of the style sheet, and enough for every word."""

from hypothesis import given, settings
from hypothesis import strategies as st

from letters.twin.columns import widths
from letters.twin.page import page
from letters.twin.styles import TEXT_WIDTH

from .pages import html, tables


def table(markup):
    (made,) = page(html(markup)).parts
    return made


@settings(max_examples=40)
@given(tables(), st.sampled_from(["", ".t th:nth-child(1) { width: 22pt; }"]))
def test_columns_fill_the_width_of_the_text(markup, css):
    made = table(markup.replace("<table>", '<table class="t">'))
    found = widths(made, css)
    assert len(found) == made.columns
    assert abs(sum(found) - TEXT_WIDTH) < 0.01
    assert min(found) > 0


THREE = '<table class="t"><tr><td>a<td>b<td>c</table>'


def test_a_column_is_as_wide_as_the_style_sheet_says():
    """The others share what is left alike."""
    first, second, third = widths(table(THREE), ".t thead th:nth-child(2) { width: 94pt; }")
    assert second == 94
    assert first == third == 200


def test_a_later_rule_stands_over_an_earlier_one():
    """So does a practice's style, which is read after ours."""
    css = ".t th:nth-child(1) { width: 50pt } .u th:nth-child(1) { width: 70pt }"
    assert widths(table(THREE), css)[0] == 50
    assert widths(table(THREE), css + ".t th:nth-child(1) { width: 94pt }")[0] == 94


def test_a_column_is_widened_for_a_word_that_would_not_fit():
    css = ".t th:nth-child(1) { width: 10pt; }"
    made = table('<table class="t"><tr><td>INAPPLICABLE<td>b</table>')
    assert widths(made, css)[0] > 70


def test_a_rule_for_all_heads_of_rows_holds_for_each_of_their_columns():
    """The subject of the letter has two such columns."""
    made = table('<table class="t"><tr><th scope=row>a<td>b<th scope=row>c<td>d</table>')
    assert widths(made, ".t th { width: 76pt; }")[::2] == (76, 76)


def test_without_a_rule_a_column_of_long_lines_is_wider():
    made = table(f"<table><tr><td>{'word ' * 9}<td>a</table>")
    first, second = widths(made, "")
    assert first > 3 * second


def test_a_line_of_figures_is_not_parted_while_there_is_room():
    """A date stays in one line beside columns that could be wider."""
    cells = "".join(f"<td>{'long words ' * 3}" for _ in range(4))
    found = widths(table(f"<table><tr><td>Nov 17, 2026 NEW{cells}</table>"), "")
    assert found[0] > 60
