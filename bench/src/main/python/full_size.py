"""Networks of full size with random weights, exported and run by the job's engine on a processor: prints a row of a table for each.

    python full_size.py --work /tmp/full --cases pixels latents [--engines torchscript onnx] [--keep]

Cases: `pixels`, a DDPM U-Net of 114 M parameters at 256 x 256; `latents`, a latent diffusion of 274 M with a VQ autoencoder of 55 M;
`text`, the size of Stable Diffusion 1.5: a U-Net of 860 M, an autoencoder of 84 M and CLIP's text encoder of 123 M. Needs the
exporter's packages and, for `text`, those of requirements-text.txt; `deploy/local/bench` builds and runs the Java side. `text` takes
about 20 GB of memory and 12 GB of disk.
"""

import argparse
import json
import os
import shutil
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[4]
sys.path.insert(0, str(ROOT / "generator-udf" / "src" / "test" / "python" / "export"))

import torch

GIGABYTE = 1e9
HEAP = "2g"


def pixels(folder: Path) -> None:
    import diffusers

    unet = diffusers.UNet2DModel(
        sample_size=256, block_out_channels=(128, 128, 256, 256, 512, 512), layers_per_block=2, flip_sin_to_cos=False, freq_shift=1,
        downsample_padding=0, norm_eps=1e-6,
        down_block_types=("DownBlock2D",) * 4 + ("AttnDownBlock2D", "DownBlock2D"), attention_head_dim=None,
        up_block_types=("UpBlock2D", "AttnUpBlock2D") + ("UpBlock2D",) * 4,
    )  # fmt: skip
    diffusers.DDPMPipeline(unet, diffusers.DDPMScheduler()).save_pretrained(folder)


def latents(folder: Path) -> None:
    import diffusers

    unet = diffusers.UNet2DModel(
        sample_size=64, block_out_channels=(224, 448, 672, 896), layers_per_block=2, attention_head_dim=32, norm_eps=1e-5,
        down_block_types=("DownBlock2D",) + ("AttnDownBlock2D",) * 3, up_block_types=("AttnUpBlock2D",) * 3 + ("UpBlock2D",),
    )  # fmt: skip
    vqvae = diffusers.VQModel(
        sample_size=256, block_out_channels=(128, 256, 512), layers_per_block=2, latent_channels=3, num_vq_embeddings=8192,
        down_block_types=("DownEncoderBlock2D",) * 3, up_block_types=("UpDecoderBlock2D",) * 3, scaling_factor=1.0,
    )  # fmt: skip
    diffusers.LDMPipeline(vqvae, unet, diffusers.DDIMScheduler(clip_sample=False)).save_pretrained(folder)


def text(folder: Path) -> None:
    import diffusers
    import texts
    import transformers

    folder.mkdir(parents=True)
    tokenizer = texts.clip_tokenizer(folder / "words")
    unet = diffusers.UNet2DConditionModel(
        sample_size=64, cross_attention_dim=768, block_out_channels=(320, 640, 1280, 1280), attention_head_dim=8
    )
    vae = diffusers.AutoencoderKL(
        sample_size=512, block_out_channels=(128, 256, 512, 512), layers_per_block=2, latent_channels=4, scaling_factor=0.18215,
        down_block_types=("DownEncoderBlock2D",) * 4, up_block_types=("UpDecoderBlock2D",) * 4,
    )  # fmt: skip
    encoder = transformers.CLIPTextModel(transformers.CLIPTextConfig(
        vocab_size=49408, hidden_size=768, intermediate_size=3072, num_hidden_layers=12, num_attention_heads=12,
        bos_token_id=tokenizer.bos_token_id, eos_token_id=tokenizer.eos_token_id,
    ))  # fmt: skip
    scheduler = diffusers.PNDMScheduler(
        beta_start=0.00085, beta_end=0.012, beta_schedule="scaled_linear", skip_prk_steps=True, steps_offset=1
    )
    diffusers.StableDiffusionPipeline(
        vae, encoder, tokenizer, unet, scheduler, safety_checker=None, feature_extractor=None, requires_safety_checker=False
    ).save_pretrained(folder)
    shutil.rmtree(folder / "words")


