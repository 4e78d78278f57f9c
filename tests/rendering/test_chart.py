"""The figure: everything inside the frame, nothing over anything else."""

import datetime as dt
from decimal import Decimal
from itertools import combinations, pairwise

from hypothesis import given, settings
from hypothesis import strategies as st

from letters.rationale.model import Bar, Chart, Panel, Point
from letters.rendering import to_html
from letters.rendering.chart import WIDTH, draw
from letters.rendering.labels import Box, _Taken, extent
from letters.rendering.lanes import LANE
from letters.rendering.scales import value_scale

from .samples import LETTER, claim, letter

DAYS = st.dates(dt.date(1990, 1, 1), dt.date(2060, 12, 31))
VALUES = st.decimals(0, 100_000, places=2)
POINTS = st.builds(Point, on=DAYS, value=VALUES, bound=st.sampled_from("=<>"))
PANELS = st.builds(
    Panel,
    measure=st.just("UPCR"),
    unit=st.just("g/g"),
    points=st.lists(POINTS, max_size=25).map(tuple),
    targets=st.lists(VALUES, max_size=2).map(tuple),
)
BARS = st.builds(Bar, label=st.text(min_size=1, max_size=120), start=DAYS, stop=st.none() | DAYS)


@st.composite
def charts(draw_from):
    first, last = sorted((draw_from(DAYS), draw_from(DAYS)))
    return Chart(
        panels=draw_from(st.lists(PANELS, max_size=3).map(tuple)),
        bars=draw_from(st.lists(BARS, max_size=12).map(tuple)),
        first=first,
        last=last,
        caption=claim("A figure."),
        alt="A figure.",
        target_label="target",
    )


@given(charts())
def test_marks_stay_in_their_plot(chart):
    """Every mark and target stands between the ends of its panel's axes."""
    drawing = draw(chart)
    for plot in drawing.plots:
        assert all(drawing.left <= mark.x <= drawing.right for mark in plot.marks)
        assert all(plot.top <= mark.y <= plot.bottom for mark in plot.marks)
        assert all(plot.top <= target.y <= plot.bottom for target in plot.targets)
        assert plot.bottom <= drawing.base <= drawing.height


@given(charts())
def test_each_value_has_its_mark(chart):
    """No measured value is left out, whatever it is."""
    for panel, plot in zip(chart.panels, draw(chart).plots, strict=True):
        assert len(plot.marks) == len(panel.points)


@given(charts())
def test_numbers_do_not_overlap(chart):
    """Printed values stay inside the figure and clear of each other."""
    for plot in draw(chart).plots:
        boxes = [extent(label) for label in plot.labels]
        assert all(box.left >= 0 and box.right <= WIDTH for box in boxes)
        assert not any(one.meets_any([two]) for one, two in combinations(boxes, 2))


@given(charts())
def test_panels_do_not_overlap(chart):
    """Each panel begins below the one before it."""
    for above, below in pairwise(draw(chart).plots):
        assert above.bottom < below.title_y < below.top < below.bottom


@given(charts())
def test_bars_do_not_overlap(chart):
    """In one lane, a bar with its label ends before the next begins; all stay in the frame."""
    bars = draw(chart).bars
    assert all(bar.begins >= 0 and bar.ends <= WIDTH for bar in bars)
    for one, two in combinations(bars, 2):
        if one.lane == two.lane:
            assert one.ends < two.begins or two.ends < one.begins
        else:
            assert abs(one.label.y - two.label.y) >= LANE - 0.01


@given(charts())
def test_ticks_go_forward_in_time(chart):
    """The marked days are different, in order, and none is outside the axis."""
    drawing = draw(chart)
    assert drawing.ticks
    assert all(drawing.left <= tick.x <= drawing.right for tick in drawing.ticks)
    for one, two in pairwise(drawing.ticks):
        assert one.on < two.on
        assert two.x - one.x >= 30


@given(st.lists(VALUES, max_size=10))
def test_value_ticks_climb_in_round_steps(values):
    """The value axis begins at zero, ends above the highest value, and has few ticks."""
    scale = value_scale(values, 0, 100)
    ticks = scale.ticks()
    assert ticks[0] == 0
    assert ticks[-1] >= max(values, default=Decimal(0))
    assert 2 <= len(ticks) <= 6
    assert all(one < two for one, two in pairwise(ticks))
    assert scale.step.normalize().as_tuple().digits in {(1,), (2,), (2, 5), (5,)}


@settings(max_examples=20)
@given(charts())
def test_the_same_chart_gives_the_same_drawing(chart):
    """Drawing is a function of the chart alone."""
    assert draw(chart) == draw(chart)


def test_the_ends_and_extremes_are_labelled():
    """Of many values, the first, the last, the highest and the lowest print their number."""
    for plot in draw(LETTER.chart).plots:
        assert len(plot.labels) == 10
    assert [label.text for label in draw(LETTER.chart).plots[0].labels][:2] == ["3.62", "3.30"]


def test_a_course_that_goes_on_ends_in_an_arrow():
    """An open course has a point at its right end, a stopped one an upright side."""
    going_on = [" L" in bar.outline for bar in draw(LETTER.chart).bars]
    assert sorted(going_on) == [False, False, False, True]


def test_a_course_begun_before_the_figure_is_open_at_the_left():
    """The outline of a course that is older than the figure is not closed."""
    older = Bar(label="older", start=dt.date(2010, 1, 1), stop=dt.date(2026, 1, 1))
    assert (
        not draw(LETTER.chart.model_copy(update={"bars": (older,)})).bars[0].outline.endswith("Z")
    )


def test_bounds_are_drawn_and_explained():
    """A value reported as below or above a limit has its own mark, its sign, and its key."""
    panel = Panel(
        measure="m",
        unit="u",
        points=(
            Point(on=dt.date(2026, 1, 1), value=Decimal("0.1"), bound="<"),
            Point(on=dt.date(2026, 5, 1), value=Decimal("300"), bound=">"),
        ),
    )
    chart = LETTER.chart.model_copy(update={"panels": (panel,)})
    (plot,) = draw(chart).plots
    assert [mark.bound for mark in plot.marks] == ["<", ">"]
    assert [label.text for label in plot.labels] == ["<0.1", ">300"]
    page = to_html(letter(chart=chart))
    assert "Open triangles" in page
    assert "Dashed line" not in page
    assert "Dashed line: treatment target" in to_html(LETTER)


SPANS = st.tuples(st.floats(-50, 450), st.floats(0, 60)).map(lambda one: (one[0], one[0] + one[1]))
BOXES = st.tuples(SPANS, SPANS).map(lambda two: Box(two[0][0], two[1][0], two[0][1], two[1][1]))


@given(st.lists(BOXES, max_size=30), BOXES)
def test_what_is_taken_is_known_by_squares_as_by_looking_through_all(taken, box):
    """Only the squares that a box touches are looked at, and nothing is missed."""
    assert _Taken(taken).meets(box) == box.meets_any(taken)
