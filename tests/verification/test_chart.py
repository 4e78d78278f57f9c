"""The figure: what rendering draws is accepted, and a changed number in it is not."""

import datetime as dt
import json

from hypothesis import assume, given
from hypothesis import strategies as st

from letters.rationale.model import Bar, Chart, Claim, Panel, Point
from letters.rendering.chart import draw
from letters.verification.chart import foreign, missing
from letters.verification.folding import fold

DAYS = st.dates(dt.date(2019, 1, 1), dt.date(2029, 1, 1))
VALUES = st.decimals(min_value="0.01", max_value="4000", places=2)
POINTS = st.lists(
    st.builds(Point, on=DAYS, value=VALUES, bound=st.sampled_from("=<>")), min_size=1, max_size=9
).map(tuple)
PANELS = st.lists(
    st.builds(
        Panel,
        measure=st.sampled_from(("Lumen", "Glow index")),
        unit=st.sampled_from(("g/g", "", "lx/m²")),
        points=POINTS,
        targets=st.lists(VALUES, max_size=2).map(tuple),
    ),
    min_size=1,
    max_size=2,
    unique_by=lambda panel: panel.measure,
).map(tuple)
BARS = st.lists(
    st.builds(Bar, label=st.sampled_from(("moonwort", "star dew")), start=DAYS, stop=st.none()),
    max_size=2,
).map(tuple)
MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


@st.composite
def charts(draw_):
    panels, bars = draw_(PANELS), draw_(BARS)
    days = [point.on for panel in panels for point in panel.points] + [bar.start for bar in bars]
    return Chart(
        panels=panels,
        bars=bars,
        first=min(days),
        last=max(days) + dt.timedelta(days=draw_(st.integers(0, 900))),
        caption=Claim(id="c", text="Lumen."),
        alt="Lumen",
        target_label="",
    )


def drawn(chart):
    """The texts of the figure in the order in which the template writes them."""
    drawing = draw(chart)
    for plot in drawing.plots:
        yield f"{plot.measure} ({plot.unit})" if plot.unit else plot.measure
        yield from (tick.text for tick in (*plot.ticks, *plot.targets))
        yield from (label.text for label in plot.labels)
    yield from (bar.label.text for bar in drawing.bars)
    for tick in drawing.ticks:
        month = MONTHS[tick.on.month - 1]
        by_grain = {
            "day": f"{month} {tick.on.day}, {tick.on.year}",
            "month": f"{month} {tick.on.year}",
        }
        yield by_grain.get(tick.grain, str(tick.on.year))


def folded(chart):
    return [fold(text).chars for text in drawn(chart)]


@given(charts())
def test_whatever_is_drawn_is_accepted(chart):
    """Marks of the axes, targets, values, treatments and days raise no false alarm."""
    told = json.loads(chart.model_dump_json())
    assert foreign(told, folded(chart)) == []
    assert missing(told, folded(chart)) == []


@given(charts(), st.data())
def test_a_mark_or_value_that_is_changed_is_not(chart, data):
    """A number drawn in the figure that is neither a mark nor a value is foreign."""
    told = json.loads(chart.model_dump_json())
    texts = folded(chart)
    at = data.draw(st.sampled_from([n for n, text in enumerate(texts) if text[:1].isdigit()]))
    changed = texts[at] + data.draw(st.sampled_from("123456789"))
    assume(changed not in texts)
    wrong = [*texts[:at], changed, *texts[at + 1 :]]
    assert foreign(told, wrong) or missing(told, wrong)
