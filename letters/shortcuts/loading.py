"""WeasyPrint is imported without asking the system where its libraries are.

Importing WeasyPrint 70 takes half a second, most of it for nothing that a letter needs: names of
libraries that only exist elsewhere are tried first, for each of which `ctypes.util.find_library`
starts compiler, linker and `ldconfig`, 86 processes in all; 430 lines of C declarations are parsed;
libraries are imported for what is in no letter of ours; and its own style sheets are read.

Here the declarations stand as cffi makes them of the same text (`declared.py`), which also opens a
library by its name alone; what is not needed is imported when it is called (`later.py`), and the
style sheets are taken from a shelf (`sheets.py`).
"""

import builtins
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from importlib import import_module
from importlib.abc import Loader, MetaPathFinder
from importlib.machinery import ModuleSpec, PathFinder
from types import ModuleType
from typing import Any

from letters.shortcuts.collecting import paused
from letters.shortcuts.later import later
from letters.shortcuts.sheets import Shelf, sheet

FILES = (
    "weasyprint/__init__.py",
    "weasyprint/pdf/__init__.py",
    "weasyprint/pdf/fonts.py",
    "weasyprint/text/ffi.py",
    "weasyprint/text/fonts.py",
)

_FOREIGN = "weasyprint.text.ffi"
_STYLED = "weasyprint.html"
_NEEDED = (
    "libgobject-2.0.so.0",
    "libpango-1.0.so.0",
    "libharfbuzz.so.0",
    "libfontconfig.so.1",
    "libpangoft2-1.0.so.0",
)


def load(shelf: Shelf | None = None) -> bool:
    """Imports WeasyPrint; says whether it could be done the short way.

    `shelf` has its style sheets, if these may be kept.
    """
    if "weasyprint" in sys.modules or not sys.platform.startswith("linux"):
        return False
    from letters.shortcuts.declared import ffi

    try:
        for name in _NEEDED:
            ffi.dlopen(name, ffi.RTLD_NOW)
    except OSError:  # WeasyPrint has more places to look, and words for who has to install them
        return False
    given: dict[str, Callable[[Any], Loader]] = {_FOREIGN: lambda stock: _Loader(stock, ffi)}
    if shelf is not None:
        given[_STYLED] = lambda stock: _Styled(stock, shelf)
    with paused(), _found(given), later():
        import_module("weasyprint")
    return True


@contextmanager
def _found(given: Mapping[str, Callable[[Any], Loader]]) -> Iterator[None]:
    finder = _Finder(given)
    sys.meta_path.insert(0, finder)
    try:
        yield
    finally:
        sys.meta_path.remove(finder)


class _Finder(MetaPathFinder):
    """Finds some modules of WeasyPrint, and nothing else."""

    def __init__(self, given: Mapping[str, Callable[[Any], Loader]]) -> None:
        self._given = given

    def find_spec(
        self, fullname: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        """Where it is, with a loader that runs it in another way."""
        spec = PathFinder.find_spec(fullname, path) if fullname in self._given else None
        if spec is not None:
            spec.loader = self._given[fullname](spec.loader)
        return spec


class _Styled(Loader):
    """Runs the module that reads the style sheets, with those that were read before."""

    def __init__(self, stock: Any, shelf: Shelf) -> None:
        self._stock, self._shelf = stock, shelf

    def create_module(self, spec: ModuleSpec) -> None:
        """An ordinary module."""

    def exec_module(self, module: ModuleType) -> None:
        """Runs it; afterwards it has the class by which sheets are made, as it would by itself."""
        library = sys.modules["weasyprint"]
        stock = library.CSS

        def taken(string: str, counter_style: Any = None) -> Any:
            return sheet(stock, string, self._shelf, counter_style)

        with ExitStack() as after:
            after.callback(setattr, library, "CSS", stock)
            library.CSS = taken  # type: ignore[attr-defined]
            self._stock.exec_module(module)
        module.CSS = stock  # type: ignore[attr-defined]


class _Loader(Loader):
    """Runs the module with a cffi that has the declarations already."""

    def __init__(self, stock: Any, ffi: Any) -> None:
        self._stock, self._ffi = stock, ffi

    def create_module(self, spec: ModuleSpec) -> None:
        """An ordinary module."""

    def exec_module(self, module: ModuleType) -> None:
        """Runs it; what it imports is its own matter, so that no other thread sees this cffi."""
        given = ModuleType("cffi")
        given.FFI = lambda: _Declared(self._ffi)  # type: ignore[attr-defined]

        def bring(name: str, *how: Any, **more: Any) -> Any:
            return given if name == "cffi" else builtins.__import__(name, *how, **more)

        code = self._stock.get_code(module.__name__)
        names = vars(module)
        names["__builtins__"] = {**vars(builtins), "__import__": bring}
        exec(code, names)
        names["__builtins__"] = builtins
        names["ffi"] = self._ffi


class _Declared:
    """The interface as cffi makes it at run time: it takes declarations."""

    def __init__(self, ffi: Any) -> None:
        self._ffi = ffi

    def __getattr__(self, name: str) -> Any:
        return getattr(self._ffi, name)

    def cdef(self, _: str) -> None:
        """Takes the declarations; the hash of the file says that they are the known ones."""
