"""Exhibits are opened each in a process of its own; what cannot be one is told, all at once."""

import datetime as dt
import hashlib
import json
import os
import string
import sys
from pathlib import Path

import pytest
from exhibits import papers
from exhibits.papers import document, saved, written
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pikepdf import Array, Name, String

from letters.exhibits.refusals import REFUSALS, REMARKS
from letters.packet import opening
from letters.packet.model import Bounds, Exhibit, ExhibitError, Opened
from letters.packet.opening import open_exhibits

CANARY = "Zaubernuss-19840811"
BOUNDS = Bounds.model_validate({"memory_mb": 1000, "seconds": 60})


@pytest.fixture(scope="module", autouse=True)
def made_once():
    """Each exhibit is read as often as a test opens it: here the reading is looked at."""


@pytest.fixture
def exhibit(tmp_path):
    """An exhibit of some content; its file is named after a patient who does not exist."""

    def make(content: bytes | None, ending=".pdf", pages=None, letter="C") -> Exhibit:
        folder = tmp_path / CANARY
        folder.mkdir(exist_ok=True)
        file = folder / f"{CANARY}-{letter}{ending}"
        if content is not None:
            file.write_bytes(content)
        title = "Biopsy report"
        return Exhibit(letter=letter, title=title, on=dt.date(2026, 1, 2), file=file, pages=pages)

    return make


def refused(*exhibits: Exhibit, bounds: Bounds = BOUNDS) -> str:
    with pytest.raises(ExhibitError) as error:
        open_exhibits(exhibits, bounds)
    assert CANARY not in str(error.value)
    assert CANARY not in repr(error.value)
    return str(error.value)


def one(exhibit: Exhibit, bounds: Bounds = BOUNDS) -> Opened:
    (opened,) = open_exhibits([exhibit], bounds)
    return opened


def test_an_exhibit_as_it_was_opened(exhibit):
    """Its pages, their numbers in the file, how many it has, its hash and its words."""
    content = written(document("one", "two", "three"))
    wanted = exhibit(content, pages=(2, 3))
    opened = one(wanted)
    assert opened.exhibit == wanted
    assert (opened.numbers, opened.of) == ((2, 3), 3)
    assert [text.strip() for text in opened.texts] == ["two", "three"]
    assert opened.sha256 == hashlib.sha256(content).hexdigest()
    assert opened.pdf.startswith(b"%PDF-")
    assert opened.remarks == ()


def test_exhibits_keep_their_order(exhibit):
    """They are opened side by side, but handed over as they were given."""
    several = [
        exhibit(written(document(*(letter * number))), letter=letter)
        for letter, number in zip("ABCDE", (9, 1, 5, 2, 1), strict=True)
    ]
    assert [each.exhibit.letter for each in open_exhibits(several, BOUNDS)] == list("ABCDE")


@pytest.mark.parametrize(
    ("kind", "ending"),
    [("JPEG", ".jpg"), ("JPEG", ".JPEG"), ("PNG", ".png"), ("TIFF", ".tif"), ("TIFF", "")],
)
def test_pictures_are_exhibits(exhibit, kind, ending):
    """Each kind of picture becomes a page; a person is told that it has no words."""
    content = saved(papers.picture((1700, 2200)), kind, dpi=(200, 200))
    opened = one(exhibit(content, ending))
    assert (opened.numbers, opened.texts) == ((1,), ("",))
    assert [(each.letter, each.page, each.says) for each in opened.remarks] == [
        ("C", 1, REMARKS["no text"])
    ]


def test_remarks_on_several_pages_are_one(exhibit):
    """A scan of many pages gives one remark that names them as a person would."""
    image = papers.picture((1700, 2200), "1")
    options = {"save_all": True, "append_images": [image] * 4, "dpi": (200, 200)}
    opened = one(exhibit(saved(image, "TIFF", **options), ".tif", pages=(1, 2, 3, 5)))
    assert [(each.page, each.says) for each in opened.remarks] == [
        (None, f"pages 1-3, 5: {REMARKS['no text']}")
    ]


def test_every_refusal_is_told_at_once(exhibit):
    """Several files at fault are several lines, each with its letter, the rule and what to do."""
    several = [
        exhibit(None, letter="A"),
        exhibit(written(document()), letter="B"),
        exhibit(b"", letter="C"),
        exhibit(written(document()), pages=(7,), letter="D"),
    ]
    lines = refused(*several).splitlines()
    assert [line[:27] for line in lines] == [f"Exhibit {x} (Biopsy report): "[:27] for x in "ACD"]
    assert "): there is no such file. Put it beside the export that names it, " in lines[0]
    assert "page 7" in lines[2]


def test_a_folder_and_a_link_are_no_files(exhibit, tmp_path):
    """An export must not choose which file of this computer is sent to a payer."""
    folder = exhibit(None, letter="A")
    folder.file.mkdir()
    secret = tmp_path / "secret.pdf"
    secret.write_bytes(written(document()))
    link, dangling = exhibit(None, letter="B"), exhibit(None, letter="D")
    link.file.symlink_to(secret)
    dangling.file.symlink_to(tmp_path / "nowhere")
    lines = refused(folder, link, dangling).splitlines()
    assert REFUSALS["folder"].rule in lines[0]
    assert REFUSALS["link"].rule in lines[1]
    assert REFUSALS["link"].rule in lines[2]


