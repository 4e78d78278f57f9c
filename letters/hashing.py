"""SHA-256 as hexadecimal digits: of content, of a file, of a JSON value."""

import hashlib
import json
from pathlib import Path
from typing import Any


def sha256(content: bytes) -> str:
    """The hash of some content."""
    return hashlib.sha256(content).hexdigest()


def of_file(path: Path) -> str | None:
    """The hash of a file as it stands; None where there is none that can be read."""
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except (OSError, ValueError):  # no file has such a name
        return None


def of_json(value: Any) -> str:
    """The hash of a JSON value, whatever the order of its keys."""
    text = json.dumps(value, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return sha256(text.encode())
