"""Letters a second on all cores against one warm Chromium that prints the same pages."""

from contextlib import ExitStack
from pathlib import Path
from random import Random

from benchmarks import prepare
from benchmarks.contest import Contestant, ContestError, together
from benchmarks.measures.model import Goal, Outcome, Section, Setting, quartiles, table
from benchmarks.measures.warm import LIKE
from benchmarks.ours import OFF, WHOLE
from benchmarks.prepare import Material
from benchmarks.timing import ratios, spread

GOAL = Goal("letters a second on 2 cores over one warm Chromium", 1.6, 2.0, at_least=True)
_ON, _OFF, _PRINTED = "ours, fast path on", "ours, fast path off", "Chromium"
_TOLD = (
    "Blocks of letters, in another order each round. Ours is whole letters, from the tables of a "
    "case to the file that was read back, on as many warm workers as there are cores. Chromium is "
    "one warm browser that opens our finished page and prints it, tagged and with bookmarks, on "
    "one tab or on two at once; the goal is taken against the faster of the two."
)


def measure(setting: Setting) -> Section:
    """Blocks of letters by our workers and by the browser in turn."""
    sizes, python = setting.sizes, setting.python()
    count = sizes.block * (sizes.blocks + 1)
    letters = prepare.prepare(setting.scratch / "appeals", count, LIKE)
    rates: dict[str, list[float]] = {_ON: [], _OFF: []}
    missing = "" if python else "the peers are not installed: `make bench-peers`"
    with ExitStack() as stack:
        ours = {
            name: [stack.enter_context(Contestant(WHOLE, **how)) for _ in range(setting.jobs)]
            for name, how in ((_ON, {}), (_OFF, OFF))
        }
        browsers: dict[str, Contestant] = {}
        try:
            for tabs in (1, 2) if python else ():
                browser = Contestant("benchmarks.peers.chromium", str(tabs), python=str(python))
                browsers[f"{_PRINTED}, tabs: {tabs}"] = stack.enter_context(browser)
        except ContestError as error:
            missing, browsers = f"Chromium did not start: {error}", {}
        rates |= {name: [] for name in browsers}
        random = Random(4)
        for round_, start in enumerate(range(0, count, sizes.block)):
            block = letters[start : start + sizes.block]
            for name in random.sample(sorted(rates), len(rates)):
                if name in ours:
                    seconds = together(ours[name], [each.export for each in block])
                else:
                    seconds = browsers[name].turn(_listed(block, setting.scratch)).seconds
                if round_:  # the first warms up
                    rates[name].append(len(block) / seconds)
    return _section(rates, missing, sizes.block)


def _listed(block: list[Material], scratch: Path) -> Path:
    listed = scratch / "pages.txt"
    listed.write_text("\n".join(str(each.styled) for each in block))
    return listed


def _section(rates: dict[str, list[float]], missing: str, block: int) -> Section:
    printed = [name for name in rates if name.startswith(_PRINTED)]
    best = max(printed, key=lambda name: spread(rates[name]).median, default=None)
    rows = []
    for name, done in rates.items():
        over = quartiles(ratios(done, rates[best])) if best else "–"
        rows.append((name, quartiles(spread(done)), over, f"{len(done)} of {block} letters"))
    measured = ratios(rates[_ON], rates[best]) if best else None
    return Section(
        "Letters a second",
        told=(_TOLD,),
        tables=(table(("", "letters a second", "over Chromium", "blocks"), rows),),
        outcomes=(Outcome(GOAL, measured, missing or f"against {best}"),),
    )
