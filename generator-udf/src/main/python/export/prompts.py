"""Encodes prompts with a checkpoint's own text encoders, however large, into a table for a bundle or a run.

    python prompts.py stable-diffusion-3.5-medium --texts prompts.txt --out prompts.parquet

The texts are the lines of a text file, or the column `prompt` of a Parquet file. The table has a row per prompt, and one for no
prompt where the model is guided by its absence: the prompt, and per condition of the model the list of its numbers in
float32. Each prompt is encoded alone, so that its numbers do not depend on the others. A prompt with more tokens than the
encoders read is refused, or with --cut loses its end, as in the pipeline.
"""

import argparse
import math
import sys
from pathlib import Path

import torch

import checkpoint
import commands
import families
from errors import ExportError
from families import lengths, text
from families.source import Source

COLUMN = "prompt"


def arguments(argv=None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("checkpoint", type=Path)
    parser.add_argument("--texts", type=Path, required=True, help="a text file with a prompt per line, or Parquet with a column prompt")
    parser.add_argument("--cut", action="store_true", help="cut prompts that are longer than the text encoders read, instead of refusing them")
    parser.add_argument("--allow-pickle", action="store_true", help="read weights that are not safetensors")
    parser.add_argument("--traceback", action="store_true", help="show where it ended")
    parser.add_argument("--out", type=Path, required=True)
    return parser.parse_args(argv)


def texts_of(path: Path) -> list:
    """Distinct prompts in their order."""
    if not path.is_file():
        raise ExportError(f"--texts {path} must be a file")
    if path.suffix == ".parquet":
        import pyarrow.parquet as parquet

        schema = parquet.read_schema(path)
        if COLUMN not in schema.names:
            raise ExportError(f"--texts {path} must have a column {COLUMN} but has {', '.join(schema.names)}")
        found = parquet.read_table(path, columns=[COLUMN])[COLUMN].to_pylist()
    else:
        found = [line.strip() for line in path.read_text(encoding="utf-8-sig").splitlines() if line.strip()]
    other = next((row for row, each in enumerate(found) if not isinstance(each, str)), None)
    if other is not None:
        raise ExportError(f"--texts {path}: row {other} must be a string but is {found[other]}")
    if not found:
        raise ExportError(f"--texts {path} holds no prompts")
    return list(dict.fromkeys(found))


def require_read(long: list, count: int, cut: bool) -> None:
    """Says which prompts would lose their end: refuses them, or only counts them."""
    if not long:
        return
    worst = max(long, key=lambda each: each.tokens - each.most)
    what = f"{len(long)} of {count} prompts {'is' if len(long) == 1 else 'are'} longer than the text encoders read"
    where = f"{worst.text[:40]!r} has {worst.tokens} tokens of which {worst.most} are read"
    if not cut:
        raise ExportError(f"{what}: {where}; shorten them, or cut them with --cut")
    print(f"prompts: {what} and lose their end: {where}", file=sys.stderr)


def require_table(path: Path, conditions: list, guidance: dict | None) -> None:
    """Refuses a table that is not of a model: other columns, other numbers of them, no row for no prompt."""
    import pyarrow.compute as compute
    import pyarrow.parquet as parquet

    expected = {condition["name"]: math.prod(condition["shape"]) for condition in conditions if condition["source"] == "prompt"}
    if not expected:
        raise ExportError(f"--prompts {path} is for models that take prompts, but this one takes none: leave it out")
    try:
        table = parquet.read_table(path)
    except Exception as error:  # pyarrow raises its own
        raise ExportError(f"--prompts {path} cannot be read as Parquet: {str(error).splitlines()[0]}") from error
    if not {COLUMN, *expected} <= set(table.column_names):
        raise ExportError(f"--prompts {path} must have the columns {', '.join([COLUMN, *expected])} but has {', '.join(table.column_names)}")
    for name, count in expected.items():
        found = compute.unique(compute.list_value_length(table[name])).to_pylist()
        if found != [count]:
            raise ExportError(f"--prompts {path}: {name} must be lists of {count} numbers but has lists of {', '.join(map(str, found))}")
    rows = table[COLUMN].to_pylist()
    if len(set(rows)) < len(rows) or None in rows:
        raise ExportError(f"--prompts {path} must list each prompt once")
    if guidance and guidance["kind"] == "classifier-free" and "" not in rows:
        raise ExportError(f"--prompts {path} must have a row for the empty prompt, by which the model is guided")


@torch.no_grad()
def encode(args) -> str:
    import pyarrow
    import pyarrow.parquet as parquet

    if args.out.exists():
        raise ExportError(f"--out {args.out} is there already; name a new file")
    source = Source(args.checkpoint, checkpoint.index_of(args.checkpoint)[0], args.allow_pickle)
    encoder = text.encoder(source)
    prompts = texts_of(args.texts)
    declared = families.PROMPTS[source.wrapper](source)
    if source.wrapper not in families.TOLD and "" not in prompts:
        prompts.insert(0, "")
    pipeline = text.encoders(source)
    require_read(lengths.too_long(source, pipeline, prompts), len(prompts), args.cut)
    names = [condition["name"] for condition in declared]
    schema = pyarrow.schema([(COLUMN, pyarrow.string()), *((name, pyarrow.list_(pyarrow.float32())) for name in names)])
    partial = args.out.with_name(f".{args.out.name}.partial")
    try:
        with parquet.ParquetWriter(partial, schema) as writer:
            for prompt in prompts:
                values = [value[0].float() for value in encoder(pipeline, [prompt])]
                for condition, value in zip(declared, values, strict=True):
                    if list(value.shape) != condition["shape"]:
                        raise ExportError(f"{condition['name']} of a prompt has the shape {list(value.shape)} but the model takes {condition['shape']}")
                row = {COLUMN: [prompt]} | {name: [value.flatten().numpy()] for name, value in zip(names, values)}
                writer.write_table(pyarrow.table(row, schema=schema))
        partial.rename(args.out)
    finally:
        partial.unlink(missing_ok=True)
    return f"{args.out}: {len(prompts)} prompts, {args.out.stat().st_size / 1e6:.1f} MB; columns {COLUMN}, {', '.join(names)}"


def main(argv=None) -> int:
    return commands.run("prompts", lambda args: print(encode(args)), arguments(argv))


if __name__ == "__main__":
    sys.exit(main())
