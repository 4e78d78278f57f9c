"""SHA-256 of content, files and JSON values."""

import json

from hypothesis import given
from hypothesis import strategies as st

from letters.hashing import of_file, of_json, of_trees, sha256

VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda below: st.lists(below) | st.dictionaries(st.text(), below),
    max_leaves=10,
)


def test_a_hash_is_that_of_the_standard():
    """The example of FIPS 180-4 for three letters."""
    assert sha256(b"abc") == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"


def test_a_file_has_the_hash_of_its_content(tmp_path):
    """Nothing of its name or place is in it."""
    (tmp_path / "some").write_bytes(b"abc")
    assert of_file(tmp_path / "some") == sha256(b"abc")


def test_what_is_no_file_has_no_hash(tmp_path):
    """Be it missing or a folder, or of a name that no file can have."""
    assert of_file(tmp_path / "no\0ne") is None
    assert of_file(tmp_path / "none") is None
    assert of_file(tmp_path) is None


def turned(value):
    """The same value with the keys of each of its objects in the opposite order."""
    if isinstance(value, dict):
        return {key: turned(below) for key, below in reversed(value.items())}
    return [turned(below) for below in value] if isinstance(value, list) else value


@given(VALUES)
def test_the_order_of_keys_is_not_in_the_hash(value):
    """Two files that tell the same have the same."""
    assert of_json(turned(value)) == of_json(value)


@given(VALUES, VALUES)
def test_values_that_differ_have_other_hashes(one, other):
    """As far as their JSON differs."""
    same = json.dumps(one, sort_keys=True) == json.dumps(other, sort_keys=True)
    assert (of_json(one) == of_json(other)) is same


def test_the_hash_of_a_folder_tells_names_and_contents(tmp_path):
    def now():
        return of_trees((tmp_path,), ("yaml",))

    seen = [now()]
    for name, text in (("a.yaml", "1"), ("a.yaml", "2"), ("b/a.yaml", "2"), ("b/c.yaml", "")):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(text)
        seen.append(now())
    assert len(set(seen)) == len(seen)
    (tmp_path / "b" / "notes.txt").write_text("no YAML")
    assert now() == seen[-1]


def test_a_folder_that_is_not_there_is_one_without_files(tmp_path):
    assert of_trees((tmp_path / "gone",), ("yaml",)) == of_trees((), ("yaml",))
