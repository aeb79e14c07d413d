"""Writes the tables under src/test/resources/tables that TablesOfOthersTest reads: what pyarrow, pandas and Hugging Face
datasets leave behind. Run it after a change, commit what it wrote.

    python spark-job/src/test/python/make_tables.py     # pyarrow, pandas, datasets, Pillow
"""

import decimal
import io
import pathlib
import shutil
import zlib

import datasets
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
from PIL import Image

OUT = pathlib.Path(__file__).resolve().parent.parent / "resources" / "tables"
ROWS = 12


def png(color=(200, 160, 140)) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (8, 8), color).save(out, "PNG")
    return out.getvalue()


def write(name: str, columns, **options) -> None:
    path = OUT / name
    path.parent.mkdir(parents=True, exist_ok=True)
    pq.write_table(columns if isinstance(columns, pa.Table) else pa.table(columns), path, **options)


# Classes in alphabetical order, as most data sets number them: not the order of the portraits model
# (feminine, masculine; young, middle-aged, senior; light, medium, dark).
GENDER = ["feminine", "masculine"]
AGE = ["middle-aged", "senior", "young"]
SKIN = ["dark", "light", "medium"]


def class_labels(name: str, age=AGE) -> None:
    """ClassLabel features, which datasets keep in the metadata of the Parquet file."""
    features = datasets.Features(
        {
            "image": datasets.Image(),
            "gender": datasets.ClassLabel(names=GENDER),
            "age": datasets.ClassLabel(names=age),
            "skin": datasets.ClassLabel(names=SKIN),
        }
    )
    rows = {
        "image": [{"bytes": png(), "path": None}] * ROWS,
        "gender": [0] * ROWS,
        "age": [2, 2, 2, 2, 2, 2, 1, 1, 1, 0, -1, None],
        "skin": [1] * ROWS,
    }
    (OUT / name).parent.mkdir(parents=True, exist_ok=True)
    datasets.Dataset.from_dict(rows, features=features).to_parquet(OUT / name)


CARD = """---
{}
---
# A set
"""


def card(name: str, front: str, newline: str = "\n", bom: str = "") -> None:
    """A table of numbers with a README.md that names them: 4 x 0 and 8 x 1."""
    write(name + "/data/train-0.parquet", {"gender": pa.array([0, 1, 1] * 4)})
    text = bom + CARD.format(front).replace("\n", newline)
    (OUT / name / "README.md").write_bytes(text.encode())


def features(names: str) -> str:
    return "dataset_info:\n  features:\n  - name: gender\n    dtype:\n      class_label:\n        names:" + names


def config(name: str, names: str, files: str = "") -> str:
    return (
        f"- config_name: '{name}'\n  features:\n  - name: gender\n    dtype:\n      class_label:\n        names:" + names
    )


NAMES = "\n          '0': female\n          '1': male"
SWAPPED = "\n          '0': male\n          '1': female"


def cards() -> None:
    card("card/plain", features(NAMES))
    card("card/other-order", features("\n          '1': male\n          '0': female"))
    card("card/two-configs", "dataset_info:\n" + config("0.25", NAMES) + "\n" + config("1.25", NAMES))
    card("card/crlf", features(NAMES), newline="\r\n")
    card("card/byte-order-mark", features(NAMES), bom="\ufeff")
    card("card/bare-keys", features("\n          0: female\n          1: male"))
    card("card/double-quoted", features('\n          "0": "female"\n          "1": "male"'))
    card("card/comments", "# about\n" + features("  # names\n          '0': female # f\n          '1': male"))
    card("card/list", features("\n        - female\n        - male"))
    card("card/flow", "dataset_info: {features: [{name: gender, dtype: {class_label: {names: [female, male]}}}]}")
    card("card/flow-map", features(" {'0': female, '1': male}"))
    card("card/anchors", "x: &names\n  '0': female\n  '1': male\n" + features(" *names"))
    card("card/tabs-and-blanks", "license: mit\n\n\n" + features(NAMES) + "   \n")
    card("card/booleans", features("\n          '0': no\n          '1': yes"))
    card("card/numbers", features("\n          '0': 1.0\n          '1': 010"))
    card(
        "card/config-of-the-files",
        "configs:\n- config_name: a\n  data_files:\n  - split: train\n    path: other/train-*\n"
        "- config_name: b\n  data_files:\n  - split: train\n    path: data/train-*\n"
        "dataset_info:\n" + config("a", SWAPPED) + "\n" + config("b", NAMES),
    )
    card("card/bad/configs-disagree", "dataset_info:\n" + config("a", NAMES) + "\n" + config("b", SWAPPED))
    card("card/bad/gap", features("\n          '0': female\n          '2': male"))
    card("card/bad/twice", features("\n          '0': female\n          '0': male"))
    card("card/bad/no-number", features("\n          '0': female\n          one: male"))
    card("card/bad/not-yaml", features("\n          '0': female\n        '1: male"))


