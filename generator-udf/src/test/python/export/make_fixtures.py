"""Makes the exported bundles of the Java tests, and what diffusers' own schedulers make of the same checkpoints.

    python make_fixtures.py ../../resources/bundles

DDPM, LDM and diffusion autoencoder, each at small width with random weights, judged by the tiny bundle's labeler; the LDM as
TorchScript and as ONNX. `export-golden.json` holds, per bundle, the pictures that diffusers makes in a few DDIM steps from a
state of sines, and, for the autoencoder's bundle, from a code of sines.
"""

import json
import math
import shutil
import sys
import tempfile
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parents[2] / "main" / "python" / "export"))

import torch
from diffusers import DDIMScheduler

import checkpoints
import export_bundle

STEPS, BATCH = 5, 2


def sines(*shape) -> torch.Tensor:
    count = math.prod(shape)
    return torch.tensor([1.4 * math.sin(12.9898 * (i + 1)) for i in range(count)]).reshape(shape)


@torch.no_grad()
def pictures(config, predict, x) -> torch.Tensor:
    scheduler = DDIMScheduler.from_config(config)
    scheduler.set_timesteps(STEPS)
    for t in scheduler.timesteps:
        x = scheduler.step(predict(x, t), t, x).prev_sample
    return x


@torch.no_grad()
def golden(folder: Path) -> dict:
    ddpm = checkpoints.ddpm(folder / "ddpm")
    ldm = checkpoints.ldm(folder / "ldm")
    dae = checkpoints.diffusion_autoencoder(folder / "dae")
    dae_schedule = json.loads((folder / "dae" / "scheduler" / "scheduler_config.json").read_text())
    code = sines(BATCH, checkpoints.CODE)
    latents = pictures(ldm.scheduler.config, lambda x, t: ldm.unet(x, t).sample, sines(BATCH, 3, 8, 8))
    return {
        "ddpm": pictures(ddpm.scheduler.config, lambda x, t: ddpm.unet(x, t).sample, sines(BATCH, 3, 16, 16)),
        "ldm": ldm.vqvae.decode(latents / ldm.vqvae.config.scaling_factor).sample,
        "dae": pictures(dae_schedule, lambda x, t: dae(x, t, class_labels=code).sample, sines(BATCH, 3, 16, 16)),
    }


def export(root: Path, checkpoint: Path, name: str, *options) -> None:
    shutil.rmtree(root / name, ignore_errors=True)
    tiny = str(root / "tiny")
    arguments = [str(checkpoint), "--labeler", tiny, "--name", name, "--licence", "Apache-2.0", "--out", str(root / name)]
    if export_bundle.main([*arguments, *map(str, options)]):
        sys.exit(1)


def main() -> None:
    root = Path(sys.argv[1])
    tiny = root / "tiny"
    torch.set_num_threads(1)
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch)
        results = {name: [round(v, 5) for v in images.flatten().tolist()] for name, images in golden(folder).items()}
        export(root, folder / "ddpm", "ddpm", "--features", tiny, "--auditor", tiny, "--precision", "bfloat16")
        export(root, folder / "ldm", "ldm", "--timestep", 300)
        export(root, folder / "ldm", "ldm-onnx", "--timestep", 300, "--engine", "onnx")
        export(root, folder / "dae", "dae", "--encoder", folder / "dae" / "encoder.pt", "--null-code", folder / "dae" / "null")
    (root / "export-golden.json").write_text(json.dumps(results) + "\n")


main()
