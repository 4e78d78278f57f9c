"""Libraries that WeasyPrint imports and that our letters do not need are imported when called.

While WeasyPrint is imported, stand-ins are found in their place. The first that is called, or asked
for a part of it, imports its library and puts the real parts in the place of all its stand-ins;
from then on WeasyPrint has what it would have had.
"""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from importlib import import_module
from types import ModuleType
from typing import Any

LIBRARIES = ("fontTools", "tinyhtml5", "PIL")
"""For fonts that HarfBuzz cannot read or cut; for pages that expat leaves; for pictures."""
_MODULES = (*LIBRARIES, "fontTools.ttLib", "fontTools.varLib.instancer", "PIL.ImageCms")
_HOST = "weasyprint"


@contextmanager
def later() -> Iterator[None]:
    """Keeps the libraries out of what is imported within, unless they are there already."""
    parts = {name: _Module(name) for name in _MODULES if _library(name) not in sys.modules}
    sys.modules.update(parts)
    try:
        yield
    finally:
        for name in parts:
            del sys.modules[name]


class _Module(ModuleType):
    """Stands in for a module; what is imported from it is stood in for as well."""

    def __getattr__(self, name: str) -> Any:
        if sys.modules.get(self.__name__) is not self:
            return getattr(_real(self), name)
        if name.startswith("__"):
            raise AttributeError(name)
        return _Part(self.__name__, name)


class _Part:
    """Stands in for what a module has under a name: a function, a class or a module.

    What WeasyPrint sets on it is set on what it stands for, once that is there.
    """

    def __init__(self, module: str, name: str) -> None:
        self._module, self._name = module, name

    def __call__(self, *given: Any, **named: Any) -> Any:
        return _real(self)(*given, **named)

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):  # no test of types shall take it for what it stands for
            raise AttributeError(name)
        return getattr(_real(self), name)


def _library(name: str) -> str:
    return name.partition(".")[0]


def bring(library: str) -> None:
    """Imports a library and puts its parts in the place of all stand-ins that WeasyPrint has.

    Before it is called for, too: in a process of which workers are forked, which then share it.
    """
    import_module(library)
    for place, host in list(sys.modules.items()):  # another thread may import meanwhile
        if _library(place) != _HOST:
            continue
        for name, value in list(vars(host).items()):
            if isinstance(value, (_Module, _Part)) and _library(_home(value)) == library:
                real = _found(value)
                for told, what in _told(value).items():
                    setattr(real, told, what)
                setattr(host, name, real)


def _real(asked: _Module | _Part) -> Any:
    """What a stand-in stands for; all of its library are put right."""
    bring(_library(_home(asked)))
    return _found(asked)


def _told(part: _Module | _Part) -> dict[str, Any]:
    """What was set on a stand-in from outside."""
    if isinstance(part, _Module):
        return {}
    return {name: what for name, what in vars(part).items() if name not in ("_module", "_name")}


def _home(part: _Module | _Part) -> str:
    return part.__name__ if isinstance(part, _Module) else part._module


def _found(part: _Module | _Part) -> Any:
    if isinstance(part, _Module):
        return import_module(part.__name__)
    home = import_module(part._module)
    if not hasattr(home, part._name):
        import_module(f"{part._module}.{part._name}")
    return getattr(home, part._name)
