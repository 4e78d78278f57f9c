"""`letters schema`: the JSON Schemas of what the program reads and writes."""

from collections.abc import Callable
from typing import Any

import click
from pydantic import TypeAdapter

from letters.case import Case
from letters.citations.pathway import Pack, Pathway
from letters.citations.policy import Policy
from letters.citations.source import Source
from letters.citations.worked import WorkedCases
from letters.commands import common
from letters.determination import Determination
from letters.rationale import Document
from letters.rationale.shown import schema as embedded


def _of(kind: Any) -> Callable[[], Any]:
    return TypeAdapter(kind).json_schema


SCHEMAS: dict[str, Callable[[], Any]] = {
    "case": _of(Case),
    "determination": _of(Determination),
    "document": _of(Document),
    "rationale": embedded,
    "source": _of(Source),
    "pathway": _of(Pathway),
    "pack": _of(Pack),
    "policy": _of(Policy),
    "worked-cases": _of(WorkedCases),
}


@click.command(
    epilog="Example: letters schema rationale",
    short_help="Print the JSON Schema of a file that the program reads or writes.",
)
@click.argument("name", type=click.Choice(sorted(SCHEMAS)), required=False)
@click.option("--json", "as_json", is_flag=True, help="List the names as JSON.")
def schema(name: str | None, as_json: bool) -> None:
    """Prints one JSON Schema; without a name, lists the names.

    `rationale` is what a finished PDF carries in itself, `document` the rationale.json beside it.
    """
    if name is not None:
        common.say(SCHEMAS[name]())
    elif as_json:
        common.say(sorted(SCHEMAS))
    else:
        click.echo("\n".join(sorted(SCHEMAS)))
