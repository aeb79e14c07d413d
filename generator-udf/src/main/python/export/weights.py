"""Reads weights without running anybody's code: safetensors, or pickles on explicit demand."""

import json
from pathlib import Path

import torch
from safetensors.torch import load_file

from errors import ExportError

PICKLES = (".bin", ".pt", ".pth", ".ckpt")


def read_json(path: Path) -> dict:
    try:
        document = json.loads(path.read_text())
    except (OSError, ValueError) as error:
        raise ExportError(f"{path} cannot be read as JSON: {error}") from error
    if not isinstance(document, dict):
        raise ExportError(f"{path} must hold a JSON object")
    return document


def state_dict(folder: Path, allow_pickle: bool) -> dict:
    """The tensors of a folder's only `*.safetensors`, or, if allowed, of its only pickle (read with `weights_only`)."""
    found = sorted(folder.glob("*.safetensors"))
    if len(found) == 1:
        return load_file(str(found[0]))
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
    state = torch.load(pickles[0], map_location="cpu", weights_only=True)
    return state.get("state_dict", state)


def load_into(module: torch.nn.Module, folder: Path, allow_pickle: bool) -> torch.nn.Module:
    """Fills a module; names of weights that are missing or unknown are an error."""
    try:
        module.load_state_dict(state_dict(folder, allow_pickle))
    except RuntimeError as error:
        raise ExportError(f"{folder}: weights and architecture do not fit: {str(error).splitlines()[-1].strip()}") from error
    return module.eval()
