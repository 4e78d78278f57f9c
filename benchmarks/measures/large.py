"""Reading large exports: time by size, and the most that the reader ever holds."""

from benchmarks import exports, synthetic
from benchmarks.contest import ContestError
from benchmarks.measures.model import Goal, Outcome, Section, Setting, quartiles, table
from benchmarks.timing import spread

GOAL = Goal("memory of reading a large export at most", exports.LIMIT_MB, unit="MB")


def measure(setting: Setting) -> Section:
    """Reads a bulk export of charts and a remittance, each run a process of its own."""
    sizes = setting.sizes
    charts, remittance = setting.scratch / "charts", setting.scratch / "remittance.835"
    synthetic.write_charts(charts, sizes.charts_mb)
    synthetic.write_remittance(remittance, sizes.remittance_mb)
    rows, most = [], []
    for name, export in (("FHIR bulk export", charts), ("remittance, 835", remittance)):
        done = [
            exports.read_once(export, setting.scratch / "answer.json") for _ in range(sizes.repeats)
        ]
        if not done[0].cases:
            raise ContestError(f"no case was read of the {name}")
        size = exports.size(export) / synthetic.MEGABYTE
        speed = spread([size / run.seconds for run in done])
        held = [run.megabytes for run in done]
        most += held
        told = (name, f"{size:.0f}", quartiles(speed, 1), quartiles(spread(held), 0))
        rows.append((*told, str(done[0].cases), str(done[0].remarks)))
        setting.say(f"  {name}")
    headings = ("", "MB", "MB a second", "MB held at most", "cases", "remarks")
    return Section(
        "Large exports",
        told=("`letters check` on the whole export, a process for each run.",),
        tables=(table(headings, rows),),
        outcomes=(Outcome(GOAL, spread([max(most)])),),
    )
