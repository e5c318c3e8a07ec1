"""The task templates: reads the folders of `task_templates/` once, and refuses to start with a faulty one.

A template is a folder of data: `manifest.toml` says what is asked, when a task is settled and what to practise on,
`task.html` shows an item, `example.json` has an item with an answer that is taken, one that is refused, and the votes
that the first casts.
"""

from microtask.catalogue.faults import CatalogueError, Fault
from microtask.catalogue.reading import FOLDER, check_template, load_catalogue
from microtask.catalogue.template import Catalogue, Column, Example, Practice, Redundancy, TaskTemplate

__all__ = [
    "FOLDER",
    "Catalogue",
    "CatalogueError",
    "Column",
    "Example",
    "Fault",
    "Practice",
    "Redundancy",
    "TaskTemplate",
    "check_template",
    "load_catalogue",
]
