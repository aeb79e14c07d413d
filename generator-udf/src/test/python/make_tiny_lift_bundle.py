"""Makes the tiny lifting bundle of the tests: real TorchScript, random weights, a few kilobytes.

    python make_tiny_lift_bundle.py ../resources/bundles        (torch 2.7.1)

16x16 images become 8x8 Gaussians of degree 1 on the plane x = 0, each in the place and colour of its four pixels and as
opaque as its mask; random convolutions push them forwards and backwards and turn them a little. So the asset, seen from the
input's camera, looks like the image. The segmenter takes what differs from the corner for the figure. Beside it
`lift-golden.json` with inputs and outputs, and `hostile/lifter-*.pt`, which misbehave in one way each.
"""

import hashlib
import json
import math
import pathlib
import sys

import torch
from torch import nn

sys.path.append(str(pathlib.Path(__file__).resolve().parents[2] / "main" / "python" / "export"))

from tracing import save  # noqa: E402

SIZE, GRID, DEGREE = 16, 8, 1
DISTANCE, FIELD = 3.0, 22.0
EXTENT = DISTANCE * math.tan(math.radians(FIELD / 2))
SH0 = 0.28209479177387814


class Lifter(nn.Module):
    def __init__(self):
        super().__init__()
        self.body = nn.Sequential(nn.Conv2d(4, 8, 3, 2, 1), nn.Tanh(), nn.Conv2d(8, 17, 3, 1, 1))
        self.camera = nn.Linear(25, 17)
        axis = (torch.arange(GRID) + 0.5) / GRID * 2 - 1
        z, y = torch.meshgrid(-axis, axis, indexing="ij")
        self.register_buffer("grid", torch.stack([torch.zeros_like(y), y, z]).flatten(1) * EXTENT)

    def forward(self, image, mask, camera):
        raw = self.body(torch.cat([image, mask], 1)) + 0.1 * self.camera(camera)[:, :, None, None]
        raw = raw.flatten(2).transpose(1, 2)
        pooled = torch.nn.functional.avg_pool2d(torch.cat([image, mask], 1), 2).flatten(2).transpose(1, 2)
        depth = torch.cat([0.2 * torch.tanh(raw[..., :1]), torch.zeros_like(raw[..., :2])], -1)
        positions = self.grid.t().unsqueeze(0) + depth
        scales = math.log(EXTENT / GRID) + 0.2 * raw[..., 1:4]
        rotations = torch.cat([torch.ones_like(raw[..., :1]), 0.2 * raw[..., 4:7]], -1)
        opacities = 12 * pooled[..., 3:] - 6
        colours = torch.cat([(pooled[..., :3] - 0.5) / SH0, 0.05 * raw[..., 7:16]], -1)
        return positions, scales, torch.nn.functional.normalize(rotations, dim=-1), opacities, colours


class Segmenter(nn.Module):
    def forward(self, image):
        return torch.sigmoid(40 * ((image - image[:, :, :1, :1]).abs().amax(1, keepdim=True) - 0.15))


class Missing(nn.Module):
    """Returns four tensors instead of five."""

    def __init__(self, lifter):
        super().__init__()
        self.lifter = lifter

    def forward(self, image, mask, camera):
        return self.lifter(image, mask, camera)[:4]


class Flat(nn.Module):
    """Zero quaternions where the mask's first pixel is one half."""

    def __init__(self, lifter):
        super().__init__()
        self.lifter = lifter

    def forward(self, image, mask, camera):
        p, s, q, o, c = self.lifter(image, mask, camera)
        return p, s, torch.where(mask[:, :, :1, 0] == 0.5, torch.zeros_like(q), q), o, c


def camera():
    focal = 0.5 / math.tan(math.radians(FIELD / 2))
    return torch.tensor([focal, 0, 0.5, 0, focal, 0.5, 0, 0, 1, 0, 0, -1, DISTANCE, 1, 0, 0, 0, 0, -1, 0, 0, 0, 0, 0, 1.0])


def main():
    root = pathlib.Path(sys.argv[1])
    folder, hostile = root / "tiny-lift", root / "hostile"
    folder.mkdir(exist_ok=True)
    torch.manual_seed(11)
    inputs = torch.rand(3, 3, SIZE, SIZE), torch.rand(3, 1, SIZE, SIZE), camera().expand(3, -1).contiguous()
    lifter, segmenter = Lifter().eval(), Segmenter().eval()
    with torch.no_grad():
        save(torch.jit.trace(lifter, inputs), folder / "lifter.pt")
        save(torch.jit.trace(segmenter, inputs[0]), folder / "segmenter.pt")
        save(torch.jit.trace(Missing(lifter), inputs), hostile / "lifter-missing.pt")
        save(torch.jit.trace(Flat(lifter), inputs), hostile / "lifter-flat.pt")
        outputs = lifter(*inputs)
        masks = segmenter(inputs[0])
    manifest = {
        "formatVersion": 2,
        "kind": "image-to-gaussians",
        "name": "tiny-lift",
        "version": "1",
        "licence": "Apache-2.0",
        "engine": "torchscript",
        "image": {"height": SIZE, "width": SIZE},
        "gaussians": {"count": GRID * GRID, "degree": DEGREE},
        "camera": {"distance": DISTANCE, "fieldOfView": FIELD},
        "modules": {"lifter": "lifter.pt", "segmenter": "segmenter.pt"},
        "files": {f: hashlib.sha256((folder / f).read_bytes()).hexdigest() for f in ("lifter.pt", "segmenter.pt")},
    }
    (folder / "bundle.json").write_text(json.dumps(manifest, indent=2) + "\n")
    names = ["positions", "scales", "rotations", "opacities", "colours"]
    golden = {"image": inputs[0], "mask": inputs[1], "camera": inputs[2], "segmented": masks[:1]}
    golden |= {name: output[:1] for name, output in zip(names, outputs)}
    text = {name: [float(f"{v:.7g}") for v in tensor.flatten().tolist()] for name, tensor in golden.items()}
    (root / "lift-golden.json").write_text(json.dumps(text) + "\n")


if __name__ == "__main__":
    main()
