"""Denoisers by a contract: every coordinate system and prediction against the exact denoiser of a normal distribution."""

import json
import math
import sys
from pathlib import Path

import numpy as np
import pytest
import torch
from torch import nn

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parents[2] / "main" / "python" / "export"))

import export_bundle
import levels
from job import WrittenBundle
from test_export import TINY

torch.set_num_threads(1)
MEAN, DEVIATION = 0.3, 0.4  # of the images
BETAS = {"schedule": "linear", "start": 0.0001, "end": 0.02, "count": 1000}


class Exact(nn.Module):
    """The best denoiser of images N(m + 0.1 shift, s^2), as a network of some coordinates would return it."""

    def __init__(self, coordinates: str, prediction: str, told: str):
        super().__init__()
        self.coordinates, self.prediction, self.told = coordinates, prediction, told
        shares = np.cumprod(1 - np.linspace(BETAS["start"], BETAS["end"], BETAS["count"]))
        self.register_buffer("sigmas", torch.from_numpy(np.sqrt((1 - shares) / shares)).float())

    def sigma(self, time):
        if self.told == "index":
            return self.sigmas[time.long()]
        return {"sigma": lambda: time, "log-sigma": lambda: torch.exp(4 * time), "log-snr": lambda: torch.exp(-time / 2), "s": lambda: time / 1000 / (1 - time / 1000)}[self.told]()

    def forward(self, x, time, shift):
        sigma = self.sigma(time).reshape(-1, 1, 1, 1)
        mean = MEAN + 0.1 * shift.reshape(-1, 1, 1, 1)
        if self.coordinates == "edm":
            x = x * (sigma**2 + 0.5**2).sqrt()
        alpha, beta = self.factors(sigma)
        away = (x - alpha * mean) / (alpha**2 * DEVIATION**2 + beta**2)
        clean, eps = mean + alpha * DEVIATION**2 * away, beta * away
        if self.coordinates == "edm":
            total = sigma**2 + 0.5**2
            return (clean - 0.5**2 / total * x) / (sigma * 0.5 / total.sqrt())
        return {"sample": clean, "epsilon": eps, "velocity": eps - clean, "v_prediction": alpha * eps - beta * clean}[self.prediction]

    def factors(self, sigma):
        if self.coordinates == "flow":
            return 1 / (1 + sigma), sigma / (1 + sigma)
        if self.coordinates == "vp":
            return 1 / (1 + sigma**2).sqrt(), sigma / (1 + sigma**2).sqrt()
        return torch.ones_like(sigma), sigma


KARRAS, FLOW, LEADING = {"spacing": "karras", "rho": 7}, {"spacing": "flow", "shift": 3, "from": 0.999, "to": 0, "ends": "first"}, {"spacing": "leading", "offset": 0}
SIGMAS, PLACES = {"sigma": [0.01, 50]}, {"s": [0.001, 0.999]}
WAYS = {
    # coordinates, prediction, told, its input, levels, steps
    "vp epsilon": ("vp", "epsilon", "index", {"is": "index", "type": "int64"}, {"betas": BETAS}, LEADING),
    "vp sample": ("vp", "sample", "log-snr", {"is": "log-snr"}, SIGMAS, KARRAS),
    "vp v": ("vp", "v_prediction", "index", {"is": "index"}, {"betas": BETAS}, {"spacing": "trailing"}),
    "ve sample": ("ve", "sample", "sigma", {"is": "sigma", "shape": [1]}, SIGMAS, KARRAS),
    "ve epsilon": ("ve", "epsilon", "sigma", {"is": "sigma"}, SIGMAS, {"spacing": "exponential"}),
    "edm": ("edm", None, "log-sigma", {"is": "log-sigma", "scale": 0.25}, SIGMAS, KARRAS),
    "flow velocity": ("flow", "velocity", "s", {"is": "s", "scale": 1000}, PLACES, FLOW),
    "flow sample": ("flow", "sample", "s", {"is": "s", "scale": 1000}, PLACES, FLOW),
    "flow epsilon": ("flow", "epsilon", "s", {"is": "s", "scale": 1000}, PLACES, FLOW),
}


