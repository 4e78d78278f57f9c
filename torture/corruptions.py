"""Corrupts finished letters and asks whether the verifier sees it: `python -m torture.corruptions`.

Every corruption goes the whole way: it is made in the HTML of an example, which is then set and
painted like any other, and the PDF is verified against the true rationale.
"""

from collections import Counter
from collections.abc import Sequence
from random import Random

import click

from letters.errors import RenderingError
from letters.rendering import to_pdf
from letters.verification import Reading, read, traced
from torture.corruption import CLASSES, corruptions
from torture.examples import Example, examples


def table(tried: Counter[str], caught: Counter[str]) -> str:
    """Each class with how many of it were tried and caught."""
    lines = [f"{name:32}{tried[name]:7}{caught[name]:7}" for name in CLASSES]
    total = f"{'all':32}{tried.total():7}{caught.total():7}"
    return "\n".join([f"{'corruption':32}{'tried':>7}{'caught':>7}", *lines, total])


@click.command()
@click.option("--count", default=600, show_default=True, help="How many corruptions to make.")
@click.option("--seed", default=1, show_default=True, help="Another seed corrupts other places.")
@click.option("--only", default="", help="Only documents whose name holds this.")
def main(count: int, seed: int, only: str) -> None:
    """Makes corruptions of all classes over all examples; exits with 1 if one is missed."""
    tried: Counter[str] = Counter()
    caught: Counter[str] = Counter()
    random = Random(seed)
    chosen = [each for each in examples() if only in each.name]
    for each in chosen:
        alarm = traced(each.reading, each.told)
        if not alarm.ok:
            click.echo(f"false alarm: {each.name}: {alarm.counts()}")
    for name, each in _turns(chosen, random, count):
        for edit in corruptions(each.corruptible, name, random, 1):
            try:
                pdf = to_pdf(each.places.markup.edited(edit))
            except RenderingError:
                continue
            reading = read(pdf)
            if says_the_same(reading, each.reading):
                # A running head of a document of one page is printed nowhere.
                continue
            tried[name] += 1
            found = traced(reading, each.told)
            caught[name] += not found.ok
            if found.ok:
                click.echo(f"missed: {name} in {each.name}: {dict(edit)}")
    click.echo(table(tried, caught))
    raise SystemExit(tried != caught or not tried)


def says_the_same(one: Reading, two: Reading) -> bool:
    """Whether two PDFs say the same in the same places."""
    return [one.body.chars, *(text.chars for text in one.margins)] == [
        two.body.chars,
        *(text.chars for text in two.margins),
    ]


def _turns(chosen: Sequence[Example], random: Random, count: int) -> Sequence[tuple[str, Example]]:
    """Classes in turn, each with a document at random."""
    names = list(CLASSES)
    return [(names[turn % len(names)], random.choice(chosen)) for turn in range(count)]


if __name__ == "__main__":
    main()