@pytest.mark.skipif(sys.platform == "win32", reason="no pipes in folders")
def test_a_pipe_is_not_waited_for(exhibit):
    """What is no file is refused at once."""
    pipe = exhibit(None)
    os.mkfifo(pipe.file)
    assert REFUSALS["special"].rule in refused(pipe)


def test_a_name_that_no_file_can_have(exhibit):
    """It is as good as missing."""
    odd = exhibit(None).model_copy(update={"file": Path(f"{CANARY}\0.pdf")})
    assert REFUSALS["missing"].rule in refused(odd)
    under = exhibit(b"x", letter="A").file / "x.pdf"
    assert REFUSALS["missing"].rule in refused(odd.model_copy(update={"file": under}))


@pytest.mark.parametrize(
    ("content", "ending", "key"),
    [
        (b"MZ\x90\x00", ".pdf", "mismatch"),
        (b"<html>%PDF-1.7", ".pdf", "mismatch"),
        (saved(papers.picture((9, 9)), "PNG"), ".pdf", "mismatch"),
        (saved(papers.picture((9, 9)), "PNG"), ".jpg", "mismatch"),
        (written(document()), ".tif", "mismatch"),
        (b"GIF89a", "", "mismatch"),
        (written(document()), ".docx", "kind"),
        (written(document()), ".pdf.exe", "kind"),
    ],
)
def test_a_file_is_what_its_ending_says(exhibit, content, ending, key):
    """Neither the name nor the content alone decides."""
    assert REFUSALS[key].rule in refused(exhibit(content, ending))


def test_what_portals_put_before_a_file_is_skipped(exhibit):
    """A mark of its encoding or an empty line before a PDF is not held against it."""
    assert one(exhibit(b"\xef\xbb\xbf\r\n" + written(document()))).of == 3


def test_a_file_that_is_too_large_is_refused(exhibit):
    """It is not even read to its end."""
    bounds = BOUNDS.model_copy(update={"file_mb": 1})
    content = written(document()) + b"\n" * 1_000_000
    assert "larger than 1 MB" in refused(exhibit(content), bounds=bounds)


def test_a_script_is_refused_in_words(exhibit):
    """What the process found is told in our words and none of the file's."""
    pdf = document(CANARY)
    pdf.docinfo["/Title"] = String(CANARY)
    pdf.Root.OpenAction = papers.script(CANARY)
    assert refused(exhibit(written(pdf))) == (
        "Exhibit C (Biopsy report): it holds a script. Open it, print it to a new PDF, look "
        "through that, and enclose it instead."
    )


@pytest.mark.parametrize(
    ("script", "rule"),
    [
        ("while True: pass", "takes longer than 1 seconds"),
        ("import os; os.abort()", "was cut off"),
        ('print(\'{"end": "memory"}\')', "more than 1000 MB of memory"),
        ('print(\'{"end": "opened", "size": 9}\')', "was cut off"),
        ("print('{\"end\": ', end='')", "was cut off"),
        ('print(\'{"end": "Zaubernuss-19840811"}\')', "was cut off"),
    ],
)
def test_however_the_process_ends_the_exhibit_is_refused(
    exhibit, tmp_path, monkeypatch, script, rule
):
    """A reader that hangs, crashes or says what it never says stops the packet, not the run."""
    (tmp_path / "broken.py").write_text(script)
    monkeypatch.setattr(opening, "_CONFINED", tmp_path / "broken.py")
    # Only what never ends is given little time: on a busy machine the others take their time too.
    bounds = BOUNDS.model_copy(update={"seconds": 1}) if "while" in script else BOUNDS
    assert rule in refused(exhibit(written(document())), bounds=bounds)


def test_a_page_that_unpacks_to_a_thousandfold_is_refused(exhibit):
    """A bomb takes neither the memory nor the time of the run."""
    import zlib

    packed = zlib.compressobj(9)
    spaces = b" " * 1_000_000
    bomb = b"".join([*(packed.compress(spaces) for _ in range(120)), packed.flush()])
    pdf = document("x")
    pdf.pages[0].obj.Contents = pdf.make_stream(b"")
    pdf.pages[0].obj.Contents.write(bomb, filter=Name.FlateDecode)
    content = written(pdf, compress_streams=False)
    assert len(content) < 200_000
    assert "a part of it unpacks to more than 100 MB" in refused(exhibit(content))


def reader(tmp_path, monkeypatch, **told):
    """A reader that says of every exhibit the same."""
    said = {"end": "opened", "numbers": [1], "of": 1, "texts": [""], "noted": [], "size": 0} | told
    script = f"import sys; sys.stdin.buffer.read(); sys.stdout.write({json.dumps(said)!r} + '\\n')"
    (tmp_path / "reader.py").write_text(f"{script}; sys.stdout.write('x' * {said['size']})")
    monkeypatch.setattr(opening, "_CONFINED", tmp_path / "reader.py")


