import pytest

from microtask.tables.reading import Limits, Unreadable
from microtask.tables.spool import spool
from tests.tables.files import Pieces


def test_the_whole_stream_is_in_the_file():
    with spool(Pieces(b"0123456789"), Limits(packed=10)) as file:
        assert file.read() == b"0123456789"


@pytest.mark.parametrize(
    ("stream", "said"),
    [
        (Pieces(b"x" * 2_000_001), "more than 2 MB"),
        (Pieces(b"some", breaks=True), "broke off"),
        (Pieces(b""), "The file is empty"),
    ],
)
def test_a_stream_that_cannot_be_kept_whole_is_refused(stream, said):
    with pytest.raises(Unreadable, match=said):
        spool(stream, Limits(packed=2_000_000))
