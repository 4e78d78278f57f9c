"""Libraries that are imported when called: WeasyPrint then has what it would have had."""

import base64
import io
import json
import subprocess
import sys

from PIL import Image

PROGRAM = """
import json, sys
from letters import shortcuts
from letters.shortcuts.later import LIBRARIES
shortcuts.load()
from letters.rendering.pdf import pressed, to_pdf
from weasyprint.pdf import fonts
from weasyprint.text import fonts as faces

def there():
    return [name for name in LIBRARIES if name in sys.modules]

told = {{"before": there()}}
page = "<!DOCTYPE html>\\n<html lang='en'>\\n<head><title>x</title></head><body>"
to_pdf(page + "{body}</body></html>\\n")
told["after a page"] = there()
{more}
print(json.dumps(told))
"""


def _dot() -> str:
    """A picture of one point."""
    written = io.BytesIO()
    Image.new("L", (1, 1)).save(written, "PNG")
    return base64.b64encode(written.getvalue()).decode()


DOT = _dot()


def told(body: str, more: str) -> dict[str, object]:
    program = PROGRAM.format(body=body, more=more)
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, check=True)
    result: dict[str, object] = json.loads(done.stdout)
    return result


def test_a_page_of_ours_needs_none_of_them():
    """Neither fonts that HarfBuzz cannot cut nor an unclosed page are in our letters."""
    found = told("<p>One</p>", "")
    assert found["before"] == []
    assert found["after a page"] == []


def test_a_page_that_is_not_well_formed_brings_its_parser():
    """What expat leaves is read by the parser for HTML, as without us."""
    assert told("<p>One<p>two", "")["after a page"] == ["tinyhtml5"]


def test_a_picture_brings_its_library_with_what_was_set_on_it():
    """Pillow reads pictures that are cut short, and starts no other program, as without us."""
    more = f"""
url = "data:image/png;base64,{DOT}"
pressed(page + "<p><img alt='dot' src='" + url + "'></p></body></html>\\n", images={{url}})
told["after a picture"] = there()
from PIL import EpsImagePlugin, Image, ImageFile
from weasyprint import images
told["set"] = [ImageFile.LOAD_TRUNCATED_IMAGES, EpsImagePlugin.gs_binary]
told["real"] = [images.Image is Image, images.ImageFile is ImageFile]
"""
    found = told("<p>One</p>", more)
    assert found["after a page"] == []
    assert found["after a picture"] == ["PIL"]
    assert found["set"] == [True, False]
    assert found["real"] == [True, True]


def test_what_documents_will_call_for_can_be_brought_before():
    """What is brought is there with all that was set on it; what is not, is not."""
    more = """
shortcuts.bring("PIL")
told["brought"] = there()
from PIL import Image, ImageFile
from weasyprint import images
told["real"] = [images.Image is Image, ImageFile.LOAD_TRUNCATED_IMAGES]
"""
    found = told("<p>One</p>", more)
    assert found["brought"] == ["PIL"]
    assert found["real"] == [True, True]


def test_the_first_call_puts_all_of_the_library_right():
    """A font that is none raises the library's own error, which WeasyPrint's own clause catches."""
    more = """
try:
    fonts.TTFont(__import__("io").BytesIO(b"no font at all"))
except fonts.TTLibError:
    told["caught"] = True
import fontTools.subset, fontTools.ttLib
told["real"] = [
    fonts.TTFont is fontTools.ttLib.TTFont,
    faces.TTFont is fontTools.ttLib.TTFont,
    fonts.subset is fontTools.subset,
]
"""
    found = told("<p>One</p>", more)
    assert found["caught"]
    assert found["real"] == [True, True, True]
