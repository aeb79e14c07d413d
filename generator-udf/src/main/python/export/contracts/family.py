"""A family of a denoiser that others saved, by its contract."""

from pathlib import Path

import numpy as np
import torch

import job
import levels
from contracts import contract as contracts
from contracts.contract import Contract
from contracts.graphs import WrappedGraph
from contracts.reference import Reference
from contracts.wrapped import Wrapped
from errors import ExportError
from families.family import MIDDLE, Family
from judges import torchscript


def read(denoiser: Path, contract: Path) -> Family:
    if not denoiser.is_file() or denoiser.suffix not in (".pt", ".onnx"):
        raise ExportError(f"--denoiser {denoiser} must be TorchScript (.pt) or an ONNX graph (.onnx)")
    agreed = contracts.read(contract)
    if denoiser.suffix == ".onnx":
        wrapped = WrappedGraph(denoiser, agreed)
    else:
        wrapped = Wrapped(torchscript(denoiser), agreed)
    wrapped.eval()
    diffusion = section(agreed, wrapped.after.prediction)
    family = Family(
        pipeline=denoiser.name,
        scheduler=f"{agreed.coordinates} coordinates of {contract.name}",
        denoiser=wrapped,
        state=agreed.state,
        diffusion=diffusion,
        reference=Reference(wrapped.denoiser, agreed, diffusion).sample,
        visited=job.visited,
        conditions=agreed.conditions,
        guidance=agreed.bundle.get("guidance"),
        sampler=agreed.bundle.get("sampler"),
        bits=agreed.bits,
        timestep=int(np.abs(agreed.log_snr - MIDDLE).argmin()),
    )
    require_shape(wrapped, agreed, family, denoiser)
    return family


def section(contract: Contract, prediction: str) -> dict:
    told = None if contract.by_index else levels.LOG_SNR
    found = {"prediction": prediction, "levels": levels.table(contract.log_snr, told), "steps": contract.bundle["steps"]}
    return found | {key: contract.bundle[key] for key in ("end", "clip") if key in contract.bundle}


@torch.no_grad()
def require_shape(wrapped: Wrapped, contract: Contract, family: Family, file: Path) -> None:
    """The denoiser takes what the contract says, and returns a state, perhaps with a variance behind it."""
    inputs = family.inputs(2)
    arguments = wrapped.before(*inputs)
    try:
        output = wrapped.denoiser(*arguments)
    except Exception as error:  # a network's own code
        lines = [line.strip() for line in str(error).splitlines() if line.strip()]
        said = lines[-1] if lines else type(error).__name__
        raise ExportError(f"{file.name} does not take the inputs of {contract.where}: {said}") from error
    if not isinstance(output, torch.Tensor):
        raise ExportError(f"{file.name} must return one tensor but returns a {type(output).__name__}")
    channels, height, width = contract.state
    expected = (2, 2 * channels if contract.variance else channels, height, width)
    if tuple(output.shape) != expected:
        hint = "; write learnedVariance: true if the rest is one" if output.shape[1:2] == (2 * channels,) else ""
        raise ExportError(f"{file.name} returns the shape {tuple(output.shape)} for two samples, which must be {expected}{hint}")
