"""`[[practice]]` of a manifest: items with an answer and the reason for it, which volunteers may try first."""

from collections.abc import Iterator

from microtask.catalogue.faults import Fault
from microtask.catalogue.template import Practice, TaskTemplate, asked
from microtask.errors import Invalid


def check_practice(template: TaskTemplate) -> list[Fault]:
    """Every way in which an item to practise on is not one that the template could ask about."""
    file = f"{template.id}/manifest.toml"
    return [
        Fault(file, f"practice.{place}.{key}", sentence)
        for place, each in enumerate(template.practice, 1)
        for key, sentence in _faults(template, each)
    ]


def _faults(template: TaskTemplate, each: Practice) -> Iterator[tuple[str, str]]:
    if template.thing is None and each.other is not None:
        yield "other", "Only a compare template has this key. Take it out."
    if template.thing is not None and each.other is None:
        yield "other", "This key is missing. Write the item that the first one is compared with."
    for key, item in (("item", each.item), ("other", each.other)):
        for column in template.columns_missing_from(item) if item is not None else ():
            yield f"{key}.{column.name}", "The template needs this column, and the item lacks it. Write it."
    kind, question = asked(template.kind, template.example.answer)
    try:
        kind.parse(each.answer, question)
    except Invalid as error:
        yield "answer", f"The question refuses this answer. {error}"
