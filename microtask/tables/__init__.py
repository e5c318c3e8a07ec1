"""Tables in and out: CSV, JSON lines, XLSX and Parquet, read row by row and written row by row.

Pure: it knows streams and rows, and no word of the platform. `reading.open_rows` reads, `writing.stream` and
`writing.write` write, `formats` names the formats, `guard` keeps cells of a CSV file from running as formulas.
"""
