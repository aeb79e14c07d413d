"""ONNX denoisers: called as they are, and with the rescaling to a bundle's coordinates built into their graph.

The nodes before and after the network are the ones of `wrapped.py`, exported in the network's operator set; their names get a prefix,
and identities tie them together, so that no name of the network has to change.
"""

import io
from pathlib import Path

import numpy as np
import torch
from torch import nn

from contracts.contract import CONDITION, STATE, Contract
from contracts.wrapped import Wrapped
from errors import ExportError

OLDEST, NEWEST = 9, 20  # operator sets that torch exports
MOST_BYTES = 2**31 - 2**24  # of one file, which ONNX keeps as one message
TYPES = {"tensor(float)": "float32", "tensor(int64)": "int64"}


class Graph(nn.Module):
    """A network of an ONNX file: arguments in the contract's order, one output."""

    def __init__(self, path: Path, contract: Contract):
        import onnxruntime

        super().__init__()
        self.path, self.contract = path, contract
        size = sum(p.stat().st_size for p in path.parent.iterdir() if p.name.startswith(path.name))
        if size > MOST_BYTES:
            raise ExportError(f"{path} has {size / 1e9:.1f} GB with its external data, allowed are 2 GB; use TorchScript")
        try:
            self.session = onnxruntime.InferenceSession(str(path), providers=["CPUExecutionProvider"])
        except Exception as error:  # onnxruntime raises its own
            raise ExportError(f"{path} is not an ONNX graph that onnxruntime runs: {str(error).strip().splitlines()[0]}") from error
        self.output = output_of(self.session, contract, path)
        require_inputs(self.session, contract, path)

    def forward(self, *arguments):
        feed = {each.name: np.ascontiguousarray(given.numpy()) for each, given in zip(self.contract.inputs, arguments)}
        return torch.from_numpy(self.session.run([self.output], feed)[0])


def output_of(session, contract: Contract, path: Path) -> str:
    names = [each.name for each in session.get_outputs()]
    if contract.output is None and len(names) == 1:
        return names[0]
    if contract.output not in names:
        raise ExportError(f"{contract.where}: output must be one of {path.name}'s, {', '.join(names)}, but is {contract.output}")
    return contract.output


def require_inputs(session, contract: Contract, path: Path) -> None:
    """Names, types and shapes of the inputs are the contract's, and the batch is free."""
    inputs = {each.name: each for each in session.get_inputs()}
    wanted = [each.name for each in contract.inputs]
    if set(inputs) != set(wanted):
        raise ExportError(f"{path.name} takes the inputs {', '.join(inputs)} but {contract.where} says {', '.join(wanted)}")
    for each in contract.inputs:
        found = inputs[each.name]
        shape = contract.state if each.kind == STATE else tuple(each.condition["shape"]) if each.kind == CONDITION else each.shape
        fixed = found.shape[1:]
        if len(fixed) != len(shape) or any(isinstance(f, int) and f != s for f, s in zip(fixed, shape)):
            raise ExportError(f"{path.name}: {each.name} has the shape {list(fixed)} per sample but {contract.where} says {list(shape)}")
        if isinstance(found.shape[0], int):
            raise ExportError(f"{path.name}: {each.name} has the fixed batch {found.shape[0]}; export it with a batch that is free")
        if TYPES.get(found.type) != each.type:
            raise ExportError(f"{path.name}: {each.name} is a {found.type} but {contract.where} says {each.type}")


class WrappedGraph(Wrapped):
    """A bundle's denoiser by an ONNX graph; `save_graph` writes it as one graph."""

    def __init__(self, path: Path, contract: Contract):
        super().__init__(Graph(path, contract), contract)
        self.contract = contract

    def save_graph(self, path: Path, inputs: tuple) -> None:
        """inputs: an example of (state, told, *conditions), with which the nodes around the network are exported."""
        import onnx

        network = onnx.load(str(self.denoiser.path))
        version = next((each.version for each in network.opset_import if each.domain in ("", "ai.onnx")), 0)
        names = [f"input{i}" for i in range(len(inputs))]
        arguments = self.before(*inputs)
        output = self.denoiser(*arguments)
        before = exported(self.before, inputs, names, [f"argument{i}" for i in range(len(arguments))], version)
        after = exported(self.after, (*inputs[:2], output), ["input0", "input1", "result"], ["output"], version)
        onnx.save(joined(before, network, after, self.contract, self.denoiser.output, names), str(path))


def exported(module: nn.Module, inputs: tuple, names: list, outputs: list, version: int):
    """A module's nodes in an operator set; newer ones than torch knows are converted to."""
    import onnx

    buffer = io.BytesIO()
    target = min(max(version, OLDEST), NEWEST)
    axes = {name: {0: "batch"} for name in (*names, *outputs)}
    torch.onnx.export(
        Listed(module), inputs, buffer, input_names=names, output_names=outputs, dynamic_axes=axes, opset_version=target, dynamo=False,
        keep_initializers_as_inputs=False,
    )  # fmt: skip
    model = onnx.load_from_string(buffer.getvalue())
    if version != target:
        model = onnx.version_converter.convert_version(model, version)
    return model


class Listed(nn.Module):
    """A module whose outputs are a tuple, as exports name them."""

    def __init__(self, module: nn.Module):
        super().__init__()
        self.module = module

    def forward(self, *inputs):
        return self.module(*inputs)


def joined(before, network, after, contract: Contract, output: str, names: list):
    """One graph: the inputs of `before`, the output of `after`."""
    from onnx import compose, helper

    parts = {"before/": before, "network/": network, "after/": after}
    parts = {prefix: compose.add_prefix(model, prefix, rename_inputs=True, rename_outputs=True) for prefix, model in parts.items()}
    known = {i.name for i in parts["before/"].graph.input} | {i.name for i in parts["after/"].graph.input}
    ties = [(name, f"before/{name}") for name in names] + [(name, f"after/{name}") for name in names[:2]]
    ties = [(source, target) for source, target in ties if target in known]
    first = [helper.make_node("Identity", [source], [target]) for source, target in ties]
    second = [
        helper.make_node("Identity", [f"before/argument{i}"], [f"network/{each.name}"]) for i, each in enumerate(contract.inputs)
    ]
    third = [helper.make_node("Identity", [f"network/{output}"], ["after/result"])]
    last = [helper.make_node("Identity", ["after/output"], ["output"])]
    graphs = [parts[prefix].graph for prefix in ("before/", "network/", "after/")]
    nodes = [*first, *graphs[0].node, *second, *graphs[1].node, *third, *graphs[2].node, *last]
    merged = helper.make_graph(
        nodes,
        "denoiser",
        [renamed(value, name) for value, name in inputs_of(before, names)],
        [renamed(after.graph.output[0], "output")],
        [tensor for graph in graphs for tensor in graph.initializer],
        sparse_initializer=[tensor for graph in graphs for tensor in graph.sparse_initializer],
    )
    model = helper.make_model(merged, opset_imports=network.opset_import, ir_version=network.ir_version, producer_name="isonomy")
    model.functions.extend(parts["network/"].functions)
    return model


def inputs_of(before, names: list) -> list:
    found = {value.name: value for value in before.graph.input}
    missing = [name for name in names if name not in found]
    if missing:
        raise ExportError(f"the denoiser ignores its condition {missing[0]}, which ONNX drops; leave it out of the contract")
    return [(found[name], name) for name in names]


def renamed(value, name: str):
    import copy

    value = copy.deepcopy(value)
    value.name = name
    return value
