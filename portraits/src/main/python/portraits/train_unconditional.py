"""Trains a plain unconditional diffusers `UNet2DModel` on the portraits and writes it as a `DDPMPipeline` folder.

    python train_unconditional.py --natural build/natural --bundle ../../resources/dev/isonomy/portraits/bundles/portraits \
        --steps 2000 --out build/unconditional

It works on the latents of the embedded bundle's autoencoder, knows no attribute and has no code: what a checkpoint from
elsewhere looks like. Every step draws from a generator that is keyed by (seed, step), so that a training that was
interrupted and continued gives the weights of an undisturbed one. The last `--anneal` steps bring the learning rate to zero;
raise `--steps` to go on from the last checkpoint. `--precision bfloat16` computes the network in bfloat16, with weights and
losses in float32: three quarters of the time on a processor that has the instructions for it.
"""

import argparse
import copy
import time
from pathlib import Path

import torch
from diffusers import DDPMPipeline, DDPMScheduler, UNet2DModel
from torch.nn import functional as F

from data import Portraits

WARM = 100


def unet() -> UNet2DModel:
    return UNet2DModel(
        sample_size=16,
        in_channels=4,
        out_channels=4,
        layers_per_block=1,
        block_out_channels=(64, 96, 128),
        down_block_types=("DownBlock2D", "AttnDownBlock2D", "AttnDownBlock2D"),
        up_block_types=("AttnUpBlock2D", "AttnUpBlock2D", "UpBlock2D"),
        attention_head_dim=32,
        norm_num_groups=16,
    )


@torch.no_grad()
def encoded(args) -> torch.Tensor:
    """Latents of all images, float16[N, 4, 16, 16]; computed once."""
    cache = args.out / "latents.pt"
    if cache.exists():
        return torch.load(cache, weights_only=True)
    data = Portraits(args.natural)
    autoencoder = torch.jit.load(str(args.bundle / "autoencoder.pt"))
    parts = [autoencoder.encode(data.batch(range(i, min(i + 100, len(data))))).half() for i in range(0, len(data), 100)]
    torch.save(torch.cat(parts), cache)
    return torch.cat(parts)


def save(path: Path, **state) -> None:
    temporary = path.with_suffix(".tmp")
    torch.save(state, temporary)
    temporary.replace(path)


def loss_of(model, scheduler, latents, batch: int, random: torch.Generator, half: bool) -> torch.Tensor:
    """Mean squared error of v (Salimans & Ho 2022); the time steps are stratified."""
    clean = latents[torch.randint(len(latents), (batch,), generator=random)].float()
    noise = torch.randn(clean.shape, generator=random)
    steps = scheduler.config.num_train_timesteps
    t = ((torch.arange(batch) + torch.rand(batch, generator=random)) / batch * steps).long().clamp(max=steps - 1)
    with torch.autocast("cpu", torch.bfloat16, enabled=half):
        v = model(scheduler.add_noise(clean, noise, t), t).sample
    return F.mse_loss(v.float(), scheduler.get_velocity(clean, noise, t))


def train(args) -> None:
    torch.manual_seed(args.seed)
    latents = encoded(args)
    model = unet()
    average = copy.deepcopy(model)
    optimizer = torch.optim.AdamW(model.parameters(), lr=args.rate, betas=(0.9, 0.99), weight_decay=1e-4)
    scheduler = DDPMScheduler(beta_schedule="squaredcos_cap_v2", prediction_type="v_prediction", clip_sample=False)
    path, start = args.out / "training.ckpt", 0
    if path.exists():
        state = torch.load(path, weights_only=True)
        for part, name in ((model, "model"), (average, "average"), (optimizer, "optimizer")):
            part.load_state_dict(state[name])
        start = state["step"]
    began, recent = time.time(), []
    for step in range(start, args.steps):
        rate = args.rate * min(1.0, (step + 1) / WARM, (args.steps - step) / args.anneal if args.anneal else 1.0)
        for group in optimizer.param_groups:
            group["lr"] = rate
        random = torch.Generator().manual_seed((args.seed << 32) + step)
        loss = loss_of(model, scheduler, latents, args.batch, random, args.precision == "bfloat16")
        optimizer.zero_grad(set_to_none=True)
        loss.backward()
        torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        optimizer.step()
        with torch.no_grad():
            decay = min(args.decay, (1 + step) / (20 + step))
            torch._foreach_lerp_(list(average.parameters()), list(model.parameters()), 1 - decay)
        recent.append(loss.item())
        if (step + 1) % 50 == 0:
            print(f"{step + 1} loss {sum(recent[-50:]) / 50:.4f} {time.time() - began:.0f}s", flush=True)
        if (step + 1) % 50 == 0 or step + 1 == args.steps:
            save(path, model=model.state_dict(), average=average.state_dict(), optimizer=optimizer.state_dict(), step=step + 1)
            DDPMPipeline(average, scheduler).save_pretrained(args.out / "pipeline")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--natural", default="build/natural", help="what PortraitExport wrote")
    parser.add_argument("--bundle", type=Path, required=True, help="whose autoencoder is used")
    parser.add_argument("--out", type=Path, default=Path("build/unconditional"))
    parser.add_argument("--steps", type=int, default=3000)
    parser.add_argument("--anneal", type=int, default=0)
    parser.add_argument("--batch", type=int, default=64)
    parser.add_argument("--rate", type=float, default=1e-3)
    parser.add_argument("--decay", type=float, default=0.998)
    parser.add_argument("--precision", choices=["float32", "bfloat16"], default="float32", help="of the network's products")
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--seed", type=int, default=1)
    args = parser.parse_args()
    torch.set_num_threads(args.threads)
    args.out.mkdir(parents=True, exist_ok=True)
    train(args)


if __name__ == "__main__":
    main()