def test_exhibits_that_take_long_only_together_are_refused_by_their_letters(
    exhibit, tmp_path, monkeypatch
):
    """Each is within its own bound; those that come when the time is used up are named."""
    monkeypatch.setattr(opening, "_AT_ONCE", 1)
    reader(tmp_path, monkeypatch, seconds=20)
    several = [exhibit(written(document()), letter=letter) for letter in "ABCD"]
    bounds = BOUNDS.model_copy(update={"packet_seconds": 60})
    lines = refused(*several, bounds=bounds).splitlines()
    assert [line[:10] for line in lines] == ["Exhibit D "]
    assert "reading takes longer than 60 seconds of the processor" in lines[0]
    bounds = BOUNDS.model_copy(update={"packet_seconds": 61})
    assert len(open_exhibits(several, bounds)) == 4


def test_exhibits_that_are_large_only_together_are_refused_by_their_letters(
    exhibit, tmp_path, monkeypatch
):
    """What is opened is held in memory until it is bound."""
    monkeypatch.setattr(opening, "_AT_ONCE", 1)
    reader(tmp_path, monkeypatch, size=400_000)
    several = [exhibit(written(document()), letter=letter) for letter in "ABC"]
    lines = refused(*several, bounds=BOUNDS.model_copy(update={"packet_mb": 1})).splitlines()
    assert [line[:10] for line in lines] == ["Exhibit C "]
    assert "the exhibits are larger than 1 MB" in lines[0]
    assert len(open_exhibits(several[:2], BOUNDS.model_copy(update={"packet_mb": 1}))) == 2


def test_a_reader_without_end_is_not_listened_to(exhibit, tmp_path, monkeypatch):
    """Neither in its first line nor behind it."""
    bounds = BOUNDS.model_copy(update={"packet_mb": 1})
    (tmp_path / "endless.py").write_text("import sys\nwhile True: sys.stdout.write('x' * 10_000)")
    monkeypatch.setattr(opening, "_CONFINED", tmp_path / "endless.py")
    assert "the exhibits are larger than 1 MB" in refused(exhibit(b"%PDF-1.7"), bounds=bounds)
    script = 'import sys\nprint(\'{"end": "opened", "size": 9}\')\n'
    (tmp_path / "endless.py").write_text(f"{script}while True: sys.stdout.write('x' * 10_000)")
    assert "was cut off" in refused(exhibit(b"%PDF-1.7"), bounds=bounds)


def test_a_process_tells_how_long_it_took(exhibit):
    """By which the next exhibits are bounded."""
    together = opening._Together(BOUNDS)
    opening._opened(exhibit(written(document())), BOUNDS, together)
    assert BOUNDS.packet_seconds - 30 < together._seconds < BOUNDS.packet_seconds


def test_the_process_loads_little():
    """Opening starts a process for each exhibit, so what that loads is paid a dozen times."""
    import subprocess

    script = (
        "import sys; sys.argv = ['x', '{}']\n"
        "import letters.exhibits.open, letters.exhibits.pages, letters.exhibits.looking\n"
        "print([name for name in sys.modules if name.startswith('letters.')\n"
        "       and not name.startswith('letters.exhibits')])"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True
    )
    assert done.stdout == "[]\n"


def test_every_refusal_and_remark_is_in_words():
    """Each says the rule, and what to do; only bounds and the page are filled in."""
    words = {**Bounds.model_validate({}).model_dump(), "page": 3}
    for refusal in REFUSALS.values():
        says = f"{refusal.rule}. {refusal.action}.".format(**words)
        assert "{" not in says
        assert refusal.action[0] in string.ascii_uppercase
        assert not refusal.rule.endswith(".")
    assert all(says and says == says.strip() for says in REMARKS.values())


def outcome_of(exhibit: Exhibit) -> Opened | str:
    try:
        return one(exhibit)
    except ExhibitError as error:
        return str(error)


def sample() -> bytes:
    pdf = document("one", "two", "three")
    mark = papers.annotation(pdf, "Stamp", F=4)
    mark.AP = Array([])
    del mark.AP
    pdf.pages[0].obj.Annots = Array([mark])
    return written(pdf)


SAMPLE = sample()


@settings(max_examples=12, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.data())
def test_any_change_to_a_file_opens_right_or_is_refused(exhibit, data):
    """Bytes changed, lost or added anywhere: all three pages come, or a refusal in words."""
    start = data.draw(st.integers(0, len(SAMPLE)), "from")
    end = data.draw(st.integers(start, min(len(SAMPLE), start + 40)), "to")
    content = SAMPLE[:start] + data.draw(st.binary(max_size=20), "instead") + SAMPLE[end:]
    outcome = outcome_of(exhibit(content))
    if isinstance(outcome, str):
        assert outcome.startswith("Exhibit C (Biopsy report): ")
    else:
        assert outcome.numbers == (1, 2, 3)
        assert outcome.of == len(outcome.texts) == 3
