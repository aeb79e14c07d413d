"""Makes the tiny text-to-image bundle of the tests: real TorchScript and a real table of prompts, a few kilobytes.

    python make_tiny_words.py ../resources/bundles        (torch 2.7.1, pyarrow, tokenizers)

Images, autoencoder and judges are those of `make_tiny_bundle.py`. The text encoder adds up what its few words mean: "dark" and
"light" are tones. The denoiser is exact for latents whose channel means are normal around what the prompt says: the first two
numbers of its tokens' mean. So "a dark shape" mostly makes dark images, but not only; the pooled numbers decide nothing but must
arrive. The table has some prompts, and the empty one, for guidance.
"""

import hashlib
import pathlib
import sys

import pyarrow
import pyarrow.parquet
import tokenizers
import torch
from torch import nn

from make_tiny_bundle import IMAGE, SAMPLE, STEPS, TABLE, Autoencoder, Features, Labeler
import levels
from tracing import save

TOKENS, WIDTH, POOLED = 3, 4, 2
SPREAD = 0.7  # of channel means, as a standard deviation
LENGTH = 6  # tokens that the text encoder takes, those at both ends included
MEANING = {"[PAD]": (0, 0), "[CLS]": (0, 0), "[SEP]": (0, 0), "[UNK]": (0, 0), "a": (0, 0), "shape": (0, 0), "dark": (-0.6, 0), "light": (0.6, 0.1)}
PROMPTS = ("", "a shape", "a dark shape", "a light shape")


class TextEncoder(nn.Module):
    """ids[B, LENGTH] to words[B, TOKENS, WIDTH] and pooled[B, POOLED]."""

    def __init__(self):
        super().__init__()
        self.register_buffer("meaning", torch.tensor(list(MEANING.values())).float())
        self.register_buffer("slope", torch.tensor([0.3, 0.0, -0.3]))

    def forward(self, ids):
        centre = self.meaning[ids].sum(1)
        tone = centre[:, :1] + self.slope
        hue = centre[:, 1:].expand(-1, TOKENS)
        words = torch.stack([tone, hue, torch.zeros_like(tone), torch.zeros_like(tone)], 2)
        return words, torch.cat([centre[:, :1], torch.ones_like(centre[:, :1])], 1)


def tokenizer() -> tokenizers.Tokenizer:
    numbers = {word: number for number, word in enumerate(MEANING)}
    made = tokenizers.Tokenizer(tokenizers.models.WordLevel(numbers, unk_token="[UNK]"))
    made.normalizer = tokenizers.normalizers.Lowercase()
    made.pre_tokenizer = tokenizers.pre_tokenizers.Whitespace()
    ends = [(token, numbers[token]) for token in ("[CLS]", "[SEP]")]
    made.post_processor = tokenizers.processors.TemplateProcessing("[CLS] $A [SEP]", special_tokens=ends)
    return made


def ids(texts) -> torch.Tensor:
    rows = [made.ids + [0] * (LENGTH - len(made.ids)) for made in tokenizer().encode_batch(list(texts))]
    return torch.tensor(rows, dtype=torch.int64)


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


def write_prompts(path: pathlib.Path) -> None:
    words, pooled = TextEncoder()(ids(PROMPTS))
    columns = zip(PROMPTS, words.flatten(1).tolist(), pooled.tolist())
    rows = [{"prompt": text, "words": each, "pooled": other} for text, each, other in columns]
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
        "text": torch.jit.trace(TextEncoder().eval(), ids(["a dark shape", "", "light"])),
    }
    for name, module in modules.items():
        save(module, directory / f"{name}.pt")
    write_prompts(directory / "prompts.parquet")
    tokenizer().save(str(directory / "tokenizer.json"))
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
        "text": {"tokenizer": "tokenizer.json", "length": LENGTH, "pad": 0},
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
