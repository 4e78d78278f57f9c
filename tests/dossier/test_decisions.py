"""The decisions recorded of a case, as they stand in its folder."""

import pytest

from letters.dossier.decisions import recorded
from letters.errors import InputError


def test_a_case_without_decisions_has_none(tmp_path):
    assert recorded(tmp_path) == ()


@pytest.mark.parametrize("content", [b"", b"{", b'[{"decision": "Zaubernuss"}]', b"[" * 5000])
def test_a_file_that_is_not_ours_is_refused_and_its_content_never_told(tmp_path, content):
    (tmp_path / "decisions.json").write_bytes(content)
    with pytest.raises(InputError, match=r"decisions\.json") as refused:
        recorded(tmp_path)
    assert "Zaubernuss" not in str(refused.value)
