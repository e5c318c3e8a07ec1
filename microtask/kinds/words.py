"""Texts that an owner writes into a question: what is wrong with one, and how a message shows it."""

_UNSTORABLE = {"\0", *map(chr, range(0xD800, 0xE000))}


def fault_of_text(text: str, *, longest: int) -> str | None:
    """What is wrong with `text` as the rest of a sentence that begins with what the text is; None if nothing is."""
    if not text:
        return "is empty. Write it, or remove it."
    if len(text) > longest:
        return f"has {len(text)} characters. Use at most {longest}."
    if not _UNSTORABLE.isdisjoint(text):
        return "has a character that cannot be stored. Type it again by hand."
    return None


def shown(text: str, most: int = 60) -> str:
    """The text as a message can show it: on one line, cut where it is long, and safe to print."""
    line = " ".join(text.split()).encode("utf-8", "replace").decode()
    return line if len(line) <= most else f"{line[: most - 1]}…"
