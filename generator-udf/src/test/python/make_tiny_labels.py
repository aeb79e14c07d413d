"""Makes a tiny bundle of labels for the tests, beside the tiny model's: real TorchScript, made to behave.

    python make_tiny_labels.py ../resources/bundles        (torch 2.7.1)

16x16 images. Its labeler reads `hue` off the mean green, as the tiny model's does, but lists the classes in another order; its
auditor is less sure of them. It does not know `tone`.
"""

import hashlib
import pathlib
import sys

import torch
from torch import nn

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[2] / "main" / "python" / "export"))

import levels
from tracing import save

IMAGE = (3, 16, 16)
HUES = {"high": 0.6, "low": -0.6, "middle": 0.0}


class Hue(nn.Module):
    def __init__(self, sharpness):
        super().__init__()
        self.sharpness = sharpness
        self.register_buffer("centres", torch.tensor([list(HUES.values())]))

    def forward(self, image):
        green = image.mean((2, 3))[:, 1:2]
        return self.sharpness * -((green - self.centres) ** 2)


def main():
    directory = pathlib.Path(sys.argv[1]) / "tiny-hue"
    directory.mkdir(parents=True, exist_ok=True)
    image = torch.rand(3, *IMAGE, generator=torch.Generator().manual_seed(7)) * 2 - 1
    modules = {"labeler": Hue(10.0), "auditor": Hue(6.0)}
    for name, module in modules.items():
        save(torch.jit.trace(module.eval(), image), directory / f"{name}.pt")
    manifest = {
        "formatVersion": 2,
        "kind": "labels",
        "name": "tiny-hue",
        "version": "1",
        "licence": "Apache-2.0",
        "engine": "torchscript",
        "image": dict(zip(("channels", "height", "width"), IMAGE)),
        "attributes": [{"name": "hue", "classes": list(HUES)}],
        "modules": {name: f"{name}.pt" for name in modules},
        "files": {f"{name}.pt": hashlib.sha256((directory / f"{name}.pt").read_bytes()).hexdigest() for name in modules},
    }
    (directory / "bundle.json").write_text(levels.document(manifest))


if __name__ == "__main__":
    with torch.no_grad():
        main()
