"""Private data: recognisers that find it in text, and the mask under which an example of it may be shown. Pure.

A recogniser is one file and one function, `find(text)`. It says where something stands that looks like private data:
by its form, its check digits and the words before it. Precision and recall of each are measured on a corpus with the
hard cases (`tests/privacy/corpus.py`). Numbers that are reserved for tests and for drama belong to nobody, so they are
not private; nor are the numbers and mailboxes of a service.
"""
