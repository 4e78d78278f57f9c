"""What torture once found stays mended: every input that was kept is read without harm."""

from pathlib import Path

import pytest

from torture.targets import REGRESSIONS, TARGETS, Seed, judged, kept

KEPT = kept(each.name for each in TARGETS)


def test_every_kept_input_belongs_to_a_reader():
    files = {path for path in REGRESSIONS.rglob("*") if path.is_file()}
    assert files == {path for _, path in KEPT}


@pytest.mark.parametrize(("target", "path"), KEPT, ids=lambda part: getattr(part, "name", ""))
def test_an_input_that_once_did_harm_does_none(target, path: Path, library):
    found = judged(target, Seed(path.name, path.read_bytes(), True), library.vocabulary)
    assert found is None, f"{found.mark}\n{found.told}"
