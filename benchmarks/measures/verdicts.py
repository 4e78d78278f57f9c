"""What becomes of each file of a folder of inputs from elsewhere, and how long it takes."""

from concurrent.futures import ThreadPoolExecutor
from statistics import median

from benchmarks import inputs
from benchmarks.measures.model import Goal, Outcome, Section, Setting, table
from benchmarks.timing import spread

GOAL = Goal("files from elsewhere that end without a verdict, in failure, or too late", 0)
_TITLE = "Files from elsewhere"


def measure(setting: Setting) -> Section:
    """Reads each file by itself with `letters check`."""
    folder = inputs.GIVEN
    if not folder.is_dir():
        missing = Outcome(GOAL, None, "the folder of inputs is not beside the repository")
        return Section(_TITLE, outcomes=(missing,))
    paths = inputs.files(folder)
    with ThreadPoolExecutor(setting.jobs) as pool:
        verdicts = list(pool.map(inputs.check, paths))
    rows = []
    for told in inputs.VERDICTS:
        took = [verdict.seconds for verdict in verdicts if verdict.told == told]
        if took:
            rows.append((told, str(len(took)), f"{median(took):.1f}", f"{max(took):.1f}"))
    bad = [verdict for verdict in verdicts if verdict.told.isupper()]
    return Section(
        _TITLE,
        told=("`letters check` on each file by itself, starting included.",),
        tables=(table(("verdict", "files", "s", "s at most"), rows),),
        outcomes=(Outcome(GOAL, spread([float(len(bad))]), f"of {len(verdicts)} files"),),
    )
