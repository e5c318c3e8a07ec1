"""A module that can be read in one sitting, and functions that fit on a screen."""

import ast

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
        if isinstance(node, ast.FunctionDef) and (lines := (node.end_lineno or 0) - node.lineno + 1) > FUNCTION_LINES
    ]
    assert long == [], "Give its steps names of their own."


def test_every_module_says_what_it_is_for():
    assert [str(module) for module in modules() if not ast.get_docstring(tree(module))] == []


def _count(module) -> int:
    return len((ROOT / module).read_text().splitlines())
