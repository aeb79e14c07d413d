"""Samples a written bundle as the job does: from `bundle.json` and the modules' files alone.

This is `dev.isonomy.diffusion.Ddim` with eta 0 again, formula by formula, so that an export can be compared with the images of
the pipeline that it was made of before anybody runs a job.
"""

import hashlib
import json
import math
from pathlib import Path

import numpy as np
import torch

CLEAN = -1


class Schedule:
    """Signal and noise levels of the steps 0 to N - 1, and of the clean end at -1."""

    def __init__(self, section: dict):
        steps = section["numTrainTimesteps"]
        betas = np.array(section["betas"]) if "betas" in section else self.formula(section, steps)
        shares = np.cumprod(1 - betas)
        if section["rescaleBetasZeroSnr"]:
            roots = np.sqrt(shares)
            shares = ((roots - roots[-1]) * roots[0] / (roots[0] - roots[-1])) ** 2
        self.shares = shares
        self.last = 1.0 if section["setAlphaToOne"] else shares[0]

    @staticmethod
    def formula(section: dict, steps: int) -> np.ndarray:
        start, end, kind = section["betaStart"], section["betaEnd"], section["betaSchedule"]
        if kind == "linear":
            return np.linspace(start, end, steps)
        if kind == "scaled_linear":
            return np.linspace(math.sqrt(start), math.sqrt(end), steps) ** 2
        cosine = np.cos((np.arange(steps + 1) / steps + 0.008) / 1.008 * math.pi / 2) ** 2
        return np.minimum(1 - cosine[1:] / cosine[:-1], 0.999)

    def levels(self, t: int) -> tuple:
        """Factors of the signal and of the noise at t."""
        share = self.last if t == CLEAN else self.shares[t]
        return math.sqrt(share), math.sqrt(1 - share)


class WrittenBundle:
    """A bundle's files, loaded."""

    def __init__(self, folder: Path):
        self.folder = folder
        self.manifest = json.loads((folder / "bundle.json").read_text())
        for name, digest in self.manifest["files"].items():
            assert hashlib.sha256((folder / name).read_bytes()).hexdigest() == digest, name
        self.schedule = Schedule(self.manifest["diffusion"])
        self.modules = {}

    def call(self, module: str, method: str, *inputs) -> torch.Tensor:
        files = self.manifest["modules"][module]
        if self.manifest["engine"] == "onnx":
            return self.call_onnx(files if isinstance(files, str) else files[method], *inputs)
        if module not in self.modules:
            self.modules[module] = torch.jit.load(str(self.folder / files), map_location="cpu").eval()
        return getattr(self.modules[module], method)(*inputs)

    def call_onnx(self, file: str, *inputs) -> torch.Tensor:
        import onnxruntime

        if file not in self.modules:
            self.modules[file] = onnxruntime.InferenceSession(str(self.folder / file), providers=["CPUExecutionProvider"])
        feed = {f"input{i}": np.ascontiguousarray(tensor.numpy()) for i, tensor in enumerate(inputs)}
        return torch.from_numpy(self.modules[file].run(None, feed)[0])

    @torch.no_grad()
    def sample(self, noise: torch.Tensor, times: list, images: torch.Tensor) -> torch.Tensor:
        """Clean states; codes come from the images where the denoiser takes them."""
        section = self.manifest["diffusion"]
        code = (self.call("encoder", "forward", images),) if section["conditioning"] == "semantic" else ()
        x = noise.clone()
        for i, t in enumerate(times):
            output = self.call("denoiser", "forward", x, torch.full((len(x),), t, dtype=torch.int64), *code)
            clean, eps = predictions(section["predictionType"], self.schedule.levels(t), x.double(), output.double())
            signal, rest = self.schedule.levels(times[i + 1] if i + 1 < len(times) else CLEAN)
            x = (signal * clipped(section, clean.float()).double() + rest * eps).float()
        return x

    @torch.no_grad()
    def decode(self, states: torch.Tensor) -> torch.Tensor:
        return self.call("autoencoder", "decode", states) if "autoencoder" in self.manifest["modules"] else states


def predictions(kind: str, levels: tuple, x: torch.Tensor, output: torch.Tensor) -> tuple:
    """The clean sample and the noise that a network predicts."""
    signal, noise = levels
    if kind == "epsilon":
        return (x - noise * output) / signal, output
    if kind == "sample":
        return output, (x - signal * output) / noise
    return signal * x - noise * output, noise * x + signal * output


def clipped(section: dict, clean: torch.Tensor) -> torch.Tensor:
    if section.get("thresholding"):
        flat = clean.flatten(1)
        most = section["sampleMaxValue"]
        limit = torch.quantile(flat.abs(), section["dynamicThresholdingRatio"], dim=1).clamp(1, most)[:, None]
        return (flat.clamp(-limit, limit) / limit).view_as(clean)
    if section.get("clipSample"):
        return clean.clamp(-section["clipSampleRange"], section["clipSampleRange"])
    return clean


def leading(section: dict, steps: int) -> list:
    """The times that the job visits with the spacing `leading`."""
    stride = section["numTrainTimesteps"] // steps
    return [min((steps - 1 - i) * stride + section["stepsOffset"], section["numTrainTimesteps"] - 1) for i in range(steps)]
