"""The HTML face: one file a noun, templates and static files. It knows Flask; nothing below it does."""