def contract(way: str, **changes) -> dict:
    coordinates, prediction, _, time, known, steps = WAYS[way]
    inputs = [{"name": "state", "is": "state"}, {"name": "time"} | time, {"name": "shift", "is": "condition", "source": "number", "range": [-1, 1]}]
    document = {"image": {"channels": 3, "height": 16, "width": 16}, "inputs": inputs, "coordinates": coordinates, "levels": known, "steps": steps}
    if prediction:
        document["prediction"] = prediction
    if coordinates == "edm":
        document["sigmaData"] = 0.5
    return {key: value for key, value in (document | changes).items() if value is not None}


def saved(folder: Path, way: str, kind: str = "pt", opset: int = 17, module: nn.Module | None = None) -> Path:
    coordinates, prediction, told, time, _, _ = WAYS[way]
    module = (module or Exact(coordinates, prediction, told)).eval()
    number = torch.full((3, *time.get("shape", [])), 0.5)
    example = (torch.randn(3, 3, 16, 16), (20 * number).long() if time.get("type") == "int64" else number, torch.zeros(3))
    folder.mkdir(parents=True, exist_ok=True)
    file = folder / f"denoiser.{kind}"
    if kind == "pt":
        torch.jit.save(torch.jit.trace(module, example, check_trace=False), str(file))
    else:
        names = ["state", "time", "shift"]
        axes = {name: {0: "batch"} for name in (*names, "result")}
        torch.onnx.export(module, example, str(file), input_names=names, output_names=["result"], dynamic_axes=axes, opset_version=opset, dynamo=False)
    return file


def export(file: Path, document: dict, out: Path, *options) -> int:
    described = file.with_name("contract.json")
    described.write_text(json.dumps(document))
    return export_bundle.main(["--denoiser", str(file), "--contract", str(described), "--labeler", str(TINY), "--name", "test", "--out", str(out), *options])


@pytest.mark.parametrize("kind", ["pt", "onnx"])
@pytest.mark.parametrize("way", WAYS)
@torch.no_grad()
def test_denoisers_of_all_coordinates_are_the_same_in_a_bundle(tmp_path, capsys, way, kind):
    assert export(saved(tmp_path / "c", way, kind), contract(way), tmp_path / "b") == 0, capsys.readouterr().err
    bundle = WrittenBundle(tmp_path / "b")
    assert bundle.manifest["engine"] == {"pt": "torchscript", "onnx": "onnx"}[kind]
    x, shift = torch.randn(2, 3, 16, 16), torch.tensor([-1.0, 0.5])
    for place in (0.1, 0.5, 0.9):
        level = float(bundle.levels.log_snr[int(place * (len(bundle.levels) - 1))])
        a, b = levels.signal(level), levels.noise(level)
        output = bundle.denoise(x, level, (shift,))
        mean = MEAN + 0.1 * shift.reshape(-1, 1, 1, 1)
        expected = mean + a * DEVIATION**2 / (a**2 * DEVIATION**2 + b**2) * (x - a * mean)
        found = {"sample": lambda: output, "epsilon": lambda: (x - b * output) / a, "v_prediction": lambda: a * x - b * output}[bundle.section["prediction"]]()
        # What epsilon says of x0 at little signal is divided by that.
        torch.testing.assert_close(found, expected, atol=2e-4 / (a if bundle.section["prediction"] == "epsilon" else 1), rtol=0)


