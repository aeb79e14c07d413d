"""Networks of EDM with their arguments beside them."""

import math
from pathlib import Path

import numpy as np
import torch
from torch.nn import functional as F

import job
import levels
from errors import ExportError, shown
from families import conditions
from families.coordinates import Edm
from families.family import MIDDLE, Family
from networks import edm, makers
from networks.files import Found, options
from networks.keys import Options, require_channels, require_size

CONTINUOUS = 1000  # levels that are listed of a continuous family
OPTIONS = {
    "class_name": "EDMPrecond", "img_resolution": None, "img_channels": None, "label_dim": 0, "sigma_min": 0, "sigma_max": math.inf,
    "sigma_data": 0.5, "model_type": "DhariwalUNet",
}  # fmt: skip
SIGMAS = (0.002, 80.0)  # the ends of the makers' sampler


def read(found: Found, file: Path) -> Family:
    weights = found.weights
    values = options(file)
    if not values:
        raise ExportError(f"{weights.where} is a network of EDM, which needs its arguments (net.init_kwargs) as JSON in {file}")
    kind = values.get("model_type", OPTIONS["model_type"])
    if kind not in edm.KINDS:
        raise ExportError(f"{file}: model_type must be {' or '.join(edm.KINDS)} but is {shown(kind)}")
    given = Options(values, OPTIONS | edm.ARGUMENTS[kind], str(file), edm.TRAINING)
    around = str(given.get("class_name")).split(".")[-1]
    if around != "EDMPrecond":
        raise ExportError(f"{file}: class_name is {around}, and only EDMPrecond is supported; export it with --contract")
    size = given.whole("img_resolution", "as net.init_kwargs has it")
    channels = given.whole("img_channels", "as net.init_kwargs has it")
    labels = given.whole("label_dim", least=0)
    network = edm.read(weights, given, kind, (channels, size, size), labels)
    require_channels(weights, channels, channels)
    require_size(weights, size, network.factor, "img_resolution")
    deviation = number(given, "sigma_data")
    least, most = max(SIGMAS[0], number(given, "sigma_min")), min(SIGMAS[1], number(given, "sigma_max"))
    if not (deviation > 0 and 0 < least < most):
        raise ExportError(f"{file}: sigma_data must be positive, and sigma_min less than sigma_max")
    result = of_sigmas(network, deviation, least, most, (channels, size, size), labels)
    if labels:
        result.conditions = [conditions.classes(labels, labels if values.get("label_dropout") else None)]
    given.assumed = [each for each in given.assumed if not each.startswith(("class_name", "sigma_m"))]
    result.notes += given.notes()
    return result


def number(given: Options, name: str) -> float:
    value = given.get(name)
    if isinstance(value, bool) or not isinstance(value, (int, float)) or math.isnan(value):
        raise ExportError(f"{given.where}: {name} must be a number but is {shown(value)}")
    return float(value)


class OneHot(torch.nn.Module):
    """A network of EDM whose labels are numbers; the one after the last stands for none of them."""

    def __init__(self, network: edm.UNet, labels: int):
        super().__init__()
        self.network = network
        self.labels = labels

    def forward(self, x, time, label=None):
        return self.network(x, time, None if label is None else F.one_hot(label, self.labels + 1)[:, : self.labels].float())


def of_sigmas(network: edm.UNet, deviation: float, least: float, most: float, state: tuple, labels: int) -> Family:
    """A family that is preconditioned as EDM says, between two noise levels."""
    theirs = makers.OfEdm(network, deviation, least, most)
    table = levels.of_sigmas(np.exp(np.linspace(math.log(least), math.log(most), CONTINUOUS)))

    def reference(noise, given, null, scale, steps, seed):
        return theirs.sample(noise, steps, F.one_hot(given[0], labels).float() if given else None)

    return Family(
        pipeline="network of EDM",
        scheduler="its makers' Euler steps",
        denoiser=Edm(OneHot(network, labels), deviation).eval(),
        state=state,
        diffusion={"prediction": "sample", "levels": levels.table(table, levels.LOG_SNR), "steps": {"spacing": "karras", "rho": 7}},
        reference=reference,
        visited=job.visited,
        sampler={"name": "heun", "steps": 18},
        timestep=int(np.abs(table - MIDDLE).argmin()),
    )
