"""The environment in which every template runs: sandboxed, strict, and bounded in its work.

Ours are trusted to stop. A practice's template is metered: each turn of a loop, each call of a
macro and each character that it prints or joins is counted, and a template that asks for more than
any document needs is stopped. The meter is put into the syntax tree: no template can go round it.
"""

import io
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from decimal import Decimal
from typing import Any

from jinja2 import BaseLoader, BytecodeCache, StrictUndefined, nodes, pass_context
from jinja2.bccache import Bucket
from jinja2.exceptions import SecurityError
from jinja2.filters import do_replace
from jinja2.runtime import Context, Macro
from jinja2.sandbox import ImmutableSandboxedEnvironment
from jinja2.visitor import NodeTransformer

from letters import kept
from letters.case.frozen import Frozen
from letters.case.pages import cited

MOST_WORK = 400_000
"""Turns, calls and characters that one filling of a template may take; a letter takes 60,000."""

_left: ContextVar[list[int] | None] = ContextVar("work_left", default=None)
_PRINTABLE = (str, int, float, Decimal)


class Sandbox(ImmutableSandboxedEnvironment):
    """A sandbox without any global; `metered` names the templates that are a practice's."""

    intercepted_binops = frozenset({"*", "**", "%", "/"})

    def __init__(
        self, loader: BaseLoader, *, autoescape: bool, metered: frozenset[str] = frozenset()
    ) -> None:
        super().__init__(
            loader=loader,
            undefined=StrictUndefined,
            autoescape=autoescape,
            trim_blocks=True,
            lstrip_blocks=True,
            auto_reload=False,
            bytecode_cache=None if metered else _Compiled(autoescape),
            # Else constants are worked out when a template is compiled, before any meter runs.
            optimized=not metered,
        )
        self.metered = metered
        self._safe: dict[tuple[type, str], bool] = {}
        self._fields: set[tuple[type, str]] = set()
        self.globals = {}
        self.filters |= {
            "pages": cited,
            "_turns": _turns,
            "_printed": _printed,
            "_added": _added,
            "_weighed": _weighed,
            "_entered": _entered,
            "_replaced": _replaced,
        }

    def fill(self, name: str, slots: dict[str, Any]) -> str:
        """A template filled with its slots; one of an overlaid room within a bound of its own.

        Why not by `render` alone: a sentence is filled in less time than that makes its context.
        """
        template = self.get_template(name)
        if self.metered:
            with bounded():
                return template.render(slots)
        context = Context(self, {**self.globals, **slots}, name, template.blocks)
        try:
            return "".join(template.root_render_func(context))
        except Exception:
            self.handle_exception()

    def getattr(self, obj: Any, attribute: str) -> Any:
        """A field of a model at once, where it was judged to be safe; all else as Jinja reads it.

        Why: a letter reads thousands of fields. What Jinja looks for in each value that it reads is
        a method that formats, which no field of a model holds.
        """
        if (type(obj), attribute) in self._fields:
            return getattr(obj, attribute)
        return super().getattr(obj, attribute)

    def getitem(self, obj: Any, argument: Any) -> Any:
        """The same where a filter asks for a field by its name; a model has no items."""
        if type(argument) is str and (type(obj), argument) in self._fields:
            return getattr(obj, argument)
        return super().getitem(obj, argument)

    def call(self, context: Context, obj: Any, /, *args: Any, **kwargs: Any) -> Any:
        """A macro at once: it is a template's own, and takes nothing of what Jinja looks for."""
        if type(obj) is not Macro:
            return super().call(context, obj, *args, **kwargs)
        kwargs.pop("_loop_vars", None)
        kwargs.pop("_block_vars", None)
        return obj(context.eval_ctx, *args, **kwargs)

    def is_safe_attribute(self, obj: Any, attr: str, value: Any) -> bool:
        """Jinja's own judgement, which is of the kind of an object and the name alone.

        It is asked once for each attribute of a kind, not each time that it is read.
        """
        kind = type(obj)
        known = self._safe.get((kind, attr))
        if known is None:
            known = self._safe[kind, attr] = super().is_safe_attribute(obj, attr, value)
            is_field = issubclass(kind, Frozen) and attr in kind.model_fields
            if known and is_field and not hasattr(kind, "__getitem__"):
                self._fields.add((kind, attr))
        return known

    def call_binop(self, context: Context, operator: str, left: Any, right: Any) -> Any:
        """Numbers only, and no powers: a product of text, or a power, has no bound."""
        if operator == "**" or not all(isinstance(n, int | float | Decimal) for n in (left, right)):
            raise SecurityError(f"'{operator}' is for numbers, and a power is for none")
        return super().call_binop(context, operator, left, right)

    def _generate(
        self,
        source: nodes.Template,
        name: str | None,
        filename: str | None,
        defer_init: bool = False,
    ) -> str:
        if name in self.metered:
            source = _Meter().visit(source)
        return super()._generate(source, name, filename, defer_init)