def test_what_a_contract_says_is_what_a_bundle_lists(tmp_path):
    document = contract(
        "ve sample", sampler={"name": "consistency", "steps": 2}, image={"channels": 1, "height": 16, "width": 16, "bits": 16}, output="result"
    )
    grey = tmp_path / "grey.pt"
    torch.jit.save(torch.jit.trace(Grey(), torch.rand(2, 1, 16, 16)), str(grey))
    grey.with_suffix(".json").write_text(json.dumps({"attributes": {"tone": ["dark", "light"]}}))
    file = saved(tmp_path / "c", "ve sample", "onnx", module=Exact("ve", "sample", "sigma"))
    file = only_grey(file)
    assert export(file, document, tmp_path / "b", "--labeler", str(grey)) == 0
    manifest = json.loads((tmp_path / "b" / "bundle.json").read_text())
    assert manifest["image"] == {"channels": 1, "height": 16, "width": 16, "bits": 16}
    assert manifest["conditions"] == [{"name": "shift", "source": "number", "shape": [], "range": [-1, 1]}]
    assert manifest["sampler"] == {"name": "consistency", "steps": 2} and manifest["engine"] == "onnx"
    table = manifest["diffusion"]["levels"]
    assert table["told"] == "log-snr" and table["logSnr"][-1] == pytest.approx(-2 * math.log(50))
    assert abs(table["logSnr"][manifest["latentSpace"]["timestep"]] + 0.92) < 0.02


def only_grey(file: Path) -> Path:
    """The same graph for one channel."""
    import onnx

    model = onnx.load(str(file))
    for value in (model.graph.input[0], model.graph.output[0]):
        value.type.tensor_type.shape.dim[1].dim_value = 1
    onnx.save(model, str(file))
    return file


class Grey(nn.Module):
    def forward(self, image):
        mean = image.mean((1, 2, 3))
        return torch.stack([-3 * mean - 1, 3 * mean + 1], 1)


class Classes(nn.Module):
    """Three classes and none, with a variance behind the prediction."""

    def forward(self, x, time, label):
        middle = 0.2 * label.float().reshape(-1, 1, 1, 1) - 0.3
        return torch.cat([(x - 0.9 * middle) * (0.5 + time.float().reshape(-1, 1, 1, 1) / 2000), x], 1)


def test_classes_guidance_and_a_learned_variance(tmp_path, capsys):
    classes = {"name": "label", "is": "condition", "source": "class", "type": "int64", "classes": ["a", "b", "c"], "null": 3}
    document = contract("vp epsilon", learnedVariance=True, guidance={"kind": "classifier-free", "scale": 2}, clip={"range": 1})
    document["inputs"] = document["inputs"][:2] + [classes]
    file = tmp_path / "denoiser.pt"
    torch.jit.save(torch.jit.trace(Classes(), (torch.randn(3, 3, 16, 16), torch.tensor([1, 2, 3]), torch.tensor([0, 1, 2]))), str(file))
    assert export(file, document, tmp_path / "b") == 0, capsys.readouterr().err
    manifest = json.loads((tmp_path / "b" / "bundle.json").read_text())
    assert manifest["conditions"] == [{"name": "label", "source": "class", "shape": [], "type": "int64", "classes": ["a", "b", "c"], "null": 3}]
    assert manifest["guidance"] == {"rescale": 0, "kind": "classifier-free", "scale": 2} and manifest["diffusion"]["clip"] == {"range": 1}
    del document["learnedVariance"]
    assert export(file, document, tmp_path / "x") == 2
    assert "write learnedVariance: true" in capsys.readouterr().err


@pytest.mark.parametrize("opset", [11, 20])
def test_graphs_of_other_operator_sets(tmp_path, capsys, opset):
    file = saved(tmp_path / "c", "flow velocity", "onnx", opset)
    assert export(file, contract("flow velocity"), tmp_path / "b") == 0, capsys.readouterr().err


def fixed_batch(folder: Path) -> Path:
    import onnx

    file = saved(folder, "ve sample", "onnx")
    model = onnx.load(str(file))
    model.graph.input[0].type.tensor_type.shape.dim[0].dim_value = 1
    onnx.save(model, str(file))
    return file


def way(**changes):
    return lambda folder: (saved(folder, "ve sample"), contract("ve sample", **changes))


def graph(change=lambda d: None, **changes):
    def build(folder):
        document = contract("ve sample", **changes)
        change(document)
        return saved(folder, "ve sample", "onnx"), document

    return build


