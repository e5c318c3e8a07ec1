import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from microtask.api.reading import is_storable

json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(st.characters()),
    lambda deeper: st.lists(deeper) | st.dictionaries(st.text(), deeper),
)


@given(json_values)
def test_what_is_storable_is_what_postgresql_and_utf_8_take(value):
    text = json.dumps(value, ensure_ascii=False)
    refused = "\\u0000" in text or any("\ud800" <= letter <= "\udfff" for letter in text)
    assert is_storable(value) is not refused


@pytest.mark.parametrize("value", ["\x00", ["a", "\ud800"], {"a": {"b\x00": 1}}, {"a": [{"b": "\udfff"}]}])
def test_nul_and_half_a_pair_are_found_however_deep(value):
    assert not is_storable(value)
