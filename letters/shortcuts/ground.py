"""What a shortcut stands on: files of WeasyPrint and its parsers, known byte for byte.

A shortcut stands in for private functions. It is right for the release that it was written for, so
the whole source of each patched function, and of what it leans on, must be the known one. The
`__init__.py` of each library holds its version, so that the release is known by the same means.

Why not the version that is installed according to its metadata: reading that costs more than all
hashes, and a release that somebody patched has the same one.
"""

import hashlib
from collections.abc import Mapping
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from types import MappingProxyType

KNOWN: Mapping[str, str] = MappingProxyType(
    {
        "cssselect2/__init__.py": "72a31505ee09e256b373cc2082ef9211",
        "cssselect2/compiler.py": "a0657f590793455b0b4b08a0d96df73a",
        "cssselect2/parser.py": "fa0a98bfa85d71e737feb3f22e01c928",
        "cssselect2/tree.py": "1a971934a93983d9af2195c54067442a",
        "pydyf/__init__.py": "0b10add9e640961db4636205686066e2",
        "tinycss2/__init__.py": "6166f89c3ae26fe0f17c1e621a9ee123",
        "tinycss2/ast.py": "4b601bdd7a8de7f7431712f4c5b2458c",
        "tinycss2/color3.py": "519ba2478061f133324dba47dd064d9a",
        "tinycss2/color4.py": "15e173b9a1a58f178ce15cd533468e11",
        "tinycss2/color5.py": "cd83377c24ad62649d3e0774afe85838",
        "tinycss2/nth.py": "7f4eab938baec8305fed37d17bc0790b",
        "tinycss2/parser.py": "de093241879145cacd0497c131b8bb9d",
        "tinycss2/serializer.py": "21f544fc13723284355eb536ae408acf",
        "tinycss2/tokenizer.py": "2e5aa84188c67a96f16dcb3224798886",
        "tinyhtml5/__init__.py": "d4ab84e535bf6d869bb0ad0c7b7fdeaf",
        "tinyhtml5/constants.py": "5af54750ab78d7d04c2bc4abd35a1b62",
        "tinyhtml5/inputstream.py": "1c89c26bad4745509ecdc087d80a9931",
        "tinyhtml5/parser.py": "9655914ae671d6683e36e2f2a596a348",
        "tinyhtml5/tokenizer.py": "c5f1a5d7f5e6d933a123e4519d9ed008",
        "tinyhtml5/treebuilder.py": "7f95e5c98bb28789f17c2ccfc01b82e2",
        "weasyprint/__init__.py": "7cd0f4ae8569eac9e1a9dc5e58a2c7ae",
        "weasyprint/css/__init__.py": "77ad7287f90d7cfaf85eb00ebe7af47d",
        "weasyprint/css/computed_values.py": "0dec45caf60428b168e756a800e8a5cf",
        "weasyprint/css/counters.py": "44052e64638b663e682ab65ec5b90351",
        "weasyprint/css/functions.py": "38bdeaa9559a347b50d20e04f42833cc",
        "weasyprint/css/html5_ua.css": "04dd53f16888e5325d8bb8feb02462d9",
        "weasyprint/css/media_queries.py": "321d49952ba930d8d527808a5b761def",
        "weasyprint/css/properties.py": "872a2e5602b5f52d369c64a808cdb507",
        "weasyprint/css/targets.py": "dc7a175f80bbca473564d4462cc60a24",
        "weasyprint/css/tokens.py": "c7d40bdb50e7961a99690348cbf8ac6e",
        "weasyprint/css/units.py": "7f2c5900d751be49439a412f540b5a8f",
        "weasyprint/css/validation/__init__.py": "6edd11aa7e49b7628bafa8c55dabbc42",
        "weasyprint/css/validation/descriptors.py": "ecb37fd1e77dc195a0613dffe14ac413",
        "weasyprint/css/validation/expanders.py": "7fcea8c9b1a5d2d046d69ca29bd10222",
        "weasyprint/css/validation/properties.py": "2e66c92d34c3a5e2f96f575999b6e9c0",
        "weasyprint/draw/color.py": "c68aaae8b9a4c8dd7176e6d7d109be30",
        "weasyprint/draw/text.py": "c9a450aa209277e760227e1fed2da492",
        "weasyprint/formatting_structure/boxes.py": "8ffd28ab74a149f0097208fcba6a80df",
        "weasyprint/formatting_structure/build.py": "335ad8b541295d6b9c5b71830d5184cd",
        "weasyprint/html.py": "a11b729157862291a6ecf7b7b3517c59",
        "weasyprint/layout/absolute.py": "240e268cec1e66dda1f87aec6bdd671e",
        "weasyprint/layout/background.py": "3d98949e4fe71bc71a96bc7e4c10c137",
        "weasyprint/layout/float.py": "4e6cc308ad2a7d2a1aecb24b8517790f",
        "weasyprint/layout/inline.py": "0e7c1569330f54734ed61b568789c4f2",
        "weasyprint/layout/page.py": "d99c5aceb36d458619a9cecb466a09df",
        "weasyprint/layout/percent.py": "bac190e240dce17b4342feb99423e823",
        "weasyprint/layout/preferred.py": "a7973703cd8ac5fada246b35e7fea6e7",
        "weasyprint/pdf/__init__.py": "426e0855db0473121bf70666b3c6c5fb",
        "weasyprint/pdf/fonts.py": "9ad9a202a416b84585e59d758e6b5e1b",
        "weasyprint/pdf/sRGB2014.icc": "384b832de3412066743b52a75ee906b6",
        "weasyprint/pdf/stream.py": "4faf9169d1970d4688b9cf41f733659c",
        "weasyprint/svg/__init__.py": "eb1ee636d1f85e538a1fc7c71845adea",
        "weasyprint/svg/path.py": "5139ec67a99ab9fbdb4ebf54b775a96e",
        "weasyprint/svg/text.py": "743266ead497a963fa836a0ceb68a8c3",
        "weasyprint/svg/utils.py": "6e1d2c4c959b495339b9adecd767d2bd",
        "weasyprint/text/ffi.py": "530e83118f7841d2791678ece23d5e43",
        "weasyprint/text/fonts.py": "59d74d0c161349b8416f1d13466e16dd",
        "weasyprint/text/line_break.py": "1f5a855ad992e0bebaf5512d2b806fd9",
        "weasyprint/urls.py": "e9bcafd1a4edee60203bc536250f6d4b",
    }
)
"""The start of the SHA-256 of each file, by library and path. `scripts/shortcuts.py` prints it."""

_SIGNS = 32


def strange(files: tuple[str, ...]) -> tuple[str, ...]:
    """Those of the files that are not the known ones, or not there."""
    return tuple(file for file in files if file not in KNOWN or digest(file) != KNOWN[file])


@cache
def digest(file: str) -> str | None:
    """The start of the SHA-256 of a file as it is installed; None where it is not."""
    library, _, within = file.partition("/")
    folder = _folder(library)
    try:
        return hashlib.sha256((folder / within).read_bytes()).hexdigest()[:_SIGNS]
    except OSError:
        return None


@cache
def _folder(library: str) -> Path:
    # Nothing is imported for this: the first shortcut is in how WeasyPrint is.
    found = find_spec(library)
    places = found.submodule_search_locations if found else None
    return Path(next(iter(places or ()), library))