def inputs(index: int, **changes):
    def change(document):
        document["inputs"][index] = {key: value for key, value in (document["inputs"][index] | changes).items() if value is not None}

    return graph(change)


REFUSED = {
    "no such file": (lambda f: (f / "denoiser.bin", contract("edm")), "must be TorchScript (.pt) or an ONNX graph (.onnx)"),
    "a key that is not known": (way(sigma_data=0.5), "sigma_data is not known; known are image, inputs"),
    "no levels": (way(levels=None), "must hold levels"),
    "other coordinates": (way(coordinates="vpsde"), 'coordinates must be "vp" or "ve" or "edm" or "flow" but is "vpsde"'),
    "a prediction of other coordinates": (way(prediction="velocity"), 'prediction must be "epsilon" or "sample" but is "velocity"'),
    "EDM without sigmaData": (lambda f: (saved(f, "edm"), contract("edm", sigmaData=None)), "sigmaData must be a positive number"),
    "two kinds of levels": (way(levels={"sigma": [0.1, 1], "s": [0, 1]}), "levels must be given in one way but has sigma, s"),
    "levels from zero": (way(levels={"sigma": [0, 80]}), "sigma must be the least and the most of the training, above 0"),
    "betas that rise over 1": (way(levels={"betas": [0.1, 1.2]}), "betas must lie between 0 and 1"),
    "levels that rise": (way(levels={"logSnr": [1, 2]}), "must get noisier from one level to the next"),
    "a spacing that is not known": (way(steps={"spacing": "cosine"}), "spacing must be"),
    "a spacing without its number": (way(steps={"spacing": "karras"}), "steps must have rho"),
    "a sampler that is not known": (way(sampler={"name": "euler", "steps": 3}), 'sampler: name must be "ddim"'),
    "16 bits of color": (way(image={"channels": 3, "height": 16, "width": 16, "bits": 16}), "only images of 1 channel have 16 bits"),
    "two channels": (way(image={"channels": 2, "height": 16, "width": 16}), "must have 1, 3 or 4 channels"),
    "no state": (inputs(0, **{"is": "condition", "source": "number", "range": [0, 1]}), 'must have one input that "is" the state'),
    "another input": (inputs(1, name="t"), "takes the inputs state, time, shift but"),
    "another shape": (inputs(1, shape=None), "time has the shape [1] per sample but"),
    "another type": (inputs(1, type="int64"), "time is a tensor(float) but"),
    "another output": (graph(output="denoised"), "output must be one of denoiser.onnx's, result, but is denoised"),
    "a condition without range": (inputs(2, range=None), "range must be the least and the most number"),
    "a code": (inputs(2, source="code", range=None), "a code needs an encoder"),
    "a name that is no condition's": (inputs(2, name="Shift"), "name must be of small letters"),
    "a fixed batch": (lambda f: (fixed_batch(f), contract("ve sample")), "state has the fixed batch 1; export it with a batch that is free"),
    "another size": (graph(image={"channels": 3, "height": 16, "width": 8}), "state has the shape [3, 16, 16] per sample but"),
    "onnx as TorchScript": (graph(), "is an ONNX graph, which needs --engine onnx", "--engine", "torchscript"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_refused_in_one_line(tmp_path, capsys, name):
    build, words, *options = REFUSED[name]
    (tmp_path / "c").mkdir()
    file, document = build(tmp_path / "c")
    assert export(file, document, tmp_path / "b", *options) == 2
    error = capsys.readouterr().err
    assert words in error and error.startswith("export: ") and error.count("\n") == 1 and not (tmp_path / "b").exists()


@pytest.mark.parametrize("given", [[], ["--denoiser", "x.pt"], ["--contract", "x.json"], ["folder", "--denoiser", "x.pt", "--contract", "x.json"]])
def test_one_source_is_named(tmp_path, capsys, given):
    assert export_bundle.main([*given, "--labeler", str(TINY), "--name", "test", "--out", str(tmp_path / "b")]) == 2
    assert "name either a checkpoint or a --denoiser" in (error := capsys.readouterr().err) or "must be given together" in error
