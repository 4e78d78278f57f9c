"""An invented payer's policy on the invented disease, as a file and laid into its library."""

from pathlib import Path
from typing import Any

import yaml

from letters.citations import Library
from letters.citations.policy import Policy

FILE = "policies/fern/solumab.yaml"
NUMBER = "FH-12"
CONFIRMED = {"by": "Ada Moon", "on": "2026-11-10", "where": "https://fern.example/fh-12"}
ASKED = {"ask": "Is it so?", "why": "It matters.", "who": "chart"}


def attested(name: str, question: str, **more: Any) -> dict[str, Any]:
    """A top criterion that asks the clinician."""
    asked = {"kind": "attested", "question": question, "says": f"{name} holds", **ASKED}
    return {"id": name, "locator": "Page 1", **asked, **more}


def fields(**changed: Any) -> dict[str, Any]:
    """What the file of the policy says; a field changed to None is left out."""
    given = {
        "id": "fern/solumab",
        "title": "Solumab for moonlight",
        "short": "Fern policy FH-12",
        "payers": ["Fern Health", "Fern"],
        "number": NUMBER,
        "effective": "2026-01-01",
        "applies_to": {"diagnosis": "moonlight", "drugs": ["solumab"]},
        "read": {"level": "secondary", "on": "2026-11-01", "where": "a retelling", "by": "notes"},
        "criteria": [
            attested("long", "night-long"),
            {
                "id": "shines",
                "locator": "Page 2",
                "kind": "measure",
                "of": "glow",
                "at_least": "0.5 g/g",
                "says": "It shines",
                **ASKED,
            },
            attested("owl", "owl-heard"),
        ],
        "exceptions": [
            {"criterion": "owl", "says": "Owls sleep.", "cites": ["almagest/solumab-first"]}
        ],
    } | changed
    return {name: value for name, value in given.items() if value is not None}


def policy(**changed: Any) -> Policy:
    """The policy as a model."""
    return Policy.model_validate(fields(**changed))


def text(**changed: Any) -> str:
    """The policy as a file."""
    return yaml.safe_dump(fields(**changed), sort_keys=False, allow_unicode=True)


def with_policies(library: Library, *policies: Policy) -> Library:
    """A library with these policies and no other."""
    return library.model_copy(update={"policies": {one.id: one for one in policies}})


def folder(root: Path, **files: str) -> Path:
    """A practice's own folder with these files."""
    for name, content in files.items():
        path = root / f"{name}.yaml"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(content, "utf-8")
    return root
