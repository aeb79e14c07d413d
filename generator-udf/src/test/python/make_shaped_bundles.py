"""Makes tiny bundles whose images are neither square nor RGB: real TorchScript, made to behave like make_tiny_bundle.py's.

    python make_shaped_bundles.py ../resources/bundles        (torch 2.7.1)

`tiny-height`: height maps in grey of 16 bits, twice as wide as high, over latents 2x4x8. The first latent channel is the
height, the second one how much it rises from left to right. The labeler reads `level` off the mean and `slope` off the
rise, so that an image whose rows and columns were swapped gets other labels.

`tiny-rgba`: colours with opacity, higher than wide, over pixels. The code's first number becomes red, its second one the
opacity; the labeler reads `tone` and `cover` off them.
"""

import hashlib
import json
import pathlib
import sys

import torch
from torch import nn

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[2] / "main" / "python" / "export"))

import levels
from tracing import save

STEPS, DIM = 1000, 4
TABLE = levels.of_betas(levels.betas("squaredcos_cap_v2", 0, 0, STEPS))
NAMES = ("channels", "height", "width")
LIMIT = 0.999


class Denoiser(nn.Module):
    """Believes in a clean state of one colour that the code tells, and a little that the state itself does."""

    def __init__(self, order):
        super().__init__()
        self.register_buffer("levels", torch.tensor(TABLE).float())
        self.register_buffer("order", torch.tensor(order))
        count = len(order)
        self.body = nn.Sequential(nn.Conv2d(count, 8, 3, padding=1), nn.SiLU(), nn.Conv2d(8, count, 3, padding=1))

    def velocity(self, x, t, centre):
        below = t.floor().clamp(0, STEPS - 2).long()
        level = torch.lerp(self.levels[below], self.levels[below + 1], t - below).reshape(-1, 1, 1, 1)
        alpha, sigma = torch.sigmoid(level).sqrt(), torch.sigmoid(-level).sqrt()
        clean = centre + 0.1 * torch.tanh(self.body(x))
        eps = (x - alpha * clean) / sigma
        return alpha * eps - sigma * clean

    def forward(self, x, t, z):
        return self.velocity(x, t, z[:, self.order].unsqueeze(-1).unsqueeze(-1))

    def unconditional(self, x, t):
        return self.velocity(x, t, x.mean((2, 3), keepdim=True))


def ramp(width: int):
    return torch.linspace(-1, 1, width).reshape(1, 1, 1, width)


def rise(numbers):
    """Mean and slope from left to right of [B, 1, H, W]."""
    along = ramp(numbers.shape[-1])
    return torch.cat([numbers.mean((2, 3)), (numbers * along).mean((2, 3)) / along.square().mean()], 1)


class Heights(nn.Module):
    """The autoencoder of height maps 1x16x32: latents 2x4x8."""

    def encode(self, image):
        numbers = torch.atanh(image.clamp(-LIMIT, LIMIT))
        slope = rise(numbers)[:, 1].reshape(-1, 1, 1, 1)
        flat = (numbers - slope * ramp(32)).reshape(-1, 1, 4, 4, 8, 4).mean((3, 5))
        return torch.cat([flat, slope.expand(-1, 1, 4, 8)], 1)

    def decode(self, latents):
        wide = nn.functional.interpolate(latents, scale_factor=4.0, mode="bilinear", align_corners=False)
        return torch.tanh(wide[:, :1] + wide[:, 1:] * ramp(32))


class HeightCode(nn.Module):
    def forward(self, image):
        found = rise(torch.atanh(image.clamp(-LIMIT, LIMIT)))
        return torch.cat([found, 0 * found], 1)


class HeightLabels(nn.Module):
    """Logits: level low, high; slope falling, flat, rising."""

    def __init__(self, sharpness):
        super().__init__()
        self.sharpness = sharpness
        self.register_buffer("centres", torch.tensor([[-0.6, 0.0, 0.6]]))

    def forward(self, image):
        found = rise(torch.atanh(image.clamp(-LIMIT, LIMIT)))
        level, slope = found[:, :1], found[:, 1:]
        return self.sharpness * torch.cat([-level, level, -((slope - self.centres) ** 2)], 1)


