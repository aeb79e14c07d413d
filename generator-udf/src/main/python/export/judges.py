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
from dataclasses import dataclass
from pathlib import Path

import torch
import torchvision
from torch import nn

from errors import ExportError
from modules import Prepared
from weights import load_into, read_json

IMAGENET = ([0.485, 0.456, 0.406], [0.229, 0.224, 0.225])


@dataclass
class Judge:
    """A network, and the attributes {name: [classes]} whose logits it returns; none for features."""

    module: nn.Module
    attributes: dict


def read(path: Path, role: str, allow_pickle: bool) -> Judge:
    if (path / "bundle.json").is_file():
        return of_bundle(path, role)
    if path.is_file() and path.suffix == ".pt":
        return of_torchscript(path, role)
    if (path / "network.json").is_file():
        return of_folder(path, role, allow_pickle)
    raise ExportError(f"{role} {path} must be a folder with a network.json, TorchScript (.pt) or a bundle")


def of_bundle(path: Path, role: str) -> Judge:
    manifest = read_json(path / "bundle.json")
    file = manifest["modules"].get(role)
    if not isinstance(file, str) or manifest["engine"] != "torchscript":
        raise ExportError(f"bundle {path} has no TorchScript module {role}")
    found = hashlib.sha256((path / file).read_bytes()).hexdigest()
    if found != manifest["files"][file]:
        raise ExportError(f"{path / file} has the SHA-256 {found}, not the one in bundle.json; get the bundle again")
    attributes = {a["name"]: a["classes"] for a in manifest["attributes"]}
    return Judge(torchscript(path / file), attributes if role in ("labeler", "auditor") else {})


def of_torchscript(path: Path, role: str) -> Judge:
    module = torchscript(path)
    if role not in ("labeler", "auditor"):
        return Judge(module, {})
    attributes = read_json(path.with_suffix(".json")).get("attributes")
    if not isinstance(attributes, dict) or not all(isinstance(c, list) and c for c in attributes.values()):
        raise ExportError(f'{path.with_suffix(".json")} must hold {{"attributes": {{name: [class, ...]}}}} in the order of the logits')
    return Judge(module, attributes)


def torchscript(path: Path) -> nn.Module:
    try:
        return torch.jit.load(str(path), map_location="cpu").eval()
    except (RuntimeError, ValueError, OSError) as error:
        raise ExportError(f"{path} is not TorchScript: {str(error).strip().splitlines()[0]}") from error


def of_folder(path: Path, role: str, allow_pickle: bool) -> Judge:
    config = read_json(path / "network.json")
    network = architecture(config, path)
    attributes = config.get("attributes", {})
    groups = None
    if role in ("labeler", "auditor"):
        if not attributes:
            raise ExportError(f"{path}/network.json must list attributes with the logits of their classes")
        groups = [[i] if isinstance(i, int) else list(i) for classes in attributes.values() for i in classes.values()]
        outputs = config.get("outputs", 1000)
        if any(not 0 <= i < outputs for group in groups for i in group):
            raise ExportError(f"{path}/network.json: logits must be in [0, {outputs})")
    load_into(network, path, allow_pickle)
    if groups is None:
        headless(network, path)
    mean, std = config.get("mean", IMAGENET[0]), config.get("std", IMAGENET[1])
    module = Prepared(network, config.get("size", 224), mean, std, groups).eval()
    return Judge(module, {name: list(classes) for name, classes in attributes.items()} if groups else {})


def architecture(config: dict, path: Path) -> nn.Module:
    name = config.get("architecture")
    if name not in torchvision.models.list_models(module=torchvision.models):
        raise ExportError(f"{path}/network.json: architecture must be a classifier of torchvision, such as resnet34, but is {name}")
    # Inception's weights come without its auxiliary head and with inputs as they are.
    options = {"aux_logits": False, "init_weights": False, "transform_input": False} if name == "inception_v3" else {}
    return torchvision.models.get_model(name, weights=None, num_classes=config.get("outputs", 1000), **options)


def headless(network: nn.Module, path: Path) -> None:
    for head in ("fc", "classifier", "heads", "head"):
        if hasattr(network, head):
            setattr(network, head, nn.Identity())
            return
    raise ExportError(f"{path}: cannot tell the classifying head of {type(network).__name__}; export it as TorchScript")
