"""Finds a network in a file of weights: which family it is of, where its tensors are, and what its options file says."""

import json
import shlex
from dataclasses import dataclass
from pathlib import Path

from errors import ExportError
from networks import pickles
from networks.keys import Weights
from strangers import tensor_names
from weights import loaded, read_json, require_whole

SAFE, PICKLES, CODE_PICKLES = ".safetensors", (".pt", ".pth", ".ckpt", ".bin"), (".pkl", ".pickle")
# The tensor that gives a family away; of two that fit, the first.
MARKS = {
    "diffae": "encoder.input_blocks.0.0.weight",
    "adm": "input_blocks.0.0.weight",
    "lucidrains": "init_conv.weight",
    "edm": "map_layer0.weight",
}
# Where training programs keep weights, averaged ones first.
CONTAINERS = ("ema", "ema_model", "model_ema", "ema_state_dict", "state_dict", "model", "model_state_dict", "net", "")
PREFIXES = ("ema_model.model.", "ema_model.", "ema.", "", "module.", "model.module.", "model.")
RECIPE = (
    "a pickle of code and weights, which is not opened; where its makers' code is installed, save net.state_dict() by "
    "safetensors.torch.save_file and net.init_kwargs as JSON of the same name, as docs/bring-your-own-model.md shows"
)


@dataclass
class Found:
    """A network's family and tensors; `beside` are the tensors around it, `content` the whole file."""

    family: str
    weights: Weights
    beside: dict
    content: dict
    path: Path
    place: str


def find(path: Path, allow_pickle: bool) -> Found | None:
    """The network of a file, or of a folder's only file of weights; none if its layout is not known here."""
    file = weights_file(path)
    if file is None:
        return None
    if file.suffix in CODE_PICKLES:
        raise ExportError(f"{file} is {RECIPE}")
    require_whole(file)
    if file.suffix == SAFE and not any(name.endswith(tuple(MARKS.values())) for name in tensor_names(file) or ()):
        return None  # before gigabytes are read
    content = loaded(file) if file.suffix == SAFE else pickles.read(file)
    found = located(content, file)
    if found is not None and file.suffix != SAFE and not allow_pickle:
        raise ExportError(f"{file} is a pickle; convert it to safetensors, or pass --allow-pickle: its tensors are read, its code is not run")
    return found


def weights_file(path: Path) -> Path | None:
    suffixes = (SAFE, *PICKLES, *CODE_PICKLES)
    if path.is_file():
        return path if path.suffix in suffixes else None
    if not path.is_dir() or (path / "model_index.json").exists() or (path / "config.json").exists():
        return None
    files = sorted(p for p in path.iterdir() if p.suffix in suffixes)
    return files[0] if len(files) == 1 else None


def located(content: dict, file: Path) -> Found | None:
    for container in CONTAINERS:
        tensors = content if not container else content.get(container)
        if not isinstance(tensors, dict):
            continue
        tensors = {name: each for name, each in tensors.items() if isinstance(name, str) and hasattr(each, "shape")}
        for prefix in PREFIXES:
            family = next((family for family, mark in MARKS.items() if prefix + mark in tensors), None)
            if family is not None:
                place = f"{container}: {prefix}".strip(": .") or "the file itself"
                return Found(family, Weights(tensors, file.name, prefix), tensors, content, file, place)
    return None


def options_file(found: Found, given: Path | None) -> Path:
    """Where a network's options are, or would be."""
    if given is not None and not given.is_file():
        raise ExportError(f"--options {given} must be a file")
    return given or found.path.with_suffix(".json")


def options(file: Path) -> dict:
    """An options file: a JSON object, or a command line with flags (--image_size 256 --learn_sigma True)."""
    if not file.is_file():
        return {}
    text = file.read_text(encoding="utf-8-sig").strip()
    return read_json(file) if text.startswith("{") else flags(text, file)


def flags(text: str, file: Path) -> dict:
    words = shlex.split(text.replace("\\\n", " "))
    words = words[next((i for i, word in enumerate(words) if word.startswith("--")), 0) :]
    names, values = words[::2], words[1::2]
    if len(names) != len(values) or not all(name.startswith("--") for name in names):
        raise ExportError(f"{file} must hold pairs of --name value, or a JSON object")
    return {name[2:]: parsed(value) for name, value in zip(names, values)}


def parsed(value: str):
    if value in ("True", "False"):
        return value == "True"
    try:
        return json.loads(value)
    except ValueError:
        return value
