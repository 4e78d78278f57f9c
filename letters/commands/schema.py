"""`letters schema`: the JSON Schemas of what the program reads and writes."""

from typing import Any

import click
from pydantic import TypeAdapter

from letters.case import Case
from letters.citations.pathway import Pack, Pathway
from letters.citations.source import Source
from letters.citations.worked import WorkedCases
from letters.commands import common
from letters.determination import Determination
from letters.rationale import Document, shown

SCHEMAS: dict[str, Any] = {
    "case": Case,
    "determination": Determination,
    "document": Document,
    "source": Source,
    "pathway": Pathway,
    "pack": Pack,
    "worked-cases": WorkedCases,
}
EMBEDDED = "rationale"
NAMES = sorted([*SCHEMAS, EMBEDDED])


@click.command(
    epilog="Example: letters schema rationale",
    short_help="Print the JSON Schema of a file that the program reads or writes.",
)
@click.argument("name", type=click.Choice(NAMES), required=False)
@click.option("--json", "as_json", is_flag=True, help="List the names as JSON.")
def schema(name: str | None, as_json: bool) -> None:
    """Prints one JSON Schema; without a name, lists the names.

    `rationale` is what a finished PDF carries in itself, `document` the rationale.json beside it.
    """
    if name == EMBEDDED:
        common.say(shown.schema())
    elif name is not None:
        common.say(TypeAdapter(SCHEMAS[name]).json_schema())
    elif as_json:
        common.say(NAMES)
    else:
        click.echo("\n".join(NAMES))
