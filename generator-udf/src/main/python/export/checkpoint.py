"""Reads a checkpoint folder in diffusers' on-disk layout: `model_index.json`, `unet/`, `scheduler/`, `vqvae/` or `vae/`.

Older repositories (google/ddpm-celebahq-256) keep the U-Net's and the scheduler's files beside `model_index.json`
instead of in sub-folders; both are understood.
"""

from dataclasses import dataclass
from pathlib import Path

import torch
from diffusers import AutoencoderKL, UNet2DConditionModel, UNet2DModel, VQModel

from errors import ExportError
from weights import read_json

UNETS = {"UNet2DModel": UNet2DModel, "UNet2DConditionModel": UNet2DConditionModel}
AUTOENCODERS = {"VQModel": VQModel, "AutoencoderKL": AutoencoderKL}


@dataclass
class Checkpoint:
    """The networks of a pipeline and the configuration of its scheduler."""

    unet: torch.nn.Module
    autoencoder: torch.nn.Module | None
    scheduler: dict


def place(folder: Path, part: str, file: str) -> Path:
    """The folder that holds a part's file."""
    for candidate in (folder / part, folder):
        if (candidate / file).is_file():
            return candidate
    raise ExportError(f"{folder} has neither {part}/{file} nor {file}; is it a diffusers checkpoint?")


def load(kind, folder: Path, allow_pickle: bool) -> torch.nn.Module:
    weights = [p.name for p in folder.glob("diffusion_pytorch_model*.safetensors")]
    if not weights and not allow_pickle:
        raise ExportError(
            f"{folder} has no diffusion_pytorch_model.safetensors; convert its pickle, or pass --allow-pickle if you trust it"
        )
    try:
        return kind.from_pretrained(
            str(folder), local_files_only=True, use_safetensors=bool(weights), low_cpu_mem_usage=False
        ).eval()
    except (OSError, ValueError, RuntimeError) as error:
        raise ExportError(f"{folder} cannot be loaded as {kind.__name__}: {str(error).splitlines()[0]}") from error


def class_of(index: dict, part: str, known: dict, folder: Path):
    library, name = index[part]
    if library != "diffusers" or name not in known:
        raise ExportError(f"{folder}/model_index.json: {part} must be one of {', '.join(known)} of diffusers but is {library}.{name}")
    return known[name]


def read(folder: Path, allow_pickle: bool) -> Checkpoint:
    index = read_json(folder / "model_index.json")
    if "unet" not in index or "scheduler" not in index:
        raise ExportError(f"{folder}/model_index.json must name unet and scheduler but names {', '.join(sorted(index))}")
    unet = load(class_of(index, "unet", UNETS, folder), place(folder, "unet", "config.json"), allow_pickle)
    part = next((name for name in ("vqvae", "vae") if name in index), None)
    autoencoder = None
    if part:
        autoencoder = load(class_of(index, part, AUTOENCODERS, folder), place(folder, part, "config.json"), allow_pickle)
    scheduler = read_json(place(folder, "scheduler", "scheduler_config.json") / "scheduler_config.json")
    return Checkpoint(unet, autoencoder, scheduler)
