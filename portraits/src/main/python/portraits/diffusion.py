"""Trains the diffusion autoencoder: the semantic encoder and the denoiser together, or the denoiser alone.

    python diffusion.py --minutes 5 --device cuda --batch 1024 --code-noise 0.4       # a GPU
    python diffusion.py --steps 3600 --batch 64                                       # one processor core, hours
    python diffusion.py --start --frozen-encoder --steps 3000                         # the denoiser alone, codes as they are

Autoencoder and features network are those of `--bundle` and stay as they are, so the latents and features of all images are
computed once. A checkpoint is written every half minute, and the same command goes on from it. `export.py --trained` puts
the moving averages of the weights into a bundle.
"""

import argparse
import copy
import time
from pathlib import Path

import numpy as np
import torch
from torch.nn import functional as F

from data import Portraits, batches
from networks import CODE_SIZE, Denoiser, FEATURE_SIZE, SemanticEncoder
from train import TRAIN_STEPS, average, cosine_alpha_bar, last, learning_rate, save, set_rate

BUNDLE = Path(__file__).resolve().parents[2] / "resources/dev/isonomy/portraits/bundles/portraits"
CHUNK = 500
WARM = 200


class Images:
    """The images as bytes, and what the frozen networks say of them, all on the device."""

    def __init__(self, folders, bundle: Path, device: torch.device):
        autoencoder = torch.jit.load(bundle / "autoencoder.pt", map_location=device)
        features = torch.jit.load(bundle / "features.pt", map_location=device)
        data = Portraits(*folders)
        self.pixels = torch.from_numpy(np.concatenate(data.images)).to(device)
        latents, activations = [], []
        with torch.no_grad():
            for rows in torch.arange(len(data), device=device).split(CHUNK):
                x = self.batch(rows)
                latents.append(autoencoder.encode(x).to(torch.float16).contiguous())
                activations.append(features(x))
        self.latents = torch.cat(latents)
        self.features = torch.cat(activations)
        self.features = (self.features - self.features.mean(0)) / self.features.std(0)

    def __len__(self) -> int:
        return len(self.pixels)

    def batch(self, rows: torch.Tensor) -> torch.Tensor:
        """float32[B, 3, 64, 64] in [-1, 1], channels last."""
        return last(self.pixels[rows].permute(0, 3, 1, 2).to(torch.float32).div_(127.5).sub_(1.0))


