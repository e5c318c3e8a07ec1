from microtask.tables.columns import BATCH_ROWS, Column, ColumnType, batches, changed, changes, without_nan


def test_rows_come_in_batches_in_their_order():
    rows = [(i,) for i in range(BATCH_ROWS * 2 + 1)]
    found = list(batches(iter(rows)))
    assert [len(batch) for batch in found] == [BATCH_ROWS, BATCH_ROWS, 1]
    assert [row for batch in found for row in batch] == rows


def test_changes_are_made_to_the_columns_of_their_type_alone():
    columns = [Column("a"), Column("b", ColumnType.INTEGER)]
    doubled = changes(columns, {ColumnType.INTEGER: lambda values: [value * 2 for value in values]})
    assert list(changed([("x", 1), ("y", 2)], doubled)) == [("x", 2), ("y", 4)]


def test_a_nan_is_a_missing_number():
    assert list(without_nan([1.5, float("nan"), None])) == [1.5, None, None]
    assert list(without_nan([1.5, None])) == [1.5, None]
