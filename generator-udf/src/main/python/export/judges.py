"""Labelers, auditors and features networks: a folder of weights with a `network.json`, TorchScript, or another bundle's.

`network.json` of a folder:

    {"architecture": "resnet34", "outputs": 18, "size": 224, "mean": [...], "std": [...],
     "attributes": {"gender": {"male": 7, "female": 8}, "age": {"young": [9, 10, 11], "old": [12, 13]}}}

The architecture is a torchvision model; a class names its logit or, where several stand for it, all of them. A features
network has no attributes; its classifying head (`fc` or `classifier`) is removed, so that the pooled features are returned.
A `.pt` file is TorchScript of a network that takes images in [-1, 1]; a `.json` beside it (`labeler.pt`, `labeler.json`) lists
the attributes with their classes.
"""

import hashlib
from dataclasses import dataclass, field
from pathlib import Path

import torch
import torchvision
from torch import nn

import attributes
from errors import ExportError
from modules import Prepared
from weights import load_into, read_json, require_whole

IMAGENET = ([0.485, 0.456, 0.406], [0.229, 0.224, 0.225])
KEYS = {"architecture", "outputs", "size", "mean", "std", "attributes"}
LABELING = ("labeler", "auditor")


@dataclass
class Judge:
    """A network, the attributes {name: [classes]} whose logits it returns (none for features), and the images it was made for.

    Beside them notes for the person who exports, one for the case that nothing calibrates it, and the texts that name its classes.
    """

    module: nn.Module
    attributes: dict
    image: tuple | None = None
    notes: list = field(default_factory=list)
    uncalibrated: str = ""
    words: dict | None = None


def read(path: Path, role: str, allow_pickle: bool) -> Judge:
    if (path / "bundle.json").is_file():
        return of_bundle(path, role)
    if path.is_file() and path.suffix == ".pt":
        return of_torchscript(path, role)
    if (path / "network.json").is_file():
        return of_folder(path, role, allow_pickle)
    raise ExportError(f"{role} {path} must be a folder with a network.json, a CLIP or SigLIP checkpoint, TorchScript (.pt) or a bundle")


def of_bundle(path: Path, role: str) -> Judge:
    manifest = read_json(path / "bundle.json")
    try:
        file, engine, files = manifest["modules"].get(role), manifest["engine"], manifest["files"]
        image = tuple(manifest["image"].get(key, 3) for key in ("channels", "height", "width"))
    except (KeyError, AttributeError, TypeError) as error:
        raise ExportError(f"{path}/bundle.json is not a bundle's: {error} is missing") from error
    if not isinstance(file, str) or engine != "torchscript":
        raise ExportError(f"bundle {path} has no TorchScript module {role}")
    if not (path / file).is_file():
        raise ExportError(f"bundle {path} lacks its file {file}; get the bundle again")
    found = hashlib.sha256((path / file).read_bytes()).hexdigest()
    if found != files.get(file):
        raise ExportError(f"{path / file} has the SHA-256 {found}, not the one in bundle.json; get the bundle again")
    known = attributes.of_list(manifest.get("attributes"), f"{path}/bundle.json") if role in LABELING else {}
    return Judge(torchscript(path / file), known, image)


def of_torchscript(path: Path, role: str) -> Judge:
    module = torchscript(path)
    if role not in LABELING:
        return Judge(module, {})
    described = path.with_suffix(".json")
    return Judge(module, attributes.checked(read_json(described).get("attributes"), str(described)))


def torchscript(path: Path) -> nn.Module:
    require_whole(path)
    try:
        return torch.jit.load(str(path), map_location="cpu").eval()
    except (RuntimeError, ValueError, OSError) as error:
        raise ExportError(f"{path} is not TorchScript: {str(error).strip().splitlines()[0]}") from error


def of_folder(path: Path, role: str, allow_pickle: bool) -> Judge:
    where = f"{path}/network.json"
    config = read_json(path / "network.json")
    require_keys(config, where)
    network = architecture(config, where)
    known = config.get("attributes", {})
    groups = None
    if role in LABELING:
        if not known:
            raise ExportError(f"{where} must list attributes with the logits of their classes")
        groups = logits(known, config.get("outputs", 1000), where)
    load_into(network, path, allow_pickle)
    if groups is None:
        headless(network, path)
    mean, std = config.get("mean", IMAGENET[0]), config.get("std", IMAGENET[1])
    module = Prepared(network, config.get("size", 224), mean, std, groups).eval()
    return Judge(module, {name: list(classes) for name, classes in known.items()} if groups else {})


def require_keys(config: dict, where: str) -> None:
    unknown = sorted(set(config) - KEYS)
    if unknown:
        raise ExportError(f"{where}: {unknown[0]} is not known; known are {', '.join(sorted(KEYS))}")
    for key, fallback in (("size", 224), ("outputs", 1000)):
        value = config.get(key, fallback)
        if not whole(value) or value < 1:
            raise ExportError(f"{where}: {key} must be a positive integer but is {value}")
    for key, low, high in (("mean", 0, 1), ("std", 0, 1)):
        value = config.get(key)
        if value is None:
            continue
        if not isinstance(value, list) or len(value) != 3 or not all(isinstance(v, (int, float)) and low <= v <= high for v in value):
            raise ExportError(f"{where}: {key} must be 3 numbers in [0, 1], of images in [0, 1], but is {value}: divide those of 0 to 255 by 255")
    if any(not v > 0 for v in config.get("std", [1])):
        raise ExportError(f"{where}: std must be positive but is {config['std']}")


def whole(value) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)


def logits(known, outputs: int, where: str) -> list:
    """Per class, in the order of the attributes, the numbers of its logits."""
    if not isinstance(known, dict) or not all(isinstance(classes, dict) for classes in known.values()):
        raise ExportError(f"{where}: attributes must map each class to its logit, as in {{\"gender\": {{\"male\": 7, \"female\": 8}}}}")
    attributes.checked({name: list(classes) for name, classes in known.items()}, where)
    groups = []
    for name, classes in known.items():
        numbers = [[group] if whole(group) else group for group in classes.values()]
        if not all(isinstance(group, list) and group and all(map(whole, group)) for group in numbers):
            raise ExportError(f"{where}: classes of attribute {name!r} must map to the number of a logit, or a list of them, but are {classes}")
        flat = [number for group in numbers for number in group]
        if any(not 0 <= number < outputs for number in flat):
            raise ExportError(f"{where}: logits must be in [0, {outputs}) but those of attribute {name!r} are {flat}")
        if len(set(flat)) < len(flat):
            raise ExportError(f"{where}: attribute {name!r} uses a logit for two classes: {flat}")
        groups += numbers
    return groups


def architecture(config: dict, where: str) -> nn.Module:
    name = config.get("architecture")
    if name not in torchvision.models.list_models(module=torchvision.models):
        raise ExportError(f"{where}: architecture must be a classifier of torchvision, such as resnet34, but is {name}")
    # Inception's weights come without its auxiliary head and with inputs as they are.
    options = {"aux_logits": False, "init_weights": False, "transform_input": False} if name == "inception_v3" else {}
    return torchvision.models.get_model(name, weights=None, num_classes=config.get("outputs", 1000), **options)


def headless(network: nn.Module, path: Path) -> None:
    for head in ("fc", "classifier", "heads", "head"):
        if hasattr(network, head):
            setattr(network, head, nn.Identity())
            return
    raise ExportError(f"{path}: cannot tell the classifying head of {type(network).__name__}; export it as TorchScript")
