"""Checkpoints without a pipeline: the layouts of guided diffusion, DiffAE and EDM with weights by a formula, and genuine ones of lucidrains."""

import json
from pathlib import Path

import torch
from safetensors.torch import save_file
from torch import nn

import networks_golden as golden

IMAGE = 16
ADM = {"image_size": IMAGE, "noise_schedule": "linear"}


def adm(folder: Path, case: int = 0, **options) -> Path:
    """A bare state dict, as guided diffusion's training saves it, and its options."""
    found = golden.cases("adm")[case]
    return written(folder / "model.pt", golden.weights(found["layout"]), ADM | found["options"] | options)


def diffae(folder: Path, **options) -> Path:
    """A Lightning checkpoint: averaged weights beside those in training, options as hyper_parameters, an object of a class besides."""
    found = golden.cases("diffae")[0]
    weights = golden.weights(found["layout"])
    state = {f"model.{name}": each + 1 for name, each in weights.items()} | {f"ema_model.{name}": each for name, each in weights.items()}
    state["x_T"] = torch.zeros(4, 3, IMAGE, IMAGE)
    kept = {"img_size": IMAGE, "T": 1000, "beta_scheduler": "linear", "name": "ffhq", "net_ch_mult": (1, 2)} | found["options"] | options
    folder.mkdir(parents=True, exist_ok=True)
    callbacks = {nn.Identity: {"best": nn.Identity()}}
    torch.save({"state_dict": state, "hyper_parameters": kept, "callbacks": callbacks, "epoch": 3}, folder / "last.ckpt")
    return folder / "last.ckpt"


def edm(folder: Path, case: int = 0, **options) -> Path:
    found = golden.cases("edm")[case]
    given = {"class_name": "training.networks.EDMPrecond", "img_resolution": IMAGE, "img_channels": 3, "use_fp16": False} | found["options"]
    given["label_dim"] = 3 if found["inputs"]["labels"] else 0
    state = {f"model.{name}": each for name, each in golden.weights(found["layout"]).items()}
    folder.mkdir(parents=True, exist_ok=True)
    save_file(state, str(folder / "edm.safetensors"))
    (folder / "edm.json").write_text(json.dumps(given | options))
    return folder / "edm.safetensors"


@torch.no_grad()
def lucidrains(folder: Path, image: int = IMAGE, unet: dict | None = None, **process) -> tuple:
    """A file of the package's Trainer, and the averaged process whose images the bundle must make."""
    from denoising_diffusion_pytorch import GaussianDiffusion, Unet
    from ema_pytorch import EMA

    network = Unet(**({"dim": 16, "dim_mults": (1, 2)} | (unet or {})))
    fill(network)
    diffusion = GaussianDiffusion(network, image_size=image, **({"timesteps": 100, "sampling_timesteps": 10} | process))
    average = EMA(diffusion, beta=0.995, update_every=10)
    for each in average.online_model.parameters():
        each.mul_(1.5)
    kept = {"step": 1, "model": diffusion.state_dict(), "ema": average.state_dict(), "opt": {"state": {}}, "version": "2.3.4"}
    return written(folder / "model-1.pt", kept, {"image_size": image}), average.ema_model.eval()


@torch.no_grad()
def fill(network: nn.Module) -> None:
    """Gives each weight of a network of lucidrains a part in its output."""
    for seed, (name, each) in enumerate(network.named_parameters()):
        drawn = golden.numbers(each.shape, seed)
        if name.endswith(".g"):
            each.copy_(1 + 0.5 * drawn)
        else:
            each.copy_(drawn * (3 / each[0].numel()) ** 0.5 if each.dim() > 1 else 0.5 * drawn)


def written(file: Path, content: dict, options: dict) -> Path:
    file.parent.mkdir(parents=True, exist_ok=True)
    torch.save(content, file)
    file.with_suffix(".json").write_text(json.dumps(options))
    return file
