from microtask.kinds.words import fault_of_text, shown


def test_a_text_of_full_length_has_no_fault():
    assert fault_of_text("é" * 200, longest=200) is None


def test_a_message_shows_a_text_on_one_line_and_cuts_it():
    assert shown("one\n two") == "one two"
    assert shown("x" * 61) == "x" * 59 + "…"
    assert shown("\ud800").isprintable()
