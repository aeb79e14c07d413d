"""Reads weights without running anybody's code: safetensors, or pickles on explicit demand."""

import json
from pathlib import Path

import torch
from safetensors.torch import load_file

from errors import ExportError

PICKLES = (".bin", ".pt", ".pth", ".ckpt")


def read_json(path: Path) -> dict:
    """A JSON object; a name that occurs twice is refused, of which Python would keep the last."""
    try:
        document = json.loads(path.read_text(encoding="utf-8-sig"), object_pairs_hook=distinct)
    except (OSError, ValueError) as error:
        raise ExportError(f"{path} cannot be read as JSON: {error}") from error
    if not isinstance(document, dict):
        raise ExportError(f"{path} must hold a JSON object")
    return document


def distinct(pairs: list) -> dict:
    names = [name for name, _ in pairs]
    twice = next((name for name in names if names.count(name) > 1), None)
    if twice is not None:
        raise ValueError(f"the name {twice!r} occurs twice in one object")
    return dict(pairs)


def require_whole(path: Path) -> None:
    """Refuses what stands in for a file of weights that was never downloaded, and empty ones."""
    with path.open("rb") as file:
        begin = file.read(64)
    if begin.startswith(b"version https://git-lfs"):
        raise ExportError(f"{path} is a pointer of git-lfs, not the weights: run git lfs pull in its repository")
    if not begin:
        raise ExportError(f"{path} is empty; copy it again")


def loaded(path: Path) -> dict:
    """The tensors of one file, safetensors or a pickle of tensors."""
    require_whole(path)
    try:
        if path.suffix == ".safetensors":
            return load_file(str(path))
        state = torch.load(path, map_location="cpu", weights_only=True)
    except Exception as error:  # safetensors, zip and pickle each raise their own
        raise ExportError(f"{path} cannot be read; is it whole? {str(error).strip().splitlines()[0]}") from error
    if not isinstance(state, dict):
        raise ExportError(f"{path} must hold a dictionary of tensors but holds a {type(state).__name__}")
    return state.get("state_dict", state)


def state_dict(folder: Path, allow_pickle: bool) -> dict:
    """The tensors of a folder's only `*.safetensors`, or, if allowed, of its only pickle (read with `weights_only`)."""
    if not folder.is_dir():
        raise ExportError(f"{folder} must be a folder that holds a *.safetensors file")
    found = sorted(folder.glob("*.safetensors"))
    if len(found) == 1:
        return loaded(found[0])
    if len(found) > 1:
        raise ExportError(f"{folder} must hold one *.safetensors but holds {len(found)}")
    pickles = sorted(p for p in folder.iterdir() if p.suffix in PICKLES)
    if not pickles:
        raise ExportError(f"{folder} has no weights; expected a *.safetensors file")
    if not allow_pickle:
        raise ExportError(
            f"{pickles[0]} is a pickle, which can run code; convert it to safetensors, or pass --allow-pickle if you trust it"
        )
    if len(pickles) > 1:
        raise ExportError(f"{folder} must hold one file of weights but holds {len(pickles)}")
    return loaded(pickles[0])


def load_into(module: torch.nn.Module, folder: Path, allow_pickle: bool) -> torch.nn.Module:
    """Fills a module; names of weights that are missing or unknown are an error."""
    try:
        module.load_state_dict(state_dict(folder, allow_pickle))
    except RuntimeError as error:
        raise ExportError(f"{folder}: weights and architecture do not fit: {str(error).splitlines()[-1].strip()}") from error
    return module.eval()
