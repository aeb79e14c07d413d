"""Writes a module as TorchScript or ONNX and compares what was written with the eager module on random input.

Traced, not scripted: code scripted by another torch may call operators that the job's libtorch does not know. The trace
is made at one batch size and compared at others, so that a batch size that was baked in is noticed.
"""

import warnings
import zipfile
from pathlib import Path

import numpy as np
import torch
from torch import nn

import halves
import layouts
from errors import ExportError

TOLERANCE = 1e-4
# Rounding to 8 bits hits other numbers in other batch sizes; a mistake is far larger than a few of their steps.
REDUCED_TOLERANCE = 0.05
TRACED_BATCH = 3  # No dimension of a network is mistaken for it, and it is not the constant 1.
COMPARED_BATCHES = (1, 5)

# Decisions that a trace bakes in are found by the comparison, not by reading warnings.
warnings.filterwarnings("ignore", category=torch.jit.TracerWarning)


def save(module: torch.jit.ScriptModule, path: Path) -> None:
    """Saves without debug information, which tells the paths of this machine and differs from one machine to another.

    The version of the operators stays: libtorch reads code that is stamped with an older one as older operators, which lack
    arguments of today's (GELU's `approximate`).
    """
    torch.jit.save(module, str(path))
    with zipfile.ZipFile(path) as archive:
        records = {name.split("/", 1)[1]: archive.read(name) for name in archive.namelist()}
    writer = torch._C.PyTorchFileWriter(str(path))  # adds its own byte order and id; aligns tensors
    writer.set_min_version(int(records.get("version", records.get(".data/version"))))
    for name, data in records.items():
        if not name.endswith(".debug_pkl") and name not in ("version", "byteorder") and not name.startswith(".data/"):
            writer.write_record(name, data, len(data))
    writer.write_end_of_file()


class Method(nn.Module):
    """One method of a module as a module of its own: an ONNX graph has no others."""

    def __init__(self, module: nn.Module, name: str):
        super().__init__()
        self.module = module
        self.name = name

    def forward(self, *inputs):
        return getattr(self.module, self.name)(*inputs)


@torch.no_grad()
def torchscript(module: nn.Module, methods: dict, path: Path, tolerance: float = TOLERANCE, channels_last: bool = False, in_halves: bool = False) -> None:
    """Writes one file with all methods; `methods` maps a name to a function of the batch size that makes its inputs.

    A network that will be given its images channels last on processors is made fast there, and compared in both layouts.
    With `in_halves` the weights of an eager module are stored in half precision, see `halves`.
    """
    if isinstance(module, torch.jit.ScriptModule):
        save(module, path)
    else:
        inputs = {name: make(TRACED_BATCH) for name, make in methods.items()}
        with layouts.norms(channels_last):
            traced = torch.jit.trace_module(halves.widening(module, path.stem) if in_halves else module, inputs, check_trace=False)
        if in_halves:
            halves.narrow(traced)
        save(traced, path)
    loaded = torch.jit.load(str(path))
    for name, make in methods.items():
        if not hasattr(loaded, name):
            raise ExportError(f"{path.name} has no method {name}")
        compare(f"{path.name}: {name}", make, getattr(module, name), getattr(loaded, name), tolerance, channels_last)


@torch.no_grad()
def onnx(module: nn.Module, methods: dict, folder: Path, stem: str) -> dict:
    """Writes a graph per method and returns {method: file name}."""
    import onnxruntime

    files = {}
    for name, make in methods.items():
        files[name] = f"{stem}.onnx" if name == "forward" else f"{stem}-{name}.onnx"
        inputs = make(TRACED_BATCH)
        names = [f"input{i}" for i in range(len(inputs))]
        if hasattr(module, "save_graph"):
            module.save_graph(folder / files[name], inputs)
        else:
            traced = torch.jit.trace(Method(module, name).eval(), inputs, check_trace=False)
            torch.onnx.export(
                traced,
                inputs,
                str(folder / files[name]),
                input_names=names,
                output_names=["output"],
                dynamic_axes={n: {0: "batch"} for n in names + ["output"]},
                opset_version=17,
                dynamo=False,
            )
        session = onnxruntime.InferenceSession(str(folder / files[name]), providers=["CPUExecutionProvider"])
        kept = {i.name for i in session.get_inputs()}
        if kept != set(names):
            raise ExportError(f"{files[name]}: the network ignores {', '.join(sorted(set(names) - kept))}, which ONNX drops; use TorchScript")

        def run(*tensors, session=session, names=names):
            feed = {n: np.ascontiguousarray(t.numpy()) for n, t in zip(names, tensors)}
            return torch.from_numpy(session.run(None, feed)[0])

        compare(f"{files[name]}", make, getattr(module, name), run)
    return files


def compare(what: str, make, eager, written, tolerance: float = TOLERANCE, channels_last: bool = False) -> None:
    for batch in COMPARED_BATCHES:
        inputs = make(batch)
        expected = every(eager(*inputs))
        if any(each.dtype != torch.float32 for each in expected):
            raise ExportError(f"{what} must return float32 but returns {', '.join(str(each.dtype) for each in expected)}")
        found = every(written(*inputs))
        for each, other in zip(expected, found, strict=True):
            require_close(what, batch, each, other, tolerance)
        if channels_last:
            require_close(f"{what}, images channels last,", batch, expected[0], written(*layouts.turned(inputs)), tolerance)


def every(outputs) -> tuple:
    return outputs if isinstance(outputs, tuple) else (outputs,)


def require_close(what: str, batch: int, expected, found, tolerance: float) -> None:
    if expected.shape != found.shape:
        raise ExportError(f"{what} returns the shape {tuple(found.shape)} at batch {batch}, eager {tuple(expected.shape)}")
    difference = (expected - found).abs().max().item()
    if not difference <= tolerance:
        raise ExportError(f"{what} differs from the eager network by {difference:.2e} at batch {batch}, allowed is {tolerance:g}")
