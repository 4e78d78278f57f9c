"""pyHanko's remarks stay within while it works for us, and nothing else changes."""

import logging

from letters.signing.hushing import hushed

NAMES = ("pyhanko", "pyhanko_certvalidator")


def test_remarks_go_nowhere_while_it_works(caplog, capsys):
    """Neither to who listens nor to standard error."""
    with hushed():
        for name in NAMES:
            logging.getLogger(f"{name}.sign").error("CN=Zaubernuss")
    assert caplog.records == []
    assert "Zaubernuss" not in "".join(capsys.readouterr())


def test_the_logging_of_the_process_is_as_it_was(caplog):
    """Also where what was done inside failed, and however often it is done."""
    handlers = {name: list(logging.getLogger(name).handlers) for name in NAMES}
    for _ in range(3):
        try:
            with hushed():
                raise ValueError
        except ValueError:
            pass
    for name in NAMES:
        logger = logging.getLogger(name)
        assert logger.propagate
        assert logger.handlers == handlers[name]
        logger.warning("heard by who listens")
    assert len(caplog.records) == len(NAMES)
