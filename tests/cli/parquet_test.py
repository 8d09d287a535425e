# SPDX-License-Identifier: Apache-2.0
"""Parquet files of the program, read by pyarrow and pandas; skipped (77) where these are absent.

parquet_test.py TEST_CLI_PARQUET GOSHAWK
"""
import json
import os
import subprocess
import sys
import tempfile

try:
    import pandas
    import pyarrow.parquet
except ImportError as reason:
    print(f"skipped: {reason}")
    sys.exit(77)

ROWS = 70000


def row(i):
    """The table of test_parquet.c."""
    return {"number": i * i * 1000 - 5000000000 if i % 3 else None,
            "real": i / 3 if i % 7 else None,
            "text": (f"row {i}, 第{i}行" if i % 5 else "") if i // 1000 % 2 == 0 else None,
            "json": f"[{i}]" if i % 2 else None}


def check_table(writer, folder):
    path = os.path.join(folder, "table.parquet")
    subprocess.run([writer, path], check=True)
    file = pyarrow.parquet.ParquetFile(path)
    assert file.metadata.num_row_groups == 2, file.metadata
    assert [str(field.type) for field in file.schema_arrow][:3] == ["int64", "double", "string"]
    got = file.read().to_pylist()
    assert len(got) == ROWS, len(got)
    for i, one in enumerate(got):
        one["json"] = one["json"] if one["json"] is None else str(one["json"])
        assert one == row(i), (i, one, row(i))
    frame = pandas.read_parquet(path)
    assert frame["number"].isna().sum() == len(range(0, ROWS, 3))
    assert frame["text"][4] == "row 4, 第4行"


def check_batch(program, folder):
    """The rows of a batch are the same in all three forms."""
    def run(*words, code=0):
        got = subprocess.run([program, *words], cwd=folder, capture_output=True, text=True)
        assert got.returncode == code, (words, got)

    with open(os.path.join(folder, "a.txt"), "w", encoding="utf-8") as file:
        file.write('Freight, it is "said", cost more in 2022; 运费上涨。\n')
    with open(os.path.join(folder, "in.jsonl"), "w", encoding="utf-8") as file:
        for line in ({"id": "x", "query": "freight"}, {"id": 2, "query": "zebra"},
                     {"query": "freight", "k": "many"}):
            file.write(json.dumps(line) + "\n")
    run("init", "a.lib", "--model", "none")
    run("add", "a.lib", "a.txt", "-q")
    for command in ("search", "ask"):
        for ending in ("jsonl", "csv", "parquet"):
            run(command, "a.lib", "--batch", "in.jsonl", "-o", f"{command}.{ending}", code=3)
        with open(os.path.join(folder, f"{command}.jsonl"), encoding="utf-8") as file:
            rows = [json.loads(line) for line in file]
        table = pyarrow.parquet.read_table(os.path.join(folder, f"{command}.parquet")).to_pylist()
        for one in table:
            if one.get("citations") is not None:
                one["citations"] = json.loads(str(one["citations"]))
        assert table == rows, (table, rows)
        frame = pandas.read_csv(os.path.join(folder, f"{command}.csv"), keep_default_na=False)
        assert list(frame.columns) == list(rows[0]), frame.columns
        assert len(frame) == len(rows) >= 3
        if command == "search":
            assert frame["text"][0] == rows[0]["text"], frame["text"][0]
            assert float(frame["score"][0]) == rows[0]["score"]


def main():
    with tempfile.TemporaryDirectory() as folder:
        check_table(os.path.abspath(sys.argv[1]), folder)
        check_batch(os.path.abspath(sys.argv[2]), folder)


if __name__ == "__main__":
    main()
