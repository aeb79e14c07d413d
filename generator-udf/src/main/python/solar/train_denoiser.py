"""Trains a stock diffusers model on the solar cells, as the library's tutorial on unconditional generation does.

    python train_denoiser.py DIRECTORY [--steps 1500]

DIRECTORY/ddpm is a `DDPMPipeline` of 64x64 images. The training continues where it stopped: raise `--steps` to go on.
"""

import argparse
import time
from pathlib import Path

import torch
from diffusers import DDPMPipeline, DDPMScheduler, UNet2DModel
from diffusers.training_utils import EMAModel
from torch.nn import functional as F

import solar_cells

SIZE = 64


def unet() -> UNet2DModel:
    return UNet2DModel(
        sample_size=SIZE,
        layers_per_block=1,
        block_out_channels=(32, 64, 128, 128),
        down_block_types=("DownBlock2D", "DownBlock2D", "AttnDownBlock2D", "DownBlock2D"),
        up_block_types=("UpBlock2D", "AttnUpBlock2D", "UpBlock2D", "UpBlock2D"),
        norm_num_groups=16,
    )


def images() -> torch.Tensor:
    """float32[N, 3, SIZE, SIZE] in [-1, 1], of what is not held out."""
    cells = [cell for i, cell in enumerate(solar_cells.read()) if not solar_cells.is_held_out(i)]
    grey = torch.from_numpy(solar_cells.pixels(cells, SIZE)).float().div_(127.5).sub_(1)
    return grey.unsqueeze(1).expand(-1, 3, -1, -1)


def save(out: Path, model, average, optimizer, step: int, scheduler) -> None:
    state = {"model": model.state_dict(), "average": average.state_dict(), "optimizer": optimizer.state_dict(), "step": step}
    torch.save(state, out / "training.tmp")
    (out / "training.tmp").replace(out / "training.ckpt")
    average.store(model.parameters())
    average.copy_to(model.parameters())
    DDPMPipeline(model, scheduler).save_pretrained(out / "ddpm")
    average.restore(model.parameters())


def train(args) -> None:
    torch.manual_seed(args.seed)
    data, model = images(), unet()
    scheduler = DDPMScheduler(num_train_timesteps=1000)
    average = EMAModel(model.parameters(), decay=0.995, use_ema_warmup=True)
    optimizer = torch.optim.AdamW(model.parameters(), lr=args.rate)
    start, began = 0, time.time()
    if (args.directory / "training.ckpt").exists():
        state = torch.load(args.directory / "training.ckpt", weights_only=True)
        for part, name in ((model, "model"), (average, "average"), (optimizer, "optimizer")):
            part.load_state_dict(state[name])
        start = state["step"]
    for step in range(start, args.steps):
        random = torch.Generator().manual_seed((args.seed << 32) + step)
        clean = data[torch.randint(len(data), (args.batch,), generator=random)]
        noise = torch.randn(clean.shape, generator=random)
        t = torch.randint(1000, (args.batch,), generator=random)
        loss = F.mse_loss(model(scheduler.add_noise(clean, noise, t), t).sample, noise)
        optimizer.zero_grad(set_to_none=True)
        loss.backward()
        torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        optimizer.step()
        average.step(model.parameters())
        if (step + 1) % 100 == 0 or step + 1 == args.steps:
            print(f"{step + 1} loss {loss.item():.4f} {time.time() - began:.0f}s", flush=True)
            save(args.directory, model, average, optimizer, step + 1, scheduler)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("directory", type=Path)
    parser.add_argument("--steps", type=int, default=1500)
    parser.add_argument("--batch", type=int, default=16)
    parser.add_argument("--rate", type=float, default=2e-4)
    parser.add_argument("--seed", type=int, default=1)
    args = parser.parse_args()
    args.directory.mkdir(parents=True, exist_ok=True)
    train(args)


if __name__ == "__main__":
    main()
