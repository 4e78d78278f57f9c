"""What is kept between starts is only ever what it was made from, and nobody else's."""

import os

import once
import pytest

from letters import kept
from letters.citations import load
from letters.citations.reference import _format, _known, format_reference
from letters.paths import CITATIONS
from letters.rationale.phrasing import Phrasebook
from letters.templates import SHIPPED
from letters.templates.sandbox import Sandbox

KEY = kept.key_of(b"made from")


@pytest.fixture
def folder(tmp_path, monkeypatch):
    once.no_libraries(monkeypatch)
    kept.keep_in(tmp_path / "cache")
    yield tmp_path / "cache"
    kept.keep_in(None)


def only(folder):
    (file,) = (folder / "name").iterdir()
    return file


def test_what_was_kept_comes_back_under_its_name_and_key(folder):
    kept.save("name", KEY, b"content")
    assert kept.load("name", KEY) == b"content"
    assert kept.load("name", kept.key_of(b"made from else")) is None
    assert kept.load("other", KEY) is None


def test_nothing_is_kept_without_a_folder(tmp_path):
    kept.save("name", KEY, b"content")
    assert kept.load("name", KEY) is None
    assert not kept.is_on()


def test_what_is_kept_is_for_its_owner_only(folder):
    kept.save("name", KEY, b"content")
    assert [path.stat().st_mode & 0o777 for path in (folder, folder / "name", only(folder))] == [
        *(0o700, 0o700, 0o600)
    ]


@pytest.mark.parametrize("change", ["content", "seal", "end", "all"])
def test_a_file_that_is_not_whole_is_as_good_as_none(folder, change):
    kept.save("name", KEY, b"content")
    written = only(folder).read_bytes()
    torn = {"content": written[:-1] + b"x", "seal": b"x" + written[1:], "end": written[:-1]}
    only(folder).write_bytes(torn.get(change, b""))
    assert kept.load("name", KEY) is None


def test_a_file_of_another_key_put_in_its_place_is_as_good_as_none(folder):
    other = kept.key_of(b"other")
    kept.save("name", other, b"foreign")
    only(folder).rename(folder / "name" / KEY)
    assert kept.load("name", KEY) is None


@pytest.mark.parametrize("place", [".", "name", f"name/{KEY}"])
def test_what_others_may_write_is_not_trusted(folder, place):
    kept.save("name", KEY, b"content")
    (folder / place).chmod(0o777)
    assert kept.load("name", KEY) is None


@pytest.mark.parametrize("place", ["name", f"name/{KEY}"])
def test_a_link_in_its_place_is_not_followed(folder, place):
    kept.save("name", KEY, b"content")
    (folder / place).rename(folder / "aside")
    (folder / place).symlink_to(folder / "aside")
    assert kept.load("name", KEY) is None


def test_a_pipe_in_its_place_does_not_hold_up_the_start(folder):
    kept.save("name", KEY, b"content")
    only(folder).unlink()
    os.mkfifo(folder / "name" / KEY)
    assert kept.load("name", KEY) is None


def test_where_nothing_can_be_written_nothing_is_kept_and_nothing_fails(tmp_path):
    (tmp_path / "file").write_text("no folder")
    kept.keep_in(tmp_path / "file")
    try:
        kept.save("name", KEY, b"content")
        assert kept.load("name", KEY) is None
    finally:
        kept.keep_in(None)


def test_only_the_newest_of_a_name_stay(folder):
    for number in range(6):
        kept.save("name", kept.key_of(bytes([number])), b"content")
        os.utime(folder / "name" / kept.key_of(bytes([number])), (number, number))
    assert len(list((folder / "name").iterdir())) == 3
    assert kept.load("name", kept.key_of(b"\x05")) == b"content"


def test_a_library_that_was_kept_is_the_one_that_was_read(folder):
    read, again = load(CITATIONS), load(CITATIONS)
    assert (folder / "library").is_dir()
    assert again == read
    assert list(again.packs) == list(read.packs)


def test_a_library_that_was_changed_is_read_anew(folder, tmp_path):
    before = load(CITATIONS)
    policies = tmp_path / "policies"
    policies.mkdir()
    for file in ("northfield/m-77.yaml", "larkspur/rx-118.yaml"):
        source = CITATIONS.parent / "examples" / "policies" / file
        (policies / source.name).write_bytes(source.read_bytes())
    assert load(CITATIONS, policies).policies.keys() != before.policies.keys()
    edited = policies / "m-77.yaml"
    edited.write_text(edited.read_text() + "\n# seen again\n")
    digests = {load(CITATIONS, policies).digest for _ in range(2)}
    edited.write_text(edited.read_text() + "\n# and again\n")
    assert load(CITATIONS, policies).digest not in digests


def test_references_that_were_kept_are_those_that_were_formatted(folder):
    sources = list(load(CITATIONS).sources.values())[:3]
    _format.cache_clear()
    _known.cache_clear()
    formatted = [format_reference(source) for source in sources]
    _format.cache_clear()
    _known.cache_clear()
    assert [format_reference(source) for source in sources] == formatted
    assert len(_known()) >= len({runs for runs in formatted if runs})
    _format.cache_clear()
    _known.cache_clear()


def test_templates_of_ours_are_kept_compiled_and_a_practices_are_not(folder, monkeypatch):
    def sentences(metered=frozenset()):
        return Sandbox(SHIPPED.loader("sentences"), autoescape=False, metered=metered)

    sentences(frozenset({"title.j2"})).get_template("title.j2")
    assert not folder.exists()
    sentences().get_template("title.j2")
    monkeypatch.setattr(Sandbox, "compile", None)
    assert sentences().get_template("title.j2").name == "title.j2"


def test_a_sentence_of_a_kept_template_is_the_same(folder):
    library = load(CITATIONS)
    told = [Phrasebook(library).phrase("title", kind="review sheet", drugs=["one"])]
    again = load(CITATIONS)  # another library has an environment of its own
    told.append(Phrasebook(again).phrase("title", kind="review sheet", drugs=["one"]))
    assert told[0] == told[1]
