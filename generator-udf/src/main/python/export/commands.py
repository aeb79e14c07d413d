"""What the exporter's commands share: one line per mistake, what a bundle is called, and that what is at --out is whole."""

import sys
import tempfile
import traceback
from contextlib import contextmanager
from pathlib import Path

from errors import ExportError, one_line


def run(name: str, command, args) -> int:
    """Calls `command(args)`; the exit status."""
    try:
        command(args)
    except Exception as error:
        if args.traceback:
            traceback.print_exc()
        print(f"{name}: {one_line(error)}", file=sys.stderr)
        return 2
    return 0


def require_described(args) -> None:
    for value, option in ((args.name, "--name"), (args.version, "--version"), (args.licence, "--licence")):
        if not value.strip():
            raise ExportError(f"{option} must not be blank")
    if args.model_card and not args.model_card.is_file():
        raise ExportError(f"--model-card {args.model_card} must be a file")
    require_free(args.out)


def require_free(out: Path) -> None:
    if out.exists() and (not out.is_dir() or any(out.iterdir())):
        raise ExportError(f"--out {out} is not empty; name a new folder" if out.is_dir() else f"--out {out} is a file; name a new folder")


def require_modules(channels_last: list, parts: dict) -> None:
    for role in channels_last:
        if role not in parts:
            raise ExportError(f"--channels-last {role} is not one of the bundle's modules {', '.join(parts)}")


@contextmanager
def placed(out: Path):
    """A folder beside the bundle's place, which is moved there when it is whole."""
    above = next(folder for folder in out.absolute().parents if folder.exists())
    with tempfile.TemporaryDirectory(prefix=f".{out.name}-", dir=above) as scratch:
        folder = Path(scratch) / "bundle"
        folder.mkdir()
        yield folder
        require_free(out)
        out.parent.mkdir(parents=True, exist_ok=True)
        folder.rename(out)


def megabytes(folder: Path) -> float:
    return sum(file.stat().st_size for file in folder.iterdir()) / 1e6
