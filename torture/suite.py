"""All suites one after another, their figures in `out/torture.md`: `python -m torture.suite`.

Each runs in a process of its own, so that what one breaks does not end the others.
"""

import subprocess
import sys
from collections.abc import Iterator

import click

from torture.figures import REPORT, ROOT
from torture.targets import TARGETS


def lines(kills: int, inputs: int, count: int, texts: int) -> Iterator[tuple[str, ...]]:
    """What to run: the module and its options."""
    yield ("torture.corruptions",)
    yield ("torture.killing", "--kills", str(kills))
    yield ("torture.faults", "--count", str(count))
    yield ("torture.inboxes", "--count", str(count))
    yield ("torture.escapes",)
    yield ("torture.canaries",)
    yield ("torture.hostile", "--texts", str(texts))
    yield ("torture.outgoing", "--texts", str(texts))
    weights = {each.name: each.share for each in TARGETS}
    for name, weight in weights.items():
        most = -(-inputs * weight // sum(weights.values()))  # all together no fewer than asked for
        yield ("torture", "--reader", name, "--inputs", str(most))


@click.command()
@click.option("--kills", default=200, show_default=True, help="Moments at which a run is killed.")
@click.option("--inputs", default=200_000, show_default=True, help="Mutated inputs in all.")
@click.option("--count", default=10, show_default=True, help="How often each fault strikes.")
@click.option("--texts", default=100, show_default=True, help="Hostile texts for each field.")
def main(kills: int, inputs: int, count: int, texts: int) -> None:
    """Runs every suite; exits with 1 if any found something."""
    REPORT.unlink(missing_ok=True)
    failed = [
        " ".join(line)
        for line in lines(kills, inputs, count, texts)
        if subprocess.run([sys.executable, "-m", *line], cwd=ROOT, check=False).returncode
    ]
    click.echo(f"The figures are in {REPORT}.")
    for line in failed:
        click.echo(f"found something, or broke: {line}", err=True)
    raise SystemExit(bool(failed))


if __name__ == "__main__":
    main()