class ColourCode(nn.Module):
    def forward(self, image):
        return image.mean((2, 3))[:, [0, 3, 1, 2]]


class ColourLabels(nn.Module):
    """Logits: tone dark, light; cover clear, solid."""

    def __init__(self, sharpness):
        super().__init__()
        self.sharpness = sharpness

    def forward(self, image):
        means = image.mean((2, 3))
        red, opacity = means[:, :1], means[:, 3:]
        return self.sharpness * torch.cat([-red, red, -opacity, opacity], 1)


def features(channels):
    return nn.Sequential(nn.Conv2d(channels, 8, 3, stride=2), nn.ReLU(), nn.AdaptiveAvgPool2d(1), nn.Flatten())


def shape(numbers):
    return dict(zip(NAMES, numbers))


def write(directory, image, sample, attributes, modules):
    """Saves traced modules, and the manifest of a bundle that conditions on its code."""
    directory.mkdir(parents=True, exist_ok=True)
    for name, module in modules.items():
        save(module, directory / f"{name}.pt")
    manifest = {
        "formatVersion": 2,
        "kind": "diffusion",
        "name": directory.name,
        "version": "1",
        "licence": "Apache-2.0",
        "engine": "torchscript",
        "image": image,
        "latentSpace": {"type": "semantic", "dimension": DIM},
        "sample": sample,
        "diffusion": {
            "prediction": "v_prediction",
            "levels": levels.table(TABLE),
            "steps": {"spacing": "trailing"},
        },
        "conditions": [{"name": "code", "source": "code", "shape": [DIM], "unconditional": True}],
        "attributes": [{"name": name, "classes": classes} for name, classes in attributes.items()],
        "features": {"dimension": 8},
        "modules": {name: f"{name}.pt" for name in modules},
        "files": {
            f"{name}.pt": hashlib.sha256((directory / f"{name}.pt").read_bytes()).hexdigest() for name in modules
        },
    }
    (directory / "bundle.json").write_text(levels.document(manifest))


def traced(denoiser, sample, code, labels, image):
    x, z, t = torch.randn(3, *sample), torch.randn(3, DIM), torch.tensor([0.0, 500.0, 999.0])
    pixels = torch.rand(3, *image) * 2 - 1
    return x, pixels, {
        "denoiser": torch.jit.trace_module(denoiser.eval(), {"forward": (x, t, z), "unconditional": (x, t)}),
        "encoder": torch.jit.trace(code.eval(), pixels),
        "labeler": torch.jit.trace(labels(8.0).eval(), pixels),
        "auditor": torch.jit.trace(labels(5.0).eval(), pixels),
        "features": torch.jit.trace(features(image[0]).eval(), pixels),
    }


def heights(root):
    image, sample = (1, 16, 32), (2, 4, 8)
    x, pixels, modules = traced(Denoiser([0, 1]), sample, HeightCode(), HeightLabels, image)
    modules["autoencoder"] = torch.jit.trace_module(Heights(), {"encode": pixels, "decode": x})
    write(
        root / "tiny-height",
        shape(image) | {"bits": 16},
        shape(sample) | {"of": "autoencoder"},
        {"level": ["low", "high"], "slope": ["falling", "flat", "rising"]},
        modules,
    )
    golden = {
        "x": x.flatten().tolist(),
        "decoded": Heights().decode(x).flatten().tolist(),
        "image": pixels.flatten().tolist(),
        "logits": HeightLabels(8.0)(pixels).flatten().tolist(),
    }
    rounded = {key: [round(value, 7) for value in values] for key, values in golden.items()}
    (root / "height-golden.json").write_text(json.dumps(rounded) + "\n")


def colours(root):
    image = (4, 12, 8)
    _, _, modules = traced(Denoiser([0, 2, 3, 1]), image, ColourCode(), ColourLabels, image)
    attributes = {"tone": ["dark", "light"], "cover": ["clear", "solid"]}
    write(root / "tiny-rgba", shape(image), shape(image) | {"of": "pixels"}, attributes, modules)


if __name__ == "__main__":
    with torch.no_grad():
        torch.manual_seed(11)
        heights(pathlib.Path(sys.argv[1]))
        colours(pathlib.Path(sys.argv[1]))
