"""Samples a written bundle as the job does: from `bundle.json` and the modules' files alone.

This is `dev.isonomy.diffusion` again for DDIM with eta 0, formula by formula, so that an export can be compared with the images of
the pipeline that it was made of before anybody runs a job.
"""

import hashlib
import json
import math
from pathlib import Path

import numpy as np
import torch

import levels

CODE = "code"


class Levels:
    """The table of levels, and what the network is told at each level and between them."""

    def __init__(self, section: dict):
        table = section["levels"]
        self.log_snr = np.array([levels.read(each) for each in table["logSnr"]])
        self.numbers = None if table["told"] == levels.LOG_SNR else np.array(table["told"], dtype=np.float64)
        self.end = levels.read(section["end"]) if "end" in section else math.inf

    def __len__(self) -> int:
        return len(self.log_snr)

    def told(self, level: float) -> float:
        if self.numbers is None:
            return level
        exact = np.flatnonzero(self.log_snr == level)
        if len(exact):
            return float(self.numbers[exact[0]])
        finite = np.isfinite(self.log_snr)
        return float(np.interp(-level, -self.log_snr[finite], self.numbers[finite]))

    def sigmas(self) -> np.ndarray:
        """b / a of the levels that have a signal."""
        return np.exp(-self.log_snr[np.isfinite(self.log_snr)] / 2)


class WrittenBundle:
    """A bundle's files, loaded."""

    def __init__(self, folder: Path):
        self.folder = folder
        self.manifest = json.loads((folder / "bundle.json").read_text())
        for name, digest in self.manifest["files"].items():
            assert hashlib.sha256((folder / name).read_bytes()).hexdigest() == digest, name
        self.section = self.manifest["diffusion"]
        self.levels = Levels(self.section)
        self.conditions = self.manifest.get("conditions", [])
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

    def times(self, indices: list) -> list:
        """The levels of a list of indices into the table."""
        return [float(self.levels.log_snr[t]) for t in indices]

    def denoise(self, x: torch.Tensor, level: float, given: tuple) -> torch.Tensor:
        told = torch.full((len(x),), self.levels.told(level), dtype=torch.float32)
        return self.call("denoiser", "forward", x, told, *given)

    @torch.no_grad()
    def sample(self, noise: torch.Tensor, visited: list, images: torch.Tensor | None = None) -> torch.Tensor:
        """Clean states after the levels that are visited; codes come from the images where the denoiser takes them."""
        code = (self.call("encoder", "forward", images),) if any(c["source"] == CODE for c in self.conditions) else ()
        return self.steps(noise, visited, lambda x, level: self.denoise(x, level, code))

    @torch.no_grad()
    def run(self, noise: torch.Tensor, visited: list, given: list, null: list | None, seed: int) -> torch.Tensor:
        """Clean states under conditions, guided by the scale of the bundle where there are nulls."""

        def denoise(x, level):
            output = self.denoise(x, level, given)
            if null is None:
                return output
            without = self.denoise(x, level, null)
            return without + self.manifest["guidance"]["scale"] * (output - without)

        if self.manifest.get("sampler", {}).get("name") == "consistency":
            return self.consistency(noise, visited, denoise, seed)
        return self.steps(noise, visited, denoise)

    def consistency(self, x: torch.Tensor, visited: list, denoise, seed: int) -> torch.Tensor:
        """Multistep consistency sampling: each prediction is noised to the next level, each sample's by its own numbers."""
        draws = [torch.Generator().manual_seed(seed + i) for i in range(len(x))]
        for i, level in enumerate(visited):
            clean = denoise(x, level)
            if i + 1 == len(visited):
                return clean
            following = visited[i + 1]
            fresh = torch.stack([torch.randn(clean.shape[1:], generator=draw) for draw in draws])
            x = levels.signal(following) * clean + levels.noise(following) * fresh

    @torch.no_grad()
    def steps(self, noise: torch.Tensor, visited: list, denoise) -> torch.Tensor:
        """DDIM with eta 0 by `denoise(state, level)`."""
        x = noise.clone()
        for i, level in enumerate(visited):
            a, b = levels.signal(level), levels.noise(level)
            clean, eps = predictions(self.section["prediction"], a, b, x.double(), denoise(x, level).double())
            following = visited[i + 1] if i + 1 < len(visited) else self.levels.end
            clean = clipped(self.section.get("clip"), clean.float()).double()
            x = (levels.signal(following) * clean + levels.noise(following) * eps).float()
        return x

    @torch.no_grad()
    def decode(self, states: torch.Tensor) -> torch.Tensor:
        return self.call("autoencoder", "decode", states) if "autoencoder" in self.manifest["modules"] else states


