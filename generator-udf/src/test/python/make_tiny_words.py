"""Makes the tiny text-to-image bundle of the tests: real TorchScript and a real table of prompts, a few kilobytes.

    python make_tiny_words.py ../resources/bundles        (torch 2.7.1, pyarrow)

Images, autoencoder and judges are those of `make_tiny_bundle.py`. The denoiser is exact for latents whose channel means
are normal around what the prompt says: the first two numbers of its tokens' mean. So "a dark shape" mostly makes dark images, but not
only; the pooled numbers decide nothing but must arrive. The empty prompt is in the table, for guidance.
"""

import hashlib
import pathlib
import sys

import pyarrow
import pyarrow.parquet
import torch
from torch import nn

from make_tiny_bundle import IMAGE, SAMPLE, STEPS, TABLE, Autoencoder, Features, Labeler
import levels
from tracing import save

TOKENS, WIDTH, POOLED = 3, 4, 2
SPREAD = 0.7  # of channel means, as a standard deviation
PROMPTS = {"": (0.0, 0.0), "a shape": (0.0, 0.0), "a dark shape": (-0.6, 0.0), "a light shape": (0.6, 0.1)}


class Denoiser(nn.Module):
    def __init__(self):
        super().__init__()
        self.register_buffer("levels", torch.tensor(TABLE).float())
        self.body = nn.Conv2d(2, 2, 3, padding=1)

    def forward(self, x, t, prompt, pooled):
        below = t.floor().clamp(0, STEPS - 2).long()
        level = torch.lerp(self.levels[below], self.levels[below + 1], t - below).reshape(-1, 1, 1, 1)
        alpha, sigma = torch.sigmoid(level).sqrt(), torch.sigmoid(-level).sqrt()
        centre = prompt.mean(1)[:, :2].reshape(-1, 2, 1, 1) + 0 * pooled.sum(1).reshape(-1, 1, 1, 1)
        pixels = SAMPLE[1] * SAMPLE[2]
        gain = alpha * SPREAD**2 / (alpha**2 * SPREAD**2 + sigma**2 / pixels)
        clean = centre + gain * (x.mean((2, 3), keepdim=True) - alpha * centre) + 0.05 * torch.tanh(self.body(x))
        eps = (x - alpha * clean) / sigma
        return alpha * eps - sigma * clean


def embedded(means) -> dict:
    prompt = torch.zeros(TOKENS, WIDTH)
    prompt[:, 0] = means[0] + torch.tensor([0.3, 0.0, -0.3])
    prompt[:, 1] = means[1]
    return {"words": prompt.flatten().tolist(), "pooled": [means[0], 1.0]}


def write_prompts(path: pathlib.Path) -> None:
    rows = [{"prompt": text} | embedded(means) for text, means in PROMPTS.items()]
    floats = pyarrow.list_(pyarrow.float32())
    schema = pyarrow.schema([("prompt", pyarrow.string()), ("words", floats), ("pooled", floats)])
    pyarrow.parquet.write_table(pyarrow.Table.from_pylist(rows, schema), path)


def main():
    directory = pathlib.Path(sys.argv[1]) / "tiny-words"
    directory.mkdir(parents=True, exist_ok=True)
    torch.manual_seed(11)
    x, image, t = torch.randn(3, *SAMPLE), torch.rand(3, *IMAGE) * 2 - 1, torch.tensor([0.0, 500.0, 999.0])
    words = torch.randn(3, TOKENS, WIDTH), torch.randn(3, POOLED)
    modules = {
        "denoiser": torch.jit.trace(Denoiser().eval(), (x, t, *words)),
        "autoencoder": torch.jit.trace_module(Autoencoder().eval(), {"encode": image, "decode": x}),
        "labeler": torch.jit.trace(Labeler(8.0).eval(), image),
        "auditor": torch.jit.trace(Labeler(5.0).eval(), image),
        "features": torch.jit.trace(Features().eval(), image),
    }
    for name, module in modules.items():
        save(module, directory / f"{name}.pt")
    write_prompts(directory / "prompts.parquet")
    files = sorted(path.name for path in directory.iterdir() if path.name != "bundle.json")
    manifest = {
        "formatVersion": 2,
        "kind": "diffusion",
        "name": "tiny-words",
        "version": "1",
        "licence": "Apache-2.0",
        "engine": "torchscript",
        "image": dict(zip(("channels", "height", "width"), IMAGE)),
        "latentSpace": {"type": "noisy", "timestep": 700},
        "sample": dict(zip(("channels", "height", "width"), SAMPLE)) | {"of": "autoencoder"},
        "diffusion": {"prediction": "v_prediction", "levels": levels.table(TABLE), "steps": {"spacing": "trailing"}},
        "conditions": [
            {"name": "words", "source": "prompt", "shape": [TOKENS, WIDTH]},
            {"name": "pooled", "source": "prompt", "shape": [POOLED]},
        ],
        "guidance": {"kind": "classifier-free", "scale": 1.5},
        "prompts": "prompts.parquet",
        "attributes": [
            {"name": "tone", "classes": ["dark", "light"]},
            {"name": "hue", "classes": ["low", "middle", "high"]},
        ],
        "features": {"dimension": 8},
        "modules": {name: f"{name}.pt" for name in modules},
        "files": {name: hashlib.sha256((directory / name).read_bytes()).hexdigest() for name in files},
    }
    (directory / "bundle.json").write_text(levels.document(manifest))


with torch.no_grad():
    main()