def values() -> None:
    """One column per kind of value; classes are round and square, or 0 and 1."""
    nan = float("nan")
    write(
        "values.parquet",
        {
            "float64": pa.array([0.0, 1.0, nan, -1.0, None, 1.0]),
            "float32": pa.array([0.0, 1.0, nan, -1.0, None, 1.0], pa.float32()),
            "decimal": pa.array([decimal.Decimal(x) for x in ("0.00", "1.00", "-1.00")] + [None] * 2 + [decimal.Decimal(1)]),
            "int8": pa.array([0, 1, -1, None, None, 1], pa.int8()),
            "uint8": pa.array([0, 1, None, None, None, 1], pa.uint8()),
            "int32": pa.array([0, 1, -1, None, None, 1], pa.int32()),
            "uint64": pa.array([0, 1, None, None, None, 1], pa.uint64()),
            "text_numbers": ["0", "1", "-1", "NaN", "None", "1.0"],
            "text": ["round", "square", "None", "NaN", None, "square"],
            "bytes": pa.array([b"round", b"square", b"nan", None, None, b"square"]),
            "category": pa.array(["round", "square", None, None, None, "square"]).dictionary_encode(),
            "bool": pa.array([False, True, None, None, None, True]),
            "nanoseconds": pa.array([0] * 6, pa.timestamp("ns")),
            "list": [[0], [1], [1], [1], [0], [1]],
            "fraction": [0.0, 1.0, 1.9, 1.0, 0.0, 1.0],
            "beyond": [0, 1, 2, 1, 0, 1],
            "infinite": [0.0, float("inf"), 1.0, 1.0, 1.0, 1.0],
            "odd_case": ["Round", "square", "round", "square", "round", "square"],
            "bad_bytes": pa.array([b"\xff\xfe", b"round"] * 3),
        },
    )
    # A type that Parquet has had since 2.10: the library of Spark 3.5 cannot read the footer.
    write("float16.parquet", {"g": ["f", "m"] * 3, "half": pa.array([0, 1, None] * 2, pa.float16())})
    frame = pd.DataFrame({"gender": [0, 1, None] * 4, "when": pd.to_datetime(["2024-01-01"] * 12)})
    (OUT / "pandas.parquet").parent.mkdir(parents=True, exist_ok=True)
    frame.to_parquet(OUT / "pandas.parquet")


