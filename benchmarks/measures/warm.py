"""A warm letter: all of ours over WeasyPrint by itself on the same page, and where time goes."""

from contextlib import ExitStack
from statistics import median

from benchmarks import prepare
from benchmarks.contest import Contestant, race
from benchmarks.measures.model import Goal, Outcome, Section, Setting, Table, quartiles, table
from benchmarks.ours import OFF, WHOLE
from benchmarks.timing import Lap, ratios, spread

LIKE = ("LN-002", "LN-006")
"""The two appeals of the example, the letters that the goals were set for."""
WITHOUT = Goal("whole warm letter over bare warm WeasyPrint, fast path off", 1.10, 1.05)
WITH = Goal("the same with the fast path on", 0.70, 0.55)
BEFORE = Goal("our own code before rendering", 8, 3, unit="ms")

_BARE, _OFF, _ON = "WeasyPrint by itself", "ours, fast path off", "ours, fast path on"
_OWN = ("read", "determine and compose", "fill the template")


def measure(setting: Setting) -> Section:
    """Races our whole letter against WeasyPrint by itself; every letter is another one."""
    sizes = setting.sizes
    count = sizes.warming + sizes.rounds
    letters = prepare.prepare(setting.scratch / "appeals", count, LIKE)
    files = [
        {_BARE: each.page, _OFF: each.export, _ON: each.export, "parts off": each.export}
        | {"parts on": each.export}
        for each in letters
    ]
    with ExitStack() as stack:
        contestants = {
            _BARE: Contestant("benchmarks.contestants.bare"),
            _OFF: Contestant(WHOLE, **OFF),
            _ON: Contestant(WHOLE),
        }
        for each in contestants.values():
            stack.enter_context(each)
        laps = race(contestants, files, sizes.warming)
    with Contestant(WHOLE, "--parts", **OFF) as off, Contestant(WHOLE, "--parts") as on:
        steps = race({"parts off": off, "parts on": on}, files, sizes.warming, seed=2)
    bare = [lap.cpu for lap in laps[_BARE]]
    over = {name: ratios([lap.cpu for lap in laps[name]], bare) for name in (_OFF, _ON)}
    own = spread([sum(lap.told[step] for step in _OWN) * 1000 for lap in steps["parts on"]])
    share = own.median / 1000 / median(bare)
    return Section(
        "A warm letter",
        told=(_TOLD,),
        tables=(_times(laps, bare), _steps(steps)),
        outcomes=(
            Outcome(WITHOUT, over[_OFF]),
            Outcome(WITH, over[_ON]),
            Outcome(BEFORE, own, f"time of the processor; {share:.1%} of WeasyPrint by itself"),
        ),
    )


_TOLD = (
    "The letters are those of LN-002 and LN-006 of the example in turn, every one of another "
    "patient with other days and results. Three warm processes take turns on the same letter in "
    "another order each round; the ratio is that of the processor's time in the same round. Ours "
    "begins with the tables of one case on disk and ends with a PDF/A-3a and PDF/UA-1 file that "
    "carries its rationale and was read back and traced (the review sheet that goes with it is a "
    "document of its own, not in this table); WeasyPrint by itself begins with the "
    "finished page and a parsed style sheet and ends with a PDF/A-3a."
)


def _times(laps: dict[str, list[Lap]], bare: list[float]) -> Table:
    rows = []
    for name, done in laps.items():
        cpu, wall = ([getattr(lap, kind) for lap in done] for kind in ("cpu", "seconds"))
        size = median(lap.told["bytes"] for lap in done) / 1000
        milliseconds = [
            quartiles(spread([one * 1000 for one in times]), 0) for times in (cpu, wall)
        ]
        rows.append(
            (name, *milliseconds, quartiles(ratios(cpu, bare)), f"{size:.0f}", str(len(done)))
        )
    headings = ("", "ms of the processor", "ms of the clock", "ratio", "KB", "rounds")
    return table(headings, rows)


def _steps(laps: dict[str, list[Lap]]) -> Table:
    rows = []
    for name in laps["parts on"][0].told:
        told = [
            [lap.told[name] * 1000 for lap in laps[which]] for which in ("parts off", "parts on")
        ]
        rows.append((name, *(quartiles(spread(times), 1) for times in told)))
    return table(("step, ms of the processor", "fast path off", "fast path on"), rows)
