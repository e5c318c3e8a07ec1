import sys

import pytest

from microtask.errors import Invalid
from microtask.tables import arrow


def test_it_is_loaded_by_name():
    pytest.importorskip("pyarrow")
    assert arrow.load("pyarrow.parquet").__name__ == "pyarrow.parquet"


def test_without_it_one_sentence_says_how_to_install_it(monkeypatch):
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    assert not arrow.is_installed()
    with pytest.raises(Invalid) as fault:
        arrow.load()
    assert fault.value.message == 'Parquet is not available here. Install it with: pip install "microtask[analytics]"'
