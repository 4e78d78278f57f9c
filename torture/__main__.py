"""Tortures one reader for a while: `python -m torture --reader x12 --minutes 10`.

What it finds is made small and kept in `tests/regressions`, where a test reads it from then on;
finds from files that are not ours go to --away instead.
"""

import hashlib
import resource
import time
from pathlib import Path
from random import Random

import click

from letters.case.vocabulary import Vocabulary
from letters.citations import load
from letters.paths import CITATIONS
from torture.figures import Figure, written
from torture.judge import Find
from torture.smaller import smaller
from torture.targets import REGRESSIONS, TARGETS, Seed, Target, judged, target

_MEMORY = 3_000_000_000
"""Bytes that reading may take of what is broken; beyond, it ends in a `MemoryError`."""


def _list(context: click.Context, _option: click.Parameter, asked: bool) -> None:
    if asked:
        for each in TARGETS:
            click.echo(each.name)
        context.exit()


@click.command()
@click.option(
    "--list", is_flag=True, is_eager=True, expose_value=False, callback=_list, help="Name readers."
)
@click.option("--reader", required=True, type=click.Choice([each.name for each in TARGETS]))
@click.option("--minutes", default=10.0, show_default=True)
@click.option("--inputs", default=0, help="Stop after so many inputs, however long they take.")
@click.option("--seed", default=1, show_default=True, help="Another seed breaks other places.")
@click.option("--given/--no-given", default=True, help="Begin from ../shared/inputs too.")
@click.option("--keep/--no-keep", default=True, help="Keep finds as regressions.")
@click.option("--away", type=click.Path(path_type=Path), default=Path("out/finds"))
def main(
    reader: str, minutes: float, inputs: int, seed: int, given: bool, keep: bool, away: Path
) -> None:
    """Breaks inputs and reads them until the time is up; reports what was found."""
    resource.setrlimit(resource.RLIMIT_AS, (_MEMORY, _MEMORY))
    each, random = target(reader), Random(f"{reader}{seed}")
    vocabulary = load(CITATIONS).vocabulary
    seeds = each.seeds(given) or [Seed("seed", b"", True)]
    finds: dict[str, Path] = {}
    count = 0
    slowest = 0.0
    began = time.monotonic()
    while _is_on(started := time.monotonic(), began + minutes * 60, count, inputs):
        broken = _next(each, seeds, random, count)
        found = judged(each, broken, vocabulary)
        slowest = max(slowest, time.monotonic() - started)
        count += 1
        if found is not None and found.mark not in finds:
            folder = REGRESSIONS if keep and broken.ours else away
            finds[found.mark] = _keep(each, broken, found, vocabulary, folder)
            click.echo(f"[{count}] {found.mark}: {finds[found.mark]}\n{found.told[-3000:]}\n")
    spent = time.monotonic() - began
    _sum(reader, count, spent, finds)
    click.echo(
        f"{reader}: {count} inputs from {len(seeds)} seeds in {spent / 60:.1f} minutes "
        f"({count / spent:.0f}/s), slowest {slowest:.1f} s, {len(finds)} finds"
    )
    for mark, path in finds.items():
        click.echo(f"  {mark}: {path}")
    raise SystemExit(1 if finds else 0)


def _is_on(now: float, until: float, count: int, inputs: int) -> bool:
    """Whether to go on: until the time is up, or with `inputs` until so many were read."""
    return count < inputs if inputs else now < until


def _sum(reader: str, count: int, seconds: float, finds: dict[str, Path]) -> None:
    """Adds the figures of one reader to the report."""
    figure = Figure("mutated inputs", reader, count, dict.fromkeys(finds, ""), seconds)
    written(figure)


def _next(each: Target, seeds: list[Seed], random: Random, count: int) -> Seed:
    """The seeds as they are, then broken ones."""
    if count < len(seeds) and each.breaks:
        return seeds[count]
    if not each.breaks:
        return Seed("seed", random.randbytes(16), True)
    return each.broken(seeds, random)


def _keep(each: Target, broken: Seed, found: Find, vocabulary: Vocabulary, root: Path) -> Path:
    """Makes a find small and writes it; its name is of its content, its ending that of the seed."""

    def same(content: bytes) -> bool:
        again = judged(each, Seed(broken.name, content, broken.ours), vocabulary)
        return again is not None and again.mark == found.mark

    content = smaller(broken.content, same) if each.breaks else broken.content
    ending = Path(broken.name).suffix
    folder = root / each.name
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{hashlib.sha256(content).hexdigest()[:10]}{ending}"
    path.write_bytes(content)
    return path


if __name__ == "__main__":
    main()