def predictions(kind: str, a: float, b: float, x: torch.Tensor, output: torch.Tensor) -> tuple:
    """The clean sample and the noise that a network predicts."""
    if kind == "epsilon":
        return (x - b * output) / a, output
    if kind == "sample":
        return output, (x - a * output) / b
    return a * x - b * output, b * x + a * output


def clipped(clip: dict | None, clean: torch.Tensor) -> torch.Tensor:
    if clip is None:
        return clean
    if "ratio" in clip:
        flat = clean.flatten(1)
        limit = torch.quantile(flat.abs(), clip["ratio"], dim=1).clamp(1, clip["max"])[:, None]
        return (flat.clamp(-limit, limit) / limit).view_as(clean)
    return clean.clamp(-clip["range"], clip["range"])


def leading(count: int, offset: int, steps: int) -> list:
    """The indices that the job visits with the spacing `leading`."""
    stride = count // steps
    return [min((steps - 1 - i) * stride + offset, count - 1) for i in range(steps)]


def indices(section: dict, steps: int) -> list:
    """The indices of a table that the job visits where a spacing counts them."""
    count, spacing = len(section["levels"]["logSnr"]), section["steps"]["spacing"]
    if spacing == "leading":
        return leading(count, section["steps"]["offset"], steps)
    if spacing == "trailing":
        return (np.round(np.arange(count, 0, -count / steps)).astype(int) - 1).tolist()
    if spacing == "distilled":
        known = section["steps"]["of"]
        levels_of_training = [(count // known) * (known - i) - 1 for i in range(known)]
        return [levels_of_training[i * known // steps] for i in range(steps)]
    return np.linspace(0, count - 1, steps).round()[::-1].astype(int).tolist()


def visited(section: dict, steps: int) -> list:
    """The levels that the job visits in so many steps."""
    table = Levels(section)
    spacing = section["steps"]["spacing"]
    if spacing == "flow":
        return flow(section["steps"], steps)
    if spacing in ("karras", "exponential", "beta"):
        return placed(section, table, steps)
    return [float(table.log_snr[i]) for i in indices(section, steps)]


def flow(steps: dict, count: int) -> list:
    """Levels of a rectified flow whose places are shifted towards noise."""
    first = steps["ends"] == "first"
    u = np.linspace(steps["from"], steps["to"], count + 1 if first else count)[:count]
    return levels.of_flow(steps["shift"] * u / (1 + (steps["shift"] - 1) * u)).tolist()


def placed(section: dict, table: Levels, count: int) -> list:
    """The levels that the job visits where sigmas place the steps."""
    steps = section["steps"]
    largest, smallest = steps.get("from", table.sigmas().max()), steps.get("to", table.sigmas().min())
    ramp = np.linspace(0, 1, count)
    if steps["spacing"] == "karras":
        rho = steps["rho"]
        sigmas = (largest ** (1 / rho) + ramp * (smallest ** (1 / rho) - largest ** (1 / rho))) ** rho
    elif steps["spacing"] == "exponential":
        sigmas = np.exp(np.linspace(math.log(largest), math.log(smallest), count))
    else:
        from scipy.stats import beta

        sigmas = smallest + beta.ppf(1 - ramp, steps["alpha"], steps["beta"]) * (largest - smallest)
    return levels.of_sigmas(sigmas).tolist()
