import io
import tracemalloc
import zipfile

from microtask.tables.packing import stream_zip

FILES = [("a.csv", [b"key\r\n", b"1\r\n"]), ("README.txt", [b""]), ("b.csv", [b"x" * 100_000])]


def test_an_archive_holds_each_file_as_it_was():
    with zipfile.ZipFile(io.BytesIO(b"".join(stream_zip(FILES)))) as archive:
        assert archive.testzip() is None
        assert {name: archive.read(name) for name in archive.namelist()} == {
            name: b"".join(pieces) for name, pieces in FILES
        }


def test_the_same_files_give_the_same_bytes():
    assert b"".join(stream_zip(FILES)) == b"".join(stream_zip(FILES))


def test_a_large_file_is_never_in_memory_whole():
    tracemalloc.start()
    size = sum(map(len, stream_zip([("large", (bytes(100_000) for _ in range(500)))])))
    assert 0 < size < 1_000_000
    assert tracemalloc.get_traced_memory()[1] < 5_000_000
    tracemalloc.stop()