CASES = {"pixels": (pixels, 256), "latents": (latents, 256), "text": (text, 512)}


class Halves(torch.nn.Module):
    """A labeler that takes no time: whether the image is brighter than half."""

    def forward(self, image):
        mean = image.mean((1, 2, 3))
        return torch.stack([-mean, mean], 1)


def labeler(folder: Path, size: int) -> Path:
    file = folder / "labeler.pt"
    torch.jit.save(torch.jit.trace(Halves(), torch.rand(2, 3, size, size)), str(file))
    (folder / "labeler.json").write_text(json.dumps({"attributes": {"light": ["dark", "bright"]}}))
    return file


def measured(command: list) -> tuple:
    """Wall seconds and peak gigabytes of a command, which must succeed."""
    began = time.monotonic()
    process = subprocess.Popen(command)
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode != 0:
        sys.exit(f"{command[1]} ended with status {process.returncode}")
    return time.monotonic() - began, usage.ru_maxrss * 1024 / GIGABYTE


def size(folder: Path) -> float:
    return sum(file.stat().st_size for file in folder.rglob("*") if file.is_file()) / GIGABYTE


def run(case: str, engine: str, args) -> list:
    build, side = CASES[case]
    own = args.work / case
    own.mkdir(parents=True, exist_ok=True)
    if not (own / "checkpoint").exists():
        torch.manual_seed(1)
        build(own / "checkpoint")
    bundle = own / engine
    seconds, peak = measured([
        sys.executable, str(ROOT / "generator-udf/src/main/python/export/export_bundle.py"), str(own / "checkpoint"),
        "--labeler", str(labeler(own, side)), "--engine", engine, "--name", case, "--out", str(bundle),
    ])  # fmt: skip
    sizes = size(own / "checkpoint"), size(bundle)
    measured([
        str(args.bench), "size", "--bundle", str(bundle), "--steps", str(args.steps), "--images", str(args.images),
    ])  # fmt: skip
    job = json.loads((ROOT / "target/bench/size.json").read_text())
    if not args.keep:
        shutil.rmtree(bundle)
    return [
        f"{case}, {engine}", f"{sizes[0]:.2f}", f"{seconds:.0f}", f"{peak:.1f}", f"{sizes[1]:.2f}", f"{job['verifySeconds']:.1f}",
        f"{job['loadSeconds']:.1f}", f"{job['stepSeconds']:.2f}", f"{job['decodeAndLabelSeconds']:.2f}", f"{job['peakGigabytes']:.1f}",
    ]  # fmt: skip


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--work", type=Path, required=True)
    parser.add_argument("--cases", nargs="+", choices=CASES, default=list(CASES))
    parser.add_argument("--engines", nargs="+", choices=["torchscript", "onnx"], default=["torchscript"])
    parser.add_argument("--steps", type=int, default=2)
    parser.add_argument("--images", type=int, default=2)
    parser.add_argument("--bench", type=Path, default=ROOT / "deploy/local/bench", help="starts the Java side")
    parser.add_argument("--keep", action="store_true", help="leave the bundles where they are")
    args = parser.parse_args()
    os.environ.setdefault("ISONOMY_HEAP", HEAP)
    rows = [["", "checkpoint, GB", "export, s", "peak, GB", "bundle, GB", "verify, s", "load, s", "a step, s", "decode, s", "JVM's peak, GB"]]
    for case in args.cases:
        rows += [run(case, engine, args) for engine in args.engines]
        if not args.keep:
            shutil.rmtree(args.work / case)
    for row in rows[:1] + [["---"] * len(rows[0])] + rows[1:]:
        print("| " + " | ".join(row) + " |")


if __name__ == "__main__":
    main()