def bad() -> None:
    """Directories in which one file spoils the others."""
    good = {"g": ["f", "m"] * 6}
    for name in (
        "cut", "csv-inside", "csv-beside", "zero", "appledouble", "hidden", "json-beside", "pointer", "page", "orc",
    ):
        write(f"bad/{name}/b.parquet", good)
    whole = (OUT / "bad/cut/b.parquet").read_bytes()
    (OUT / "bad/cut/c.parquet").write_bytes(whole[:-20])
    (OUT / "bad/csv-inside/c.parquet").write_text("id,g\n1,f\n2,m\n")
    (OUT / "bad/csv-beside/c.csv").write_text("id,g\n1,f\n2,m\n")
    (OUT / "bad/json-beside/c.jsonl").write_text('{"g": "f"}\n')
    (OUT / "bad/zero/a.parquet").write_bytes(b"")
    (OUT / "bad/appledouble/._b.parquet").write_bytes(b"\0\5\x16\7" * 20)
    (OUT / "bad/hidden/_temporary").mkdir(exist_ok=True)
    (OUT / "bad/hidden/_temporary/c.parquet").write_bytes(b"half")
    (OUT / "bad/hidden/_SUCCESS").write_bytes(b"")
    beside = (OUT / "bad/hidden/b.parquet").read_bytes()  # Hadoop's checksum: readers of Spark 4.1 stumble over one that is none
    sums = b"".join(zlib.crc32(beside[at : at + 512]).to_bytes(4, "big") for at in range(0, len(beside), 512))
    (OUT / "bad/hidden/.b.parquet.crc").write_bytes(b"crc\0" + (512).to_bytes(4, "big") + sums)
    (OUT / "bad/hidden/notes.txt").write_text("bought in May")
    (OUT / "bad/pointer/c.parquet").write_text(
        "version https://git-lfs.github.com/spec/v1\noid sha256:" + "0" * 64 + "\nsize 12345\n"
    )
    (OUT / "bad/page/c.parquet").write_text("<!DOCTYPE html><title>403</title>")
    (OUT / "bad/orc/c.parquet").write_bytes(b"ORC" + bytes(range(200)))
    write("bad/int32-int64/a.parquet", {"g": pa.array([0, 1] * 6, pa.int32())})
    write("bad/int32-int64/b.parquet", {"g": pa.array([0, 1] * 6, pa.int64())})
    write("bad/text-int/a.parquet", {"g": pa.array([0, 1] * 6, pa.int64())})
    write("bad/text-int/b.parquet", good)
    write("bad/column-in-one/a.parquet", {"g": ["f", "m"] * 6, "h": ["x", "y"] * 6})
    write("bad/column-in-one/b.parquet", good)
    write("bad/case/x.parquet", {"Label": good["g"], "label": good["g"], "g": good["g"]})
    (OUT / "bad/only-csv").mkdir(parents=True, exist_ok=True)
    (OUT / "bad/only-csv/a.csv").write_text("g\nf\n")
    write("bad/mixed-partitions/g=f/x.parquet", {"id": [1]})
    write("bad/mixed-partitions/y.parquet", {"id": [1]})
    twice = pa.table([good["g"], good["g"], list(range(ROWS))], names=["g", "g", "id"])
    write("bad/twice/c.parquet", twice)
    write("bad/brotli/c.parquet", good, compression="brotli")
    write("bad/metadata/c.parquet", pa.table(good).replace_schema_metadata({"huggingface": "{not json"}))
    write("bad/spellings.parquet", {"g": ["\u00e9", "e\u0301", "x"] * 4})
    unnamed = '{"info": {"features": {"g": {"names": ["m", "m"], "_type": "ClassLabel"}}}}'
    write("bad/same-names.parquet", pa.table({"g": [0, 1] * 6}).replace_schema_metadata({"huggingface": unnamed}))
    write("bad/delta/x.parquet", good)
    (OUT / "bad/delta/_delta_log").mkdir(exist_ok=True)
    (OUT / "bad/delta/_delta_log/0.json").write_text("{}")
    class_labels("bad/metadata-differ/a.parquet")
    class_labels("bad/metadata-differ/b.parquet", ["young", "middle-aged", "senior"])


def layouts() -> None:
    """The same twelve rows in many directories."""
    for value, rows in (("f", 4), ("m%2Fn", 8)):
        write(f"layout/hive/g={value}/x.parquet", {"id": list(range(rows))})
    write("layout/hive-null/g=f/x.parquet", {"id": [0, 1]})
    write("layout/hive-null/g=m/x.parquet", {"id": [0, 1]})
    write("layout/hive-null/g=__HIVE_DEFAULT_PARTITION__/x.parquet", {"id": [0, 1]})
    for value in ("01", "1"):
        write(f"layout/hive-numbers/g={value}/x.parquet", {"id": [0, 1]})
    write("layout/hive-below/data/g=f/x.parquet", {"id": [0, 1]})
    write("layout/hive-below/more/g=m/x.parquet", {"id": [0, 1]})
    write("layout/nested/a/b/x.parquet", {"g": ["f"] * 4})
    write("layout/nested/c/y.PARQUET", {"g": ["m"] * 8})
    write("layout/no-extension/000000_0", {"g": ["f"] * 4})
    write("layout/no-extension/000001_0", {"g": ["m"] * 8})


if __name__ == "__main__":
    shutil.rmtree(OUT, ignore_errors=True)
    class_labels("class-labels.parquet")
    cards()
    values()
    bad()
    layouts()
    print(sum(1 for _ in OUT.rglob("*")), "files,", sum(f.stat().st_size for f in OUT.rglob("*") if f.is_file()), "bytes")
