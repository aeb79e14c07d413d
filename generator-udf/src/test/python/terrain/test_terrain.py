"""The formulas that label terrain, on planes whose relief and slope are known, and a bundle of the package's network."""

import importlib.metadata
import json
import math
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
import torch

TERRAIN = Path(__file__).resolve().parents[3] / "main" / "python" / "terrain"
sys.path[:0] = [str(TERRAIN), str(TERRAIN.parent / "export")]

import heights
from job import WrittenBundle

torch.set_num_threads(1)


def image(metres: torch.Tensor) -> torch.Tensor:
    """Heights [B, H, W] in metres as the network has them."""
    return (2 * torch.asinh(metres / 0.1) / math.asinh(heights.HIGHEST / 0.1) - 1).unsqueeze(1)


def plane(slope: float, relief: float) -> torch.Tensor:
    """Roofs whose sides have one slope and one height; 128 points are 12.7 m."""
    along = torch.arange(128) * 0.1
    half = relief / slope
    up = half - ((along % (2 * half)) - half).abs()
    return (slope * up).expand(1, 128, 128)


@pytest.mark.parametrize("relief, of_relief", [(0.5, 0), (1.5, 1), (2.4, 2)])
@pytest.mark.parametrize("slope, of_slope", [(0.1, 0), (0.2, 1), (0.4, 2)])
def test_labels_are_the_intervals_of_relief_and_slope(relief, of_relief, slope, of_slope):
    if relief / slope > 12.7:
        relief = 12.7 * slope  # as high as a plane of this slope gets
        of_relief = int(relief >= 1) + int(relief >= 2)
    logits = heights.Labeler()(image(plane(slope, relief)))
    assert logits.shape == (1, 6)
    assert (logits[0, :3].argmax().item(), logits[0, 3:].argmax().item()) == (of_relief, of_slope)


def test_grain_steepens_what_the_labeler_sees_and_not_what_the_auditor_sees():
    along = 0.06 * torch.arange(128) * 0.1  # a gentle plane, 0.76 m high
    smooth = along.expand(1, 128, 128) + 0.1
    grain = 0.0075 * torch.randn(1, 128, 128, generator=torch.Generator().manual_seed(3))
    found = {}
    for name, metres in (("smooth", smooth), ("grainy", smooth + grain)):
        for judge in (heights.Labeler(), heights.Auditor()):
            logits = judge(image(metres))[0]
            found[name, type(judge).__name__] = (logits[:3].argmax().item(), logits[3:].argmax().item())
    assert found == {
        ("smooth", "Labeler"): (0, 0),
        ("smooth", "Auditor"): (0, 0),
        ("grainy", "Labeler"): (0, 1),
        ("grainy", "Auditor"): (0, 0),
    }


def test_heights_are_the_packages():
    metres = torch.tensor([0.0, 0.03, 1.0, heights.HIGHEST])
    torch.testing.assert_close(heights.Heights()(image(metres.reshape(1, 2, 2))).flatten(), metres, atol=1e-4, rtol=0)


def test_features_see_where_a_hill_is():
    flat = torch.zeros(1, 128, 128)
    hill = flat.clone()
    hill[0, 20:28, 36:44] = 1.0
    difference = (heights.Features()(image(hill)) - heights.Features()(image(flat)))[0]
    assert difference.shape == (128,)
    assert difference[:64].nonzero().flatten().tolist() == [8 + 2]


def installed() -> bool:
    try:
        importlib.metadata.distribution("adaptive-terrain-diffusion")
    except importlib.metadata.PackageNotFoundError:
        return False
    return True


@pytest.mark.skipif(not installed(), reason="adaptive-terrain-diffusion is not installed: pip install --no-deps -r its requirements")
def test_bundle_makes_the_packages_height_maps(tmp_path):
    import onnxruntime
    from make_bundle import weights

    out = tmp_path / "terrain"
    subprocess.run([sys.executable, str(TERRAIN / "make_bundle.py"), "--out", str(out)], check=True)
    bundle = WrittenBundle(out)
    assert bundle.manifest["engine"] == "onnx" and bundle.manifest["image"]["bits"] == 16
    assert json.loads((out / "bundle.json").read_text())["sampler"] == {"name": "consistency", "steps": 1}
    start = bundle.manifest["diffusion"]["levels"]["logSnr"][bundle.manifest["latentSpace"]["timestep"]]
    assert math.exp(-start / 2) == pytest.approx(45, rel=0.01)
    noise, difficulty = torch.randn(2, 1, 128, 128, generator=torch.Generator().manual_seed(7)), torch.tensor([0.1, 0.9])
    session = onnxruntime.InferenceSession(str(weights()), providers=["CPUExecutionProvider"])
    start = noise * np.float32(math.hypot(1, 80))  # a bundle's pure noise is of variance 1, with the little signal that is left
    feed = {"noisy": start.numpy(), "sigma": np.full(2, 80, np.float32), "difficulty": difficulty.numpy()}
    (expected,) = session.run(["denoised"], feed)
    found = bundle.denoise(noise, -2 * math.log(80), (difficulty,))
    np.testing.assert_allclose(found.numpy(), expected, atol=1e-4)
    labels = bundle.call("labeler", "forward", found)
    torch.testing.assert_close(labels, heights.Labeler()(torch.from_numpy(expected)), atol=1e-2, rtol=0)
