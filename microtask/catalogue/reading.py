"""Reads folders into templates, and tells every fault before anything starts."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from microtask.catalogue.example import check_example, read_example
from microtask.catalogue.faults import CatalogueError, Fault
from microtask.catalogue.fragment import check_fragment
from microtask.catalogue.manifest import read_manifest
from microtask.catalogue.practice import check_practice
from microtask.catalogue.template import Catalogue, Column, Example, Practice, Redundancy, TaskTemplate

# Beside the package in a checkout and when installed: pyproject.toml ships the folder as a top-level package of data.
FOLDER = Path(__file__).resolve().parents[2] / "task_templates"


def load_catalogue(folder: Path = FOLDER) -> Catalogue:
    """Every template in `folder`. Raises `CatalogueError` with all faults of all of them where there is one."""
    if not folder.is_dir():
        raise CatalogueError([Fault(str(folder), "", "There is no such folder. Install the project again.")])
    templates, faults = [], []
    for each in sorted(path for path in folder.iterdir() if _is_template(path)):
        template, found = _read(each)
        templates += [template] if template else []
        faults += found
    if faults:
        raise CatalogueError(faults)
    return Catalogue(templates)


def check_template(folder: Path) -> list[Fault]:
    """Every fault of the one template in `folder`; none where it can be used."""
    return _read(folder.resolve())[1]


def _is_template(path: Path) -> bool:
    return path.is_dir() and not path.name.startswith((".", "_"))


def _read(folder: Path) -> tuple[TaskTemplate | None, list[Fault]]:
    manifest, faults = read_manifest(folder / "manifest.toml")
    example, more = read_example(folder / "example.json", manifest)
    faults += more + check_fragment(folder / "task.html")
    if faults or example is None:
        return None, faults
    template = _template(folder, manifest, example)
    return template, check_example(template) + check_practice(template)


def _template(folder: Path, manifest: Mapping[str, Any], example: Example) -> TaskTemplate:
    needs, shows, redundancy = manifest["item"]["needs"], manifest["item"]["shows"], manifest["redundancy"]
    return TaskTemplate(
        id=folder.name,
        title=manifest["title"],
        kind=manifest["kind"],
        question=manifest["question"],
        help=manifest["help"],
        columns=(
            *(Column(name, label, True) for name, label in needs.items()),
            *(Column(name, label, False) for name, label in shows.items()),
        ),
        answer=manifest["answer"],
        redundancy=Redundancy(redundancy["min"], redundancy["max"], redundancy["confidence"], redundancy["precision"]),
        method=manifest["consensus"]["method"],
        expires_after_minutes=manifest["expires_after_minutes"],
        median_seconds=manifest["median_seconds"],
        fragment=folder / "task.html",
        example=example,
        thing=manifest["thing"],
        practice=tuple(Practice(**each) for each in manifest["practice"]),
    )
