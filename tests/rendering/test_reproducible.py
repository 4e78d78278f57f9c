"""The same document gives the same bytes, whoever renders it, where and when."""

import hashlib
import io
import os
import subprocess
import sys
from pathlib import Path

import pikepdf
import pytest

from letters import paths

from .conftest import finished
from .samples import DOCUMENTS, GAPS, LETTER

TESTS = Path(__file__).parent.parent
SCRIPT = """
import hashlib, os, sys
os.umask(int(sys.argv[1], 8))
from letters.rendering import render
from rendering.samples import GAPS, LETTER
for document in (GAPS, LETTER):
    print(hashlib.sha256(render(document).pdf).hexdigest())
"""
WORLDS = {
    "a clerk in Tokyo": {"PYTHONHASHSEED": "7", "TZ": "Asia/Tokyo", "LC_ALL": "C", "LANG": "C"},
    "a job in Paris": {
        **{"PYTHONHASHSEED": "4021", "TZ": "Europe/Paris", "LANG": "fr_FR.UTF-8"},
        **{"LC_ALL": "C.UTF-8", "PYTHONUTF8": "1", "SOURCE_DATE_EPOCH": "1"},
    },
}


@pytest.mark.parametrize("world", WORLDS)
def test_elsewhere_the_bytes_are_the_same(world, tmp_path):
    """Another hash seed, zone, language, user, home, folder and umask write the same files."""
    user = {"USER": world, "LOGNAME": world, "HOME": str(tmp_path), "XDG_CACHE_HOME": str(tmp_path)}
    found = os.pathsep.join((str(paths.TEMPLATES.parent), str(TESTS)))
    there = subprocess.run(
        [sys.executable, "-c", SCRIPT, "077" if "Tokyo" in world else "000"],
        env={"PATH": os.environ["PATH"], "PYTHONPATH": found} | user | WORLDS[world],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=True,
    )
    here = [finished(DOCUMENTS.index(one)) for one in (GAPS, LETTER)]
    assert there.stdout.split() == [hashlib.sha256(made.pdf).hexdigest() for made in here]
    # Nothing was left behind but what fontconfig remembers of the typefaces.
    left = {path.name for path in tmp_path.iterdir()}
    assert left <= {"fontconfig", ".cache"}


def test_no_day_but_the_document_s_is_in_the_file():
    """The dates in the file are its own, and its identity is its content, not chance."""
    made = finished(DOCUMENTS.index(LETTER)).pdf
    opened = pikepdf.open(io.BytesIO(made))
    dates = [str(opened.docinfo[key]) for key in ("/CreationDate", "/ModDate")]
    assert all(date.startswith(f"D:{LETTER.dated:%Y%m%d}") for date in dates)
    first, second = (bytes(part) for part in opened.trailer.ID)
    assert first == second
