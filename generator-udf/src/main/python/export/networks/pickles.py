"""Reads the tensors of a pickle that holds other objects, too, without running anybody's code."""

import collections
import pickle
from pathlib import Path
from types import SimpleNamespace

import torch

from errors import ExportError

# What rebuilds tensors from bytes; every other name in a pickle becomes an object that does nothing.
REBUILDING = {
    ("collections", "OrderedDict"): collections.OrderedDict,
    ("torch._utils", "_rebuild_tensor_v2"): torch._utils._rebuild_tensor_v2,
    ("torch._utils", "_rebuild_parameter"): torch._utils._rebuild_parameter,
    ("torch", "Size"): torch.Size,
    ("torch", "device"): torch.device,
}
STORAGES = ("Float", "Double", "Half", "BFloat16", "Long", "Int", "Short", "Char", "Byte", "Bool")
REBUILDING |= {("torch", f"{kind}Storage"): getattr(torch, f"{kind}Storage") for kind in STORAGES}


class Inert:
    """Stands in for an object of a class that reading tensors does not need."""

    def __new__(cls, *_, **__):
        return super().__new__(cls)

    def __init__(self, *_, **__):
        pass

    def __setstate__(self, state):
        pass

    def __setitem__(self, key, value):
        pass

    def append(self, value):
        pass

    def extend(self, values):
        pass


class Unpickler(pickle.Unpickler):
    def find_class(self, module, name):
        return REBUILDING.get((module, name), Inert)


def load(file, **options):
    return Unpickler(file, **options).load()


def read(path: Path) -> dict:
    """The dictionary of a training checkpoint, as far as it is tensors, numbers, texts and lists."""
    inert = SimpleNamespace(Unpickler=Unpickler, load=load, __name__="pickles")
    try:
        try:
            found = torch.load(path, map_location="cpu", weights_only=False, pickle_module=inert, mmap=True)
        except RuntimeError:  # files of before torch 1.6 are no archives, which alone can be mapped
            found = torch.load(path, map_location="cpu", weights_only=False, pickle_module=inert)
    except Exception as error:  # zip and pickle each raise their own
        raise ExportError(f"{path} cannot be read; is it whole? {str(error).strip().splitlines()[0]}") from error
    if not isinstance(found, dict):
        raise ExportError(f"{path} must hold a dictionary of tensors but holds a {type(found).__name__}")
    return found
