"""A state dict as the description of a network: shapes decide what is built, and each error names the tensor."""

import torch
from torch import nn

from errors import ExportError, shown


class Weights:
    """The tensors whose names begin with a prefix; `where` is the file that errors name."""

    def __init__(self, tensors: dict, where: str, prefix: str = ""):
        self.tensors = {name[len(prefix) :]: tensor for name, tensor in tensors.items() if name.startswith(prefix)}
        self.where = where
        self.prefix = prefix

    def under(self, name: str) -> "Weights":
        inner = Weights(self.tensors, self.where, f"{name}.")
        inner.prefix = f"{self.prefix}{name}."
        return inner

    def without(self, *starts: str) -> "Weights":
        """The same without the tensors of parts that sampling does not need."""
        inner = Weights({name: each for name, each in self.tensors.items() if not name.startswith(starts)}, self.where)
        inner.prefix = self.prefix
        return inner

    def has(self, name: str) -> bool:
        return name in self.tensors

    def holds(self, name: str) -> bool:
        """Whether there are tensors below this name."""
        return any(key.startswith(f"{name}.") for key in self.tensors)

    def shape(self, name: str) -> tuple:
        if name not in self.tensors:
            raise ExportError(f"{self.where} lacks the tensor {self.prefix}{name}")
        return tuple(self.tensors[name].shape)

    def count(self, name: str = "") -> int:
        """How many numbered children there are, 0 to n - 1 without a gap."""
        start = f"{name}." if name else ""
        numbers = {key[len(start) :].split(".")[0] for key in self.tensors if key.startswith(start)}
        numbers = sorted(int(each) for each in numbers if each.isdigit())
        gap = next((i for i, number in enumerate(numbers) if i != number), None)
        if gap is not None:
            raise ExportError(f"{self.where} has no tensors at {self.prefix}{start}{gap}: layers without weights are not supported there")
        return len(numbers)

    def fill(self, network: nn.Module) -> nn.Module:
        """Loads all tensors, in float32; a name too many or too few and a wrong shape are refused."""
        expected = network.state_dict()
        for name, tensor in expected.items():
            if self.shape(name) != tuple(tensor.shape):
                wanted, found = shape_words(tensor.shape), shape_words(self.shape(name))
                raise ExportError(f"{self.where}: {self.prefix}{name} must be {wanted} but is {found}")
        unknown = sorted(set(self.tensors) - set(expected))
        if unknown:
            raise ExportError(f"{self.where} has more than the architecture: {self.prefix}{unknown[0]}")
        broken = next((name for name in expected if not finite(self.tensors[name])), None)
        if broken is not None:
            raise ExportError(f"{self.where}: {self.prefix}{broken} holds numbers that are not finite")
        network.load_state_dict({name: self.tensors[name].float() for name in expected})
        return network.float().eval()


def finite(tensor: torch.Tensor) -> bool:
    return not tensor.is_floating_point() or bool(torch.isfinite(tensor).all())


def shape_words(shape) -> str:
    return " x ".join(map(str, shape)) or "a number"


class Options:
    """What a network's weights do not say, from a file of its maker's option names; unknown names are refused."""

    def __init__(self, values: dict, known: dict, where: str, ignored=()):
        """known: {name: default}, None where there is none."""
        unknown = sorted(set(values) - set(known) - set(ignored))
        if unknown:
            raise ExportError(f"{where}: {unknown[0]} = {shown(values[unknown[0]])} is not known; known are {', '.join(sorted(known))}")
        self.values = {name: value for name, value in values.items() if name in known}
        self.known = known
        self.where = where
        self.assumed = []

    def get(self, name: str):
        """The value, or the maker's default, which is then said."""
        if name not in self.values:
            self.assumed.append(f"{name} = {shown(self.known[name])}")
            return self.known[name]
        return self.values[name]

    def given(self, name: str) -> bool:
        return self.values.get(name) is not None

    def require(self, name: str, remedy: str):
        if not self.given(name):
            raise ExportError(f"the weights do not say {name}: write it into {self.where}, {remedy}")
        return self.values[name]

    def whole(self, name: str, remedy: str = "", least: int = 1) -> int:
        value = self.require(name, remedy) if remedy else self.get(name)
        if isinstance(value, bool) or not isinstance(value, int) or value < least:
            raise ExportError(f"{self.where}: {name} must be a whole number of at least {least} but is {shown(value)}")
        return value

    def choice(self, name: str, allowed: tuple, remedy: str = ""):
        value = self.require(name, remedy) if remedy else self.get(name)
        if value not in allowed:
            raise ExportError(f"{self.where}: {name} must be {' or '.join(shown(a) for a in allowed)} but is {shown(value)}")
        return value

    def agree(self, name: str, found) -> None:
        """Refuses an option that the weights contradict."""
        if name in self.values and self.values[name] != found:
            raise ExportError(f"{self.where}: {name} is {shown(self.values[name])} but the weights say {shown(found)}")

    def notes(self) -> list:
        return [f"options that were not given are the makers' defaults: {', '.join(self.assumed)}"] if self.assumed else []


def require_channels(weights: Weights, taken: int, made: int) -> None:
    if taken not in (1, 3, 4):
        raise ExportError(f"{weights.where}: the network takes {taken} channels, where an image has 1, 3 or 4: does it take a further image?")
    if made not in (taken, 2 * taken):
        raise ExportError(f"{weights.where}: the network takes {taken} channels and returns {made}, which must be {taken}, or {2 * taken} with a variance")


def require_size(weights: Weights, size: int, factor: int, name: str) -> None:
    if size % factor:
        raise ExportError(f"{weights.where}: {name} is {size}, which the network cannot halve often enough: it must be a multiple of {factor}")
