"""WeasyPrint is imported without asking the system where its libraries are.

Importing WeasyPrint 70 takes half a second, most of it for nothing that a letter needs: names of
libraries that only exist elsewhere are tried first, for each of which `ctypes.util.find_library`
starts compiler, linker and `ldconfig`, 86 processes in all; 430 lines of C declarations are parsed;
and the subsetter and instancer of fontTools are loaded, for fonts that HarfBuzz cannot cut.

Here the declarations stand as cffi makes them of the same text (`declared.py`), which also opens a
library by its name alone, and the two parts of fontTools are imported when they are called.
"""

import builtins
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from importlib import import_module
from importlib.abc import Loader, MetaPathFinder
from importlib.machinery import ModuleSpec, PathFinder
from types import ModuleType
from typing import Any

from letters.shortcuts.collecting import paused

FILES = (
    "weasyprint/__init__.py",
    "weasyprint/text/ffi.py",
    "weasyprint/pdf/fonts.py",
    "weasyprint/pdf/__init__.py",
)

_FOREIGN = "weasyprint.text.ffi"
_NEEDED = (
    "libgobject-2.0.so.0",
    "libpango-1.0.so.0",
    "libharfbuzz.so.0",
    "libfontconfig.so.1",
    "libpangoft2-1.0.so.0",
)
_LATER = ("fontTools.subset", "fontTools.varLib.instancer")


def load() -> bool:
    """Imports WeasyPrint; says whether it could be done the short way."""
    if "weasyprint" in sys.modules or not sys.platform.startswith("linux"):
        return False
    from letters.shortcuts.declared import ffi

    try:
        for name in _NEEDED:
            ffi.dlopen(name, ffi.RTLD_NOW)
    except OSError:  # WeasyPrint has more places to look, and words for who has to install them
        return False
    with paused(), _declared(ffi), _later():
        import_module("weasyprint")
    return True


@contextmanager
def _declared(ffi: Any) -> Iterator[None]:
    finder = _Finder(ffi)
    sys.meta_path.insert(0, finder)
    try:
        yield
    finally:
        sys.meta_path.remove(finder)


class _Finder(MetaPathFinder):
    """Finds the module of WeasyPrint that declares foreign functions, and nothing else."""

    def __init__(self, ffi: Any) -> None:
        self._ffi = ffi

    def find_spec(
        self, fullname: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        """Where it is, with a loader that gives it the declarations."""
        spec = PathFinder.find_spec(fullname, path) if fullname == _FOREIGN else None
        if spec is not None:
            spec.loader = _Loader(spec.loader, self._ffi)
        return spec


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


class _Part(ModuleType):
    """A module that is imported when something in it is asked for."""

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        if sys.modules.get(self.__name__) is self:
            return _Call(self.__name__, name)
        return getattr(import_module(self.__name__), name)


class _Call:
    """A function of such a module, taken by name while WeasyPrint is imported."""

    def __init__(self, module: str, name: str) -> None:
        self._module, self._name = module, name

    def __call__(self, *given: Any, **named: Any) -> Any:
        return getattr(import_module(self._module), self._name)(*given, **named)


@contextmanager
def _later() -> Iterator[None]:
    parts = {name: _Part(name) for name in _LATER if name not in sys.modules}
    sys.modules.update(parts)
    try:
        yield
    finally:
        for name in parts:
            del sys.modules[name]
