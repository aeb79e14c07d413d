"""Makes the tiny bundle of the tests: real TorchScript, a few kilobytes, made to behave.

    python make_tiny_bundle.py ../resources/bundles        (torch 2.7.1)

16x16 images, latents 2x4x4, codes z of 4 numbers. The denoiser believes that the clean latent is (z0, z1)
everywhere plus a little that a random convolution makes of the state; the decoder turns the first latent channel into
red, the second one into green. The labeler reads `tone` off the mean red and `hue` off the mean green. So the code decides
the cell up to noise, as a trained model's does. Beside it `hostile/`: modules that misbehave in one way each.
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
SAMPLE, IMAGE = (2, 4, 4), (3, 16, 16)


TABLE = levels.of_betas(levels.betas("squaredcos_cap_v2", 0, 0, STEPS))


class Denoiser(nn.Module):
    def __init__(self):
        super().__init__()
        self.register_buffer("levels", torch.tensor(TABLE).float())
        self.body = nn.Sequential(nn.Conv2d(2, 8, 3, padding=1), nn.GroupNorm(2, 8), nn.SiLU(), nn.Conv2d(8, 2, 3, padding=1))

    def velocity(self, x, t, centre):
        below = t.floor().clamp(0, STEPS - 2).long()
        level = torch.lerp(self.levels[below], self.levels[below + 1], t - below).reshape(-1, 1, 1, 1)
        alpha, sigma = torch.sigmoid(level).sqrt(), torch.sigmoid(-level).sqrt()
        clean = centre + 0.3 * self.body(x)
        eps = (x - alpha * clean) / sigma
        return alpha * eps - sigma * clean

    def forward(self, x, t, z):
        return self.velocity(x, t, z[:, :2].reshape(-1, 2, 1, 1))

    def unconditional(self, x, t):
        return self.velocity(x, t, x.mean((2, 3), keepdim=True))


class Autoencoder(nn.Module):
    def __init__(self):
        super().__init__()
        self.blue = nn.Conv2d(2, 1, 1)

    def encode(self, image):
        means = image.reshape(-1, 3, 4, 4, 4, 4).mean((3, 5))
        return torch.atanh(means[:, :2].clamp(-0.99, 0.99))

    def decode(self, latents):
        image = torch.tanh(torch.cat([latents, self.blue(latents)], 1))
        return image.reshape(-1, 3, 4, 1, 4, 1).expand(-1, 3, 4, 4, 4, 4).reshape(-1, 3, 16, 16)


class Encoder(nn.Module):
    def forward(self, image):
        means = torch.atanh(image.mean((2, 3))[:, :2].clamp(-0.99, 0.99))
        return torch.cat([means, 0 * means], 1)


class Labeler(nn.Module):
    """Logits: tone dark, light; hue low, middle, high."""

    def __init__(self, sharpness):
        super().__init__()
        self.sharpness = sharpness
        self.register_buffer("centres", torch.tensor([[-0.6, 0.0, 0.6]]))

    def forward(self, image):
        red, green = image.mean((2, 3))[:, :1], image.mean((2, 3))[:, 1:2]
        tone = torch.cat([-red, red], 1)
        hue = -(green - self.centres) ** 2
        return self.sharpness * torch.cat([tone, hue], 1)


class Features(nn.Module):
    def __init__(self):
        super().__init__()
        self.body = nn.Sequential(nn.Conv2d(3, 8, 3, stride=2), nn.ReLU(), nn.AdaptiveAvgPool2d(1), nn.Flatten())

    def forward(self, image):
        return self.body(image)


class NotANumber(nn.Module):
    """NaN for one image in twenty or so, by its first pixel."""

    def __init__(self, denoiser):
        super().__init__()
        self.denoiser = denoiser

    def forward(self, x, t, z):
        v = self.denoiser(x, t, z)
        return torch.where(z[:, 2:3].reshape(-1, 1, 1, 1) > 1.6, v * float("nan"), v)

    def unconditional(self, x, t):
        return self.denoiser.unconditional(x, t)


class Throws(nn.Module):
    def forward(self, image: torch.Tensor) -> torch.Tensor:
        if image.size(0) > 0:
            raise RuntimeError("the labeler is out of order")
        return image


class Hangs(nn.Module):
    """For some seconds: a thread that never leaves native code would crash the test JVM at its end."""

    def forward(self, image: torch.Tensor) -> torch.Tensor:
        for _ in range(400000):
            image = image * 1.0
        return image


class Slow(nn.Module):
    """Labels like the good one, but takes some milliseconds for it."""

    def __init__(self, labeler):
        super().__init__()
        self.labeler = labeler

    def forward(self, image: torch.Tensor) -> torch.Tensor:
        for _ in range(4000):
            image = image * 1.0
        return self.labeler(image)


class Hungry(nn.Module):
    """Labels like the good one, but has memory for a few images only."""

    def __init__(self, labeler, most: int):
        super().__init__()
        self.labeler = labeler
        self.most = most

    def forward(self, image: torch.Tensor) -> torch.Tensor:
        if image.size(0) > self.most:
            raise RuntimeError("CUDA out of memory. Tried to allocate 2.00 GiB.")
        return self.labeler(image)


class Narrow(nn.Module):
    def forward(self, image):
        return image.mean((2, 3))


class Doubles(nn.Module):
    def __init__(self):
        super().__init__()
        self.labeler = Labeler(8.0)

    def forward(self, image):
        return self.labeler(image).double()


def main():
    root = pathlib.Path(sys.argv[1])
    torch.manual_seed(7)
    x, image, t = torch.randn(3, *SAMPLE), torch.rand(3, *IMAGE) * 2 - 1, torch.tensor([0.0, 500.0, 999.0])
    z = torch.randn(3, DIM)
    denoiser, autoencoder = Denoiser().eval(), Autoencoder().eval()
    modules = {
        "denoiser": torch.jit.trace_module(denoiser, {"forward": (x, t, z), "unconditional": (x, t)}),
        "encoder": torch.jit.trace(Encoder().eval(), image),
        "autoencoder": torch.jit.trace_module(autoencoder, {"encode": image, "decode": x}),
        "labeler": torch.jit.trace(Labeler(8.0).eval(), image),
        "auditor": torch.jit.trace(Labeler(5.0).eval(), image),
        "features": torch.jit.trace(Features().eval(), image),
    }
    directory = root / "tiny"
    directory.mkdir(parents=True, exist_ok=True)
    for name, module in modules.items():
        save(module, directory / f"{name}.pt")
    files = {f"{name}.pt": hashlib.sha256((directory / f"{name}.pt").read_bytes()).hexdigest() for name in modules}
    manifest = {
        "formatVersion": 2,
        "kind": "diffusion",
        "name": "tiny",
        "version": "1",
        "licence": "Apache-2.0",
        "engine": "torchscript",
        "image": dict(zip(("channels", "height", "width"), IMAGE)),
        "latentSpace": {"type": "semantic", "dimension": DIM},
        "sample": dict(zip(("channels", "height", "width"), SAMPLE)) | {"of": "autoencoder"},
        "diffusion": {
            "prediction": "v_prediction",
            "levels": levels.table(TABLE),
            "steps": {"spacing": "trailing"},
        },
        "conditions": [{"name": "code", "source": "code", "shape": [DIM], "unconditional": True}],
        "attributes": [
            {"name": "tone", "classes": ["dark", "light"]},
            {"name": "hue", "classes": ["low", "middle", "high"]},
        ],
        "features": {"dimension": 8},
        "modules": {name: f"{name}.pt" for name in modules},
        "files": files,
    }
    (directory / "bundle.json").write_text(levels.document(manifest))

    hostile = root / "hostile"
    hostile.mkdir(exist_ok=True)
    bad = NotANumber(denoiser).eval()
    save(torch.jit.trace_module(bad, {"forward": (x, t, z), "unconditional": (x, t)}), hostile / "denoiser-nan.pt")
    save(torch.jit.trace(denoiser, (x, t, z)), hostile / "denoiser-no-method.pt")
    save(torch.jit.script(Throws()), hostile / "labeler-throws.pt")
    save(torch.jit.script(Hangs()), hostile / "labeler-hangs.pt")
    save(torch.jit.script(Slow(Labeler(8.0))), hostile / "labeler-slow.pt")
    for name, most in (("hungry", 4), ("starving", 0)):
        save(torch.jit.script(Hungry(Labeler(8.0), most)), hostile / f"labeler-{name}.pt")
    save(torch.jit.trace(Narrow(), image), hostile / "labeler-narrow.pt")
    save(torch.jit.trace(Doubles(), image), hostile / "labeler-doubles.pt")

    golden = {
        "x": x.flatten().tolist(),
        "told": 500,
        "z": z.flatten().tolist(),
        "image": image.flatten().tolist(),
        "denoised": denoiser(x, torch.full((3,), 500.0), z).flatten().tolist(),
        "unconditional": denoiser.unconditional(x, torch.full((3,), 500.0)).flatten().tolist(),
        "encoded": Encoder()(image).flatten().tolist(),
        "latents": autoencoder.encode(image).flatten().tolist(),
        "decoded": autoencoder.decode(x).flatten().tolist()[:64],
        "logits": Labeler(8.0)(image).flatten().tolist(),
        "features": modules["features"](image).flatten().tolist(),
    }
    rounded = {key: [round(v, 7) for v in value] if isinstance(value, list) else value for key, value in golden.items()}
    (root / "tiny-golden.json").write_text(json.dumps(rounded) + "\n")


if __name__ == "__main__":
    with torch.no_grad():
        main()
