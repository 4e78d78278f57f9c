"""How time grows with the number of cases, of exhibits, and of results in a series."""

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from statistics import median

from benchmarks import cases, fitting, growing
from benchmarks.contest import Contestant
from benchmarks.measures.cold import once, run
from benchmarks.measures.model import Goal, Outcome, Plot, Section, Series, Setting, table
from benchmarks.ours import WHOLE
from benchmarks.timing import Lap, spread

GOAL = Goal("time against cases, exhibits, results in a series: largest exponent", 1.1)
_LIKE = ("LN-006",)
_WARMING = 5
_OFTEN = 3
"""How many times as often as a long run the shortest is done at most."""
_LEAST = 2
_GROWS = 1.2
"""What a series must grow by from its first to its last point for an exponent to mean anything."""
_Point = tuple[float, float]


def measure(setting: Setting) -> Section:
    """Five series; each point is the median of its runs, in time of the processor."""
    sizes = setting.sizes
    series = {
        ("cases", "reading N cases (`letters check`)"): _reading(setting, sizes.read),
        ("cases-written", "writing N cases (`letters write`)"): _writing(setting, sizes.series),
        ("exhibits", "a warm letter with N exhibits"): _letters(
            setting, "exhibits", sizes.listed, growing.with_exhibits
        ),
        ("packet", "binding N exhibits (`letters packet`)"): _packets(setting, sizes.bound),
        ("labs", "a warm letter with N days of results"): _letters(
            setting, "labs", sizes.labs, growing.with_labs
        ),
    }
    rows, plots, exponents = [], [], {}
    for (name, title), points in series.items():
        xs, ys = [x for x, _ in points], [y for _, y in points]
        curve = fitting.power(xs, ys)
        told = ", ".join(f"{x:g}: {y:.2f} s" for x, y in points)
        found = "hardly grows"
        if curve.at(xs[-1]) > _GROWS * curve.at(xs[0]):
            exponents[title] = curve.exponent
            found = f"{curve.exponent:.2f}"
        rows.append((title, told, found, f"{curve.error * 100:.0f} %"))
        drawn = (Series("measured", tuple(points), curve.points(xs[0], xs[-1])),)
        plots.append(Plot(name, title, "N", "seconds of the processor", drawn))
    worst = max(exponents, key=lambda title: exponents[title], default="no series grows")
    steepest = spread([exponents.get(worst, 0.0)])
    return Section(
        "Time against size",
        told=(
            "Time of the processor. The exponent is that of the curve a + b·N^k that lies nearest "
            "to the points, with all that does not depend on N in a: 1 is a line. None is told if "
            "the last takes hardly more than the first. The last column is how far the points lie "
            "from the curve.",
        ),
        tables=(table(("", "N: time", "exponent", "off the curve"), rows),),
        plots=tuple(plots),
        outcomes=(Outcome(GOAL, steepest, worst),),
    )


def _reading(setting: Setting, counts: Sequence[int]) -> list[_Point]:
    exports = _exports(setting.scratch / "read", counts)
    return _in_turns(setting, counts, lambda count, _: run("check", str(exports[count])), "read")


def _writing(setting: Setting, counts: Sequence[int]) -> list[_Point]:
    exports, out = _exports(setting.scratch / "written", counts), setting.scratch / "out"
    return _in_turns(setting, counts, lambda count, _: once(exports[count], out), "wrote")


def _exports(folder: Path, counts: Sequence[int]) -> dict[int, Path]:
    return {count: cases.export(folder / str(count), count) for count in counts}


def _letters(
    setting: Setting, name: str, counts: Sequence[int], change: Callable[[int], growing.Change]
) -> list[_Point]:
    """Letters of one worker, each of another patient; the first only warm it up."""
    with Contestant(WHOLE) as worker:
        for first in range(_WARMING):
            folder = setting.scratch / name / f"warm-{first}"
            worker.turn(cases.export(folder, 1, _LIKE, first=first))

        def done(count: int, number: int) -> Lap:
            folder = setting.scratch / name / str(count) / str(number)
            return worker.turn(cases.export(folder, 1, _LIKE, 1, change(count), number))

        return _in_turns(setting, counts, done, name)


def _packets(setting: Setting, counts: Sequence[int]) -> list[_Point]:
    lines: dict[int, tuple[str, ...]] = {}
    for count in counts:
        change, folder = growing.with_exhibits(count), setting.scratch / "packets" / str(count)
        export = cases.export(folder / "export", 1, _LIKE, change=change)
        growing.lay_exhibits(folder / "exhibits", change(cases.case(0, _LIKE)))
        once(export, folder / "out")
        written, exhibits = str(folder / "out"), str(folder / "exhibits")
        lines[count] = ("packet", cases.label(0), "--out", written, "--exhibits", exhibits)
    return _in_turns(setting, counts, lambda count, _: run(*lines[count]), "bound")


def _in_turns(
    setting: Setting, counts: Sequence[int], done: Callable[[int, int], Lap], told: str
) -> list[_Point]:
    """The median time of each size; `done` is given the size and how often it was done before."""
    laps: dict[int, list[float]] = {count: [] for count in counts}
    for count in order(counts, setting.sizes.repeats * _OFTEN):
        laps[count].append(done(count, len(laps[count])).cpu)
    setting.say(f"  {told}: {', '.join(f'{count} ({len(laps[count])} times)' for count in counts)}")
    return [(float(count), median(taken)) for count, taken in laps.items()]


def order(counts: Sequence[int], most: int) -> Iterator[int]:
    """The sizes in the order in which they are done: small ones more often, each evenly spread.

    Why: what else the machine does meets short runs and long ones alike, and a short one harder.
    """
    often = {count: max(_LEAST, min(most, max(counts) // count)) for count in counts}
    for number in range(most):
        yield from (count for count in counts if number * often[count] % most < often[count])