class Training:
    """Networks, their moving averages, the optimizer and a loss, on one device."""

    def __init__(self, args):
        self.args = args
        self.device = torch.device(args.device)
        self.images = Images(args.natural, args.bundle, self.device)
        self.denoiser = self.on_device(Denoiser())
        self.encoder = self.on_device(SemanticEncoder())
        # A linear map of z is to tell the features network's activations: small features, such as grey temples, hardly
        # change the denoiser's squared error, so z would leave them out. The map itself is thrown away.
        self.perception = torch.nn.Linear(CODE_SIZE, FEATURE_SIZE).to(self.device)
        if args.start or args.frozen_encoder:
            for name, network in (("denoiser", self.denoiser), ("encoder", self.encoder)):
                network.load_state_dict(torch.jit.load(args.bundle / f"{name}.pt", map_location=self.device).state_dict())
        self.trained = [self.denoiser] if args.frozen_encoder else [self.denoiser, self.encoder, self.perception]
        self.averages = [copy.deepcopy(network) for network in self.trained]
        self.weights = [weight for network in self.trained for weight in network.parameters()]
        self.optimizer = torch.optim.AdamW(self.weights, lr=args.rate, betas=(0.9, 0.99), weight_decay=1e-4)
        self.alpha_bar = cosine_alpha_bar().to(self.device)
        self.codes = self.all_codes(self.encoder.eval()) if args.frozen_encoder else None
        self.path, self.step, self.spent = args.work / "diffusion.ckpt", 0, 0.0
        if self.path.exists():
            self.go_on()
        self.denoise, self.encode = self.denoiser.mixed, self.encoder
        if self.device.type == "cuda":
            self.denoise, self.encode = torch.compile(self.denoise), torch.compile(self.encode)
            self.loss(torch.arange(args.batch, device=self.device)).backward()  # compiles, before the clock starts

    def on_device(self, network):
        return network.to(self.device).to(memory_format=torch.channels_last)

    @torch.no_grad()
    def all_codes(self, encoder) -> torch.Tensor:
        rows = torch.arange(len(self.images), device=self.device)
        return torch.cat([encoder(self.images.batch(part)) for part in rows.split(CHUNK)])

    def code(self, rows: torch.Tensor) -> torch.Tensor:
        """With noise of a deviation between none and `--code-noise`: codes drawn from a mixture are never exactly an
        image's code, and are to decode to an image as clean as those."""
        z = self.encode(self.images.batch(rows)) if self.codes is None else self.codes[rows]
        z = z.to(torch.float32)
        return z + self.args.code_noise * torch.rand(len(z), 1, device=self.device) * torch.randn_like(z)

    def loss(self, rows: torch.Tensor) -> torch.Tensor:
        """v-prediction (Salimans & Ho 2022) with the cosine schedule; z is dropped for 15% of the samples."""
        n = len(rows)
        x0 = last(self.images.latents[rows].to(torch.float32))
        # One draw per stratum: the loss of a step varies less than with independent time steps.
        t = ((torch.arange(n, device=self.device) + torch.rand(n, device=self.device)) / n * TRAIN_STEPS).long()
        t = t.clamp(max=TRAIN_STEPS - 1)
        a = self.alpha_bar[t].sqrt()[:, None, None, None]
        s = (1 - self.alpha_bar[t]).sqrt()[:, None, None, None]
        noise = torch.randn_like(x0)
        keep = torch.rand(n, device=self.device) >= 0.15
        with torch.autocast(self.device.type, torch.bfloat16, enabled=self.args.precision == "bfloat16"):
            z = self.code(rows)
            v = self.denoise(a * x0 + s * noise, t, z, keep)
        loss = F.mse_loss(v.to(torch.float32), a * noise - s * x0)
        if self.codes is None and self.args.perceptual:
            loss = loss + self.args.perceptual * F.mse_loss(self.perception(z), self.images.features[rows])
        return loss

    def update(self, rows: torch.Tensor) -> torch.Tensor:
        loss = self.loss(rows)
        self.optimizer.zero_grad(set_to_none=True)
        loss.backward()
        torch.nn.utils.clip_grad_norm_(self.weights, 1.0)
        self.optimizer.step()
        decay = min(self.args.decay, (1 + self.step) / (20 + self.step))
        for mean, network in zip(self.averages, self.trained):
            average(mean, network, decay)
        self.step += 1
        return loss.detach()

    def run(self) -> None:
        args, began, written, recent = self.args, time.time() - self.spent, time.time(), []
        for network in self.trained:
            network.train()
        for rows in batches(len(self.images), args.batch, args.seed + self.step):
            share = (time.time() - began) / (60 * args.minutes) if args.minutes else self.step / args.steps
            if share >= 1:
                break
            rate = learning_rate(share, 1, args.rate, warm=0)
            set_rate(self.optimizer, rate * min(1.0, (self.step + 1) / WARM))
            recent.append(self.update(torch.from_numpy(rows).to(self.device)))
            if self.step % 50 == 0:
                loss = torch.stack(recent[-200:]).mean().item()
                self.spent = time.time() - began
                print(f"diffusion {self.step} loss {loss:.4f} rate {rate:.2e} {self.spent:.0f}s", flush=True)
                if time.time() - written > 30:
                    self.write()
                    written = time.time()
        self.spent = time.time() - began
        self.standardize()
        self.write()

    @torch.no_grad()
    def standardize(self) -> None:
        """Measures the code's mean and variance over all images: the moving ones of the batches lag behind."""
        if self.codes is None:
            encoder = self.averages[1].eval()
            encoder.normalize.running_mean.zero_()
            encoder.normalize.running_var.fill_(1.0)
            codes = self.all_codes(encoder).double()
            encoder.normalize.running_mean.copy_(codes.mean(0))
            encoder.normalize.running_var.copy_(codes.var(0))

    def write(self) -> None:
        names = ["denoiser", "encoder", "perception"]
        state = {name: network.state_dict() for name, network in zip(names, self.trained)}
        state |= {f"{name}_ema": network.state_dict() for name, network in zip(names, self.averages)}
        save(self.path, **state, optimizer=self.optimizer.state_dict(), step=self.step, spent=self.spent)

    def go_on(self) -> None:
        state = torch.load(self.path, map_location=self.device, weights_only=True)
        for name, network, mean in zip(["denoiser", "encoder", "perception"], self.trained, self.averages):
            network.load_state_dict(state[name])
            mean.load_state_dict(state[f"{name}_ema"])
        self.optimizer.load_state_dict(state["optimizer"])
        self.step, self.spent = state["step"], state["spent"]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--work", type=Path, default=Path("build/portraits"), help="checkpoints go here")
    parser.add_argument("--natural", nargs="+", default=["build/natural"])
    parser.add_argument("--bundle", type=Path, default=BUNDLE, help="its autoencoder and features network are used")
    parser.add_argument("--start", action="store_true", help="begin with the bundle's encoder and denoiser")
    parser.add_argument("--frozen-encoder", action="store_true", help="train the denoiser alone (implies --start)")
    parser.add_argument("--steps", type=int, default=5000)
    parser.add_argument("--minutes", type=float, default=0, help="end (and anneal) by the clock instead of by steps")
    parser.add_argument("--batch", type=int, default=64)
    parser.add_argument("--rate", type=float, default=1e-3)
    parser.add_argument("--decay", type=float, default=0.998, help="of the moving average of the weights")
    parser.add_argument("--perceptual", type=float, default=0.3, help="weight of the perceptual loss on z")
    parser.add_argument("--code-noise", type=float, default=0.1, help="largest deviation of the noise on z")
    parser.add_argument("--precision", choices=["float32", "bfloat16"], default="bfloat16", help="of the networks' products")
    parser.add_argument("--device", default="cpu", help="cpu or cuda")
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--seed", type=int, default=5)
    args = parser.parse_args()
    torch.set_num_threads(args.threads)
    torch.manual_seed(args.seed)
    torch.set_float32_matmul_precision("high")
    args.work.mkdir(parents=True, exist_ok=True)
    Training(args).run()


if __name__ == "__main__":
    main()
