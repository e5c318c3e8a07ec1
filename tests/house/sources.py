"""The project's own modules, as text that the house's tests look at."""

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parents[2]
PACKAGES = ("microtask", "workers", "config")


def modules() -> list[Path]:
    """Every module of the project, from its root."""
    return sorted(path.relative_to(ROOT) for package in PACKAGES for path in (ROOT / package).rglob("*.py"))


@cache
def tree(module: Path) -> ast.Module:
    return ast.parse((ROOT / module).read_text())


def dotted(module: Path) -> str:
    """`microtask/people/rules.py` as `microtask.people.rules`."""
    return ".".join(module.with_suffix("").parts).removesuffix(".__init__")


def imported(module: Path) -> Iterator[str]:
    """The dotted name of everything that a module imports; of a member, the name of its module and its own."""
    for node in ast.walk(tree(module)):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{module} imports relatively; name the module in full."
            yield from (f"{node.module}.{alias.name}" for alias in node.names)
