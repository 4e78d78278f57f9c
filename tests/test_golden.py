import pytest
from golden import Golden


def test_a_missing_golden_fails(tmp_path):
    """Without a golden file a text is not accepted, and none is written in silence."""
    with pytest.raises(pytest.fail.Exception, match="no golden file letter"):
        Golden(tmp_path, update=False)("letter", "text\n")
    assert not list(tmp_path.iterdir())


def test_an_accepted_text_passes_byte_for_byte(tmp_path):
    """What was accepted passes; one byte more, even at the end of a line, does not."""
    Golden(tmp_path, update=True)("a/letter", "one\ntwo µ\n")
    held = Golden(tmp_path, update=False)
    held("a/letter", "one\ntwo µ\n")
    for other in ("one\ntwo µ", "one\r\ntwo µ\n", "one\ntwo u\n"):
        with pytest.raises(pytest.fail.Exception, match="no longer as accepted"):
            held("a/letter", other)


def test_the_difference_is_readable(tmp_path):
    """A failure shows which line was accepted and which is made now."""
    Golden(tmp_path, update=True)("letter", "one\ntwo\n")
    with pytest.raises(pytest.fail.Exception, match=r"(?s)-two\n\+three"):
        Golden(tmp_path, update=False)("letter", "one\nthree\n")