class _Compiled(BytecodeCache):
    """Our own templates as they were compiled, kept between starts; a practice's never are."""

    def __init__(self, autoescape: bool) -> None:
        self._how = b"escaped" if autoescape else b"plain"

    def load_bytecode(self, bucket: Bucket) -> None:
        if kept.is_on() and (found := kept.load(*self._named(bucket))) is not None:
            bucket.load_bytecode(io.BytesIO(found))

    def dump_bytecode(self, bucket: Bucket) -> None:
        if kept.is_on():
            written = io.BytesIO()
            bucket.write_bytecode(written)
            kept.save(*self._named(bucket), written.getvalue())

    def _named(self, bucket: Bucket) -> tuple[str, str]:
        """Its name, which tells its own and its file's, and the key, which tells its source."""
        made_from = (bucket.key.encode(), bucket.checksum.encode(), self._how)
        return f"template-{bucket.key}", kept.key_of(*made_from)


@contextmanager
def bounded(work: int = MOST_WORK) -> Iterator[None]:
    """Gives one filling of a template its bound."""
    token = _left.set([work])
    try:
        yield
    finally:
        _left.reset(token)


def _spend(work: int) -> None:
    left = _left.get()
    if left is None:
        raise SecurityError("a template of a practice runs only where its work is bounded")
    left[0] -= work
    if left[0] < 0:
        raise SecurityError("the template asks for more work than any document needs")


# All take the context, which keeps Jinja from working them out once, when it compiles.


@pass_context
def _turns(context: Context, items: Iterable[Any], cost: int) -> Iterator[Any]:
    for item in items:
        _spend(cost)
        yield item


@pass_context
def _entered(context: Context, nothing: str, cost: int) -> str:
    _spend(cost)
    return nothing


@pass_context
def _printed(context: Context, value: Any) -> Any:
    """What is printed or joined to a text: a text, a number or a day; a list has no bound."""
    if isinstance(value, str):
        _spend(len(value))
    elif value is None or isinstance(value, list | tuple | dict | set | frozenset | Mapping):
        raise SecurityError("a list or nothing at all is printed; print a text or a number")
    else:
        _spend(32)
    return value


@pass_context
def _added(context: Context, value: Any) -> Any:
    if isinstance(value, list | tuple):
        _spend(len(value))
    elif not isinstance(value, int | float | Decimal):
        raise SecurityError("'+' is for numbers and lists; texts are joined with '~'")
    return value


@pass_context
def _weighed(context: Context, value: Any) -> Any:
    if isinstance(value, str | list | tuple | dict):
        _spend(len(value))
    return value


@pass_context
def _replaced(context: Context, text: Any, old: Any, new: Any) -> Any:
    if not all(isinstance(one, str) for one in (text, old, new)):
        raise SecurityError("'replace' is for texts")
    _spend(len(text) + len(new) * (text.count(old) if old else len(text) + 1))
    return do_replace(context.eval_ctx, text, old, new)


class _Meter(NodeTransformer):
    """Puts the meter into a syntax tree. What stands inside a loop is paid for at each turn."""

    def visit_For(self, node: nodes.For) -> nodes.Node:  # noqa: N802
        cost = 1 + _written(node)
        self.generic_visit(node)
        node.iter = _through("_turns", node.iter, cost)
        return node

    def visit_Macro(self, node: nodes.Macro) -> nodes.Node:  # noqa: N802
        cost = 1 + _written(node)
        self.generic_visit(node)
        line = node.lineno
        entered = _through("_entered", nodes.Const("", lineno=line), cost)
        node.body.insert(0, nodes.Output([entered], lineno=line))
        return node

    def visit_Output(self, node: nodes.Output) -> nodes.Node:  # noqa: N802
        self.generic_visit(node)
        node.nodes = [
            part if isinstance(part, nodes.TemplateData) else _through("_printed", part)
            for part in node.nodes
        ]
        return node

    def visit_Concat(self, node: nodes.Concat) -> nodes.Node:  # noqa: N802
        self.generic_visit(node)
        node.nodes = [_through("_printed", part) for part in node.nodes]
        return node

    def visit_Add(self, node: nodes.Add) -> nodes.Node:  # noqa: N802
        self.generic_visit(node)
        node.left, node.right = (_through("_added", part) for part in (node.left, node.right))
        return node

    def visit_Filter(self, node: nodes.Filter) -> nodes.Node:  # noqa: N802
        self.generic_visit(node)
        if node.name == "replace":
            node.name = "_replaced"
        return _through("_weighed", node)


def _written(node: nodes.Node) -> int:
    return sum(len(data.data) for data in node.find_all(nodes.TemplateData))


def _through(name: str, value: nodes.Node, *arguments: int) -> nodes.Filter:
    line = value.lineno
    given: list[nodes.Expr] = [nodes.Const(argument, lineno=line) for argument in arguments]
    return nodes.Filter(value, name, given, [], None, None, lineno=line)
