"""The small changes of a module that its tests ought to notice."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator
from functools import partial
from typing import NamedTuple

_COMPARED = {
    ast.Lt: ast.LtE, ast.LtE: ast.Lt, ast.Gt: ast.GtE, ast.GtE: ast.Gt, ast.Eq: ast.NotEq, ast.NotEq: ast.Eq,
    ast.In: ast.NotIn, ast.NotIn: ast.In, ast.Is: ast.IsNot, ast.IsNot: ast.Is,
}  # fmt: skip
_SPELLING = {"lower", "upper", "casefold", "strip", "lstrip", "rstrip"}
_EXITS = (ast.Return, ast.Continue, ast.Break, ast.Raise)


class Change(NamedTuple):
    """One change: the line, the operator, the words that are changed, and what makes it in the tree."""

    line: int
    operator: str
    text: str
    in_function: bool
    make: Callable[[], None]


def changes_of(tree: ast.Module) -> Iterator[Change]:
    """Every change of a module, in the same order each time; declarations, annotations and docstrings stay."""
    yield from _Walk(tree).changes()


class _Walk:
    """A walk over what a module does, with a way to put another node in the place of each."""

    def __init__(self, tree: ast.Module) -> None:
        self.tree = tree
        self.fields_of_places: dict[str, set[str]] = {}
        for node in ast.walk(tree):
            match node:
                case ast.keyword(arg="at", value=ast.Attribute(value=ast.Name(id=name), attr=field)):
                    self.fields_of_places.setdefault(name, set()).add(field)

    def changes(self) -> Iterator[Change]:
        for statement in self.tree.body:
            yield from self._below(statement, self.tree.body.__setitem__, self.tree.body, in_function=False)

    def _below(
        self, node: ast.AST, put: Callable[..., None], siblings: list[ast.stmt] | None, *, in_function: bool
    ) -> Iterator[Change]:
        if _is_left_alone(node):
            return
        for operator, new in self._replacements(node):
            key = siblings.index(node) if siblings is not None and isinstance(node, ast.stmt) else None
            made = partial(put, new) if key is None else partial(put, key, new)
            yield Change(getattr(node, "lineno", 0), operator, ast.unparse(node)[:70], in_function, made)
        yield from self._in_place(node, in_function=in_function)
        yield from self._children(node, in_function=in_function)

    def _children(self, node: ast.AST, *, in_function: bool) -> Iterator[Change]:
        for name, value in ast.iter_fields(node):
            if name in ("decorator_list", "annotation", "returns", "type_params"):
                continue
            # the body runs when the function is called, its defaults when it is made
            inner = in_function or (isinstance(node, ast.FunctionDef) and name == "body")
            if isinstance(value, list):
                for index, child in enumerate(value):
                    if isinstance(child, ast.stmt):
                        yield from self._below(child, value.__setitem__, value, in_function=inner)
                    elif isinstance(child, ast.AST):
                        put = _putting_item(value, index)
                        yield from self._below(child, put, None, in_function=inner)
            elif isinstance(value, ast.AST):
                yield from self._below(value, _putting_field(node, name), None, in_function=inner)

    def _replacements(self, node: ast.AST) -> Iterator[tuple[str, ast.AST]]:
        match node:
            case ast.BoolOp(values=values):
                for index in range(len(values)):
                    rest = values[:index] + values[index + 1 :]
                    kept = rest[0] if len(rest) == 1 else _at(node, ast.BoolOp(op=node.op, values=rest))
                    yield f"operand dropped: {ast.unparse(values[index])[:50]}", kept
            case ast.UnaryOp(op=ast.Not(), operand=operand):
                yield "negation dropped", operand
            case ast.Constant(value=bool(value)):
                yield "flipped", _at(node, ast.Constant(not value))
            case ast.Constant(value=int(value) | float(value)):
                yield "one more", _at(node, ast.Constant(value + 1))
                yield "one less", _at(node, ast.Constant(value - 1))
            case ast.Call(func=ast.Attribute(value=value, attr=name)) if name in _SPELLING:
                yield f".{name}() dropped", value
            case ast.If(body=[*_, last], orelse=[]) if isinstance(last, _EXITS):
                yield "early exit dropped", _at(node, ast.Pass())
            # `yield from ()` only says that a function is a generator
            case ast.Expr(value=ast.YieldFrom(value=ast.Tuple(elts=[]))):
                return
            case ast.Expr(value=ast.Yield() | ast.YieldFrom()):
                yield "yield dropped", _at(node, _nothing_yielded(node))

    def _in_place(self, node: ast.AST, *, in_function: bool) -> Iterator[Change]:
        line = getattr(node, "lineno", 0)

        def change(operator: str, make: Callable[[], None], at: ast.AST = node) -> Change:
            return Change(getattr(at, "lineno", line), operator, ast.unparse(at)[:70], in_function, make)

        match node:
            case ast.Compare(ops=ops):
                for index, op in enumerate(ops):
                    new = _COMPARED[type(op)]
                    yield change(f"{type(op).__name__} made {new.__name__}", _putting(ops, index, new()))
            case ast.Name(id="any" | "all"):
                other = {"any": "all", "all": "any"}[node.id]
                yield change(f"made {other}", _setting(node, "id", other))
            case ast.If(test=test) | ast.IfExp(test=test) if not isinstance(test, ast.Compare | ast.UnaryOp):
                yield change("condition negated", _negating(node), test)
            case ast.keyword(arg="at", value=ast.Attribute(value=ast.Name(id=name), attr=field)):
                others = sorted(self.fields_of_places[name] - {field})
                if others:
                    yield change(f"at {others[0]}", _setting(node.value, "attr", others[0]), node.value)
        yield from self._shorter(node, change)
        yield from self._texts(node, change)

    def _shorter(self, node: ast.AST, change: Callable[..., Change]) -> Iterator[Change]:
        """Tables without one of their elements, and findings without their place."""
        match node:
            case ast.Set(elts=items) | ast.List(elts=items, ctx=ast.Load()):
                for index, item in enumerate(items):
                    yield change("element dropped", _dropping(index, items), item)
            case ast.Tuple(elts=items, ctx=ast.Load()) if _is_table(items):
                for index, item in enumerate(items):
                    yield change("element dropped", _dropping(index, items), item)
            case ast.Dict(keys=keys, values=values):
                for index, key in enumerate(keys):
                    if key is not None:
                        yield change("entry dropped", _dropping(index, keys, values), key)
            case ast.Call(keywords=keywords):
                for index, each in enumerate(keywords):
                    if each.arg == "at":
                        yield change("place dropped", _dropping(index, keywords), each.value)

    def _texts(self, node: ast.AST, change: Callable[..., Change]) -> Iterator[Change]:
        """Texts that a program compares or hands on; those of tables are dropped as a whole."""
        if isinstance(node, ast.List | ast.Tuple | ast.Set | ast.Dict | ast.JoinedStr | ast.FormattedValue | ast.arg):
            return
        for part in ast.iter_child_nodes(node):
            if isinstance(part, ast.Constant) and isinstance(part.value, str) and not isinstance(node, ast.Expr):
                yield change("text changed", _setting(part, "value", part.value + "~"), part)


def _is_left_alone(node: ast.AST) -> bool:
    match node:
        case ast.Import() | ast.ImportFrom() | ast.Assert() | ast.JoinedStr():
            return True
        case ast.Expr(value=ast.Constant()):
            return True
        case ast.If(test=ast.Name(id="TYPE_CHECKING")):
            return True
        case ast.Assign(targets=[ast.Name(id="__all__" | "__slots__")]) | ast.AnnAssign(target=ast.Name(id="__all__")):
            return True
    return False


def _is_table(items: list[ast.expr]) -> bool:
    return len(items) > 1 and len({type(each) for each in items}) == 1 and not isinstance(items[0], ast.Name | ast.Call)


def _nothing_yielded(node: ast.AST) -> ast.stmt:
    # the function stays a generator
    empty = ast.copy_location(ast.YieldFrom(value=ast.Tuple(elts=[], ctx=ast.Load())), node)
    return ast.Expr(value=empty)


def _at(node: ast.AST, new: ast.AST) -> ast.AST:
    return ast.fix_missing_locations(ast.copy_location(new, node))


def _putting_item(items: list[ast.AST], index: int) -> Callable[[ast.AST], None]:
    return lambda new: items.__setitem__(index, new)


def _putting_field(node: ast.AST, name: str) -> Callable[[ast.AST], None]:
    return lambda new: setattr(node, name, new)


def _putting(items: list[ast.cmpop], index: int, new: ast.cmpop) -> Callable[[], None]:
    return lambda: items.__setitem__(index, new)


def _setting(node: ast.AST, name: str, value: object) -> Callable[[], None]:
    return lambda: setattr(node, name, value)


def _dropping(index: int, *lists: list[ast.expr] | list[ast.keyword] | list[ast.expr | None]) -> Callable[[], None]:
    def drop() -> None:
        for each in lists:
            del each[index]

    return drop


def _negating(node: ast.If | ast.IfExp) -> Callable[[], None]:
    def negate() -> None:
        node.test = ast.copy_location(ast.UnaryOp(op=ast.Not(), operand=node.test), node.test)

    return negate
