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
from letters.rationale import Document

SCHEMAS: dict[str, Any] = {
    "case": Case,
    "determination": Determination,
    "rationale": Document,
    "source": Source,
    "pathway": Pathway,
    "pack": Pack,
    "worked-cases": WorkedCases,
}


@click.command(
    epilog="Example: letters schema rationale",
    short_help="Print the JSON Schema of a file that the program reads or writes.",
)
@click.argument("name", type=click.Choice(sorted(SCHEMAS)), required=False)
@click.option("--json", "as_json", is_flag=True, help="List the names as JSON.")
def schema(name: str | None, as_json: bool) -> None:
    """Prints one JSON Schema; without a name, lists the names."""
    if name is not None:
        common.say(TypeAdapter(SCHEMAS[name]).json_schema())
    elif as_json:
        common.say(sorted(SCHEMAS))
    else:
        click.echo("\n".join(sorted(SCHEMAS)))
