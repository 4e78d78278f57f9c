"""Reads the data folder into one Library, or takes it as it was kept at an earlier start."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict

from letters import kept
from letters.case.frozen import Frozen, slimmed_through
from letters.case.vocabulary import Vocabulary
from letters.citations.appeals import Appeals, Words
from letters.citations.library import Library, listed, term_model
from letters.citations.pathway import Pack, Pathway
from letters.citations.policy import Policy
from letters.citations.reader import Problem, Reading, Where, read, validate
from letters.citations.source import Scale, Source
from letters.citations.worked import WorkedCases
from letters.errors import PackError
from letters.hashing import of_trees


class Loaded(Frozen):
    """A library with the readings of its files, so that a check can point at a line."""

    model_config = ConfigDict(arbitrary_types_allowed=True)

    library: Library
    readings: dict[str, Reading]


def load(root: Path, policies: Path | None = None) -> Library:
    """Loads the library under `root` and the practice's own policies, which win over shipped ones.

    Raises PackError with every problem (file and line) when any file is not what it should be.
    """
    folders = [folder for folder in (root, policies) if folder]
    # Whole hashes, where the digest that is printed is short.
    trees = (of_trees((folder,), _ENDINGS).encode() for folder in folders)
    key = kept.key_of(*trees) if kept.is_on() else ""
    known = kept.load(_KEPT, key)
    if known is not None:
        return slimmed_through(Library.model_validate_json(known))
    loaded = load_with_readings(root, policies)
    if isinstance(loaded, Loaded):
        _keep(loaded.library, key)
        return slimmed_through(loaded.library)
    listing = "\n".join(str(problem) for problem in loaded)
    raise PackError(f"the library of citations is in error; mend these lines:\n{listing}")


_ENDINGS = ("yaml",)
_SHORT = 12
"""Digits of the digest that is printed."""
_KEPT = "library"


def _keep(library: Library, key: str) -> None:
    """Keeps a library for the next start, if it is the same when it comes back."""
    if kept.is_on():
        written = library.model_dump_json()
        if Library.model_validate_json(written) == library:
            kept.save(_KEPT, key, written.encode())


def load_with_readings(root: Path, policies: Path | None = None) -> Loaded | list[Problem]:
    """Loads the library and keeps the readings, or lists every problem found."""
    problems: list[Problem] = []
    readings = _read_all(root, problems)
    own = {} if policies is None else _own_readings(policies, problems)
    if not readings and not problems:
        problems.append(
            Problem(file=".", line=1, what="no YAML files; is this a citations folder?")
        )
    parts = _Parts(readings, problems)
    values: dict[str, Any] = {
        "digest": of_trees((root, *([policies] if policies else [])), _ENDINGS)[:_SHORT],
        "sources": parts.keyed("sources/", Source, "id"),
        "packs": parts.keyed("conditions/", Pack, "id", name="pack"),
        "pathways": parts.keyed("conditions/", Pathway, "id", folder="pathways"),
        "worked": parts.keyed("conditions/", WorkedCases, "pathway", folder="cases"),
        **_policies(parts, _Parts(own, problems)),
        **parts.terms(),
        "appeals": parts.appeals(),
    }
    if problems:
        return problems
    settled = values["appeals"].settled_codes
    values["vocabulary"] = values["vocabulary"].model_copy(update={"settled_codes": settled})
    return Loaded(library=Library(**values), readings=readings | own)


def _own_readings(folder: Path, problems: list[Problem]) -> dict[str, Reading]:
    """The files of a practice's own folder of policies, named by their whole path.

    Why: a path from the root of the disk is never taken for one inside the library.
    """
    found: list[Problem] = []
    whole = folder.absolute()
    own: dict[str, Reading] = {}
    for file, reading in _read_all(whole, found).items():
        reading.file = (whole / file).as_posix()
        own[reading.file] = reading
    if not own and not found:
        found.append(Problem(file=".", line=1, what="no YAML files; is this a folder of policies?"))
    problems += [p.model_copy(update={"file": (whole / p.file).as_posix()}) for p in found]
    return own


def _read_all(root: Path, problems: list[Problem]) -> dict[str, Reading]:
    """Every YAML file under a folder that can be read, by its path in it."""
    readings: dict[str, Reading] = {}
    for path in sorted(root.rglob("*.yaml")):
        reading = read(path, root)
        if isinstance(reading, Problem):
            problems.append(reading)
        else:
            readings[reading.file] = reading
    return readings


def _policies(shipped: "_Parts", own: "_Parts") -> dict[str, Any]:
    """The policies that count, and the worked cases of those whose text they were written for."""
    ours: dict[str, Policy] = shipped.keyed("policies/", Policy, "id", without="cases")
    theirs: dict[str, Policy] = own.keyed("", Policy, "id", without="cases")
    kept = {
        policy.id: policy
        for policy in ours.values()
        if policy.id not in theirs and not any(policy.is_same(one) for one in theirs.values())
    }
    cases = shipped.keyed("policies/", WorkedCases, "pathway", folder="cases")
    worked = {name: case for name, case in cases.items() if name in kept or name not in ours}
    worked |= own.keyed("", WorkedCases, "pathway", folder="cases")
    return {"policies": kept | theirs, "worked_policies": worked}


class _Parts:
    """Sorts the files of the library into its models, collecting problems on the way."""

    def __init__(self, readings: dict[str, Reading], problems: list[Problem]) -> None:
        self._readings, self._problems = readings, problems

    def keyed(
        self,
        prefix: str,
        model: type[BaseModel],
        key: str,
        *,
        folder: str = "",
        without: str = "",
        name: str = "",
    ) -> dict[str, Any]:
        result: dict[str, Any] = {}
        for file, reading in self._readings.items():
            stem, within = Path(file).stem, Path(file).parent.name
            if not file.startswith(prefix) or (folder and within != folder):
                continue
            if (name and stem != name) or (without and within == without):
                continue
            value = validate(reading, model)
            if isinstance(value, list):
                self._problems += value
            elif getattr(value, key) in result:
                what = f"{key} '{getattr(value, key)}' is taken by another file"
                self._problems.append(Problem(file=file, line=reading.line((key,)), what=what))
            else:
                result[getattr(value, key)] = value
        return result

    def terms(self) -> dict[str, Any]:
        """The vocabulary and the scales, gathered from all files of `terms/`."""
        gathered: dict[str, list[Any]] = {}
        scales: dict[str, Scale] = {}
        for file, reading in self._readings.items():
            if not file.startswith("terms/"):
                continue
            for field, model, count in self._lists(reading):
                for i in range(count):
                    value = validate(reading, model, (field, i))
                    if isinstance(value, list):
                        self._problems += value
                    elif isinstance(value, Scale):
                        self._add_scale(value, scales, reading, (field, i))
                    else:
                        gathered.setdefault(field, []).append(value)
        return {"vocabulary": Vocabulary(**gathered), "scales": scales}

    def appeals(self) -> Appeals:
        """What stands in `appeals/`, gathered by field from all its files."""
        gathered: dict[str, list[Any]] = {}
        for file, reading in self._readings.items():
            if file.startswith("appeals/"):
                fields = reading.value if isinstance(reading.value, dict) else {"": None}
                for field, given in fields.items():
                    gathered[field] = [
                        *gathered.get(field, ()),
                        *self._appeal_field(reading, field, given),
                    ]
        words = gathered.pop("words", [])
        known = {field: given for field, given in gathered.items() if field in Appeals.model_fields}
        return Appeals(**known, words=words[0] if words else Words())

    def _appeal_field(self, reading: Reading, field: str, given: Any) -> Iterator[Any]:
        item = listed(Appeals, field) if field in Appeals.model_fields else None
        if field == "words":
            yield from self._valid(reading, Words, (field,))
        elif item is not None and isinstance(given, list):
            for i in range(len(given)):
                yield from self._valid(reading, item, (field, i))
        else:
            what = f"'{field}' is not a list of the appeals"
            line = reading.line((field,))
            self._problems.append(Problem(file=reading.file, line=line, what=what))

    def _valid(self, reading: Reading, model: type[BaseModel], where: Where) -> list[Any]:
        value = validate(reading, model, where)
        if not isinstance(value, list):
            return [value]
        self._problems += value
        return []

    def _lists(self, reading: Reading) -> Iterator[tuple[str, type[BaseModel], int]]:
        """The lists of a file of terms: name, model and length of each."""
        fields = reading.value if isinstance(reading.value, dict) else {"": None}
        for field, terms in fields.items():
            model = Scale if field == "scales" else term_model(field)
            if model is None or not isinstance(terms, list):
                what = f"'{field}' is not a list of terms"
                line = reading.line((field,))
                self._problems.append(Problem(file=reading.file, line=line, what=what))
            else:
                yield field, model, len(terms)

    def _add_scale(
        self, scale: Scale, scales: dict[str, Scale], reading: Reading, where: Where
    ) -> None:
        if scale.id in scales:
            what = f"scale '{scale.id}' stands twice"
            line = reading.line(where)
            self._problems.append(Problem(file=reading.file, line=line, what=what))
        scales[scale.id] = scale
