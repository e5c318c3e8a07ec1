"""A module that can be read in one sitting, and functions that fit on a screen."""

import ast
from pathlib import Path

from tests.house.sources import ROOT, modules, tree

MODULE_LINES, FUNCTION_LINES = 300, 40


def test_a_module_stays_under_300_lines():
    long = [f"{module}: {lines}" for module in modules() if (lines := _count(module)) > MODULE_LINES]
    assert long == [], "Make it a package with one file a verb, and the same name."


def test_a_function_stays_under_40_lines():
    long = [
        f"{module}:{node.lineno} {node.name}: {lines}"
        for module in modules()
        if "versions" not in module.parts  # a migration is a list of tables
        for node in ast.walk(tree(module))
        if isinstance(node, ast.FunctionDef) and (lines := _count_own(node)) > FUNCTION_LINES
    ]
    assert long == [], "Give its steps names of their own."


def test_every_module_says_what_it_is_for():
    assert [str(module) for module in modules() if not ast.get_docstring(tree(module))] == []


def _count(module: Path) -> int:
    return len((ROOT / module).read_text().splitlines())


def _count_own(function: ast.FunctionDef) -> int:
    """The lines of a function, but for its docstring and for the functions inside it, which count by themselves."""
    first = function.body[0]
    is_docstring = isinstance(first, ast.Expr) and isinstance(first.value, ast.Constant)
    apart = [first] if is_docstring else []
    apart += [node for node in ast.walk(function) if isinstance(node, ast.FunctionDef) and node is not function]
    return _lines(function) - sum(map(_lines, apart))


def _lines(node: ast.stmt) -> int:
    return (node.end_lineno or node.lineno) - node.lineno + 1
