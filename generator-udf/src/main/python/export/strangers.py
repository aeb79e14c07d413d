"""Recognizes what is not a pipeline's folder, so that it can be refused by its name and with a way out."""

import json
from pathlib import Path

import torch
from safetensors import safe_open

from errors import ExportError

INDEX = "model_index.json"
SUPPORTED = "supported are folders that diffusers saved of the pipelines that docs/bring-your-own-model.md lists"
PICKLES = (".ckpt", ".pt", ".pth", ".bin")
CODE_PICKLES = (".pkl", ".pickle")
WEIGHTS = (".safetensors", *PICKLES, *CODE_PICKLES)
LORA = ("adapter_config.json", "adapter_model.safetensors", "pytorch_lora_weights.safetensors", "pytorch_lora_weights.bin")

# What the names of tensors, or of the entries around them, give away.
LAYOUTS = (
    ("lora", "LoRA weights, which are a change to a model and not one; merge them into their base model and save that pipeline"),
    ("control_model.", "a ControlNet, which steers another model"),
    ("double_blocks.", "a transformer of the FLUX family as a single file; save its pipeline with diffusers, as FluxPipeline.from_single_file reads it"),
    ("joint_blocks.", "a transformer of the Stable Diffusion 3 family as a single file; save its pipeline with diffusers, as StableDiffusion3Pipeline.from_single_file reads it"),
    ("model.diffusion_model.", "a single file in CompVis' layout; save its pipeline with diffusers, as StableDiffusionPipeline.from_single_file reads it"),
    ("pytorch-lightning_version", "a training checkpoint of Lightning; save its U-Net and schedule as a DDPMPipeline"),
)


def refuse(path: Path) -> None:
    """Raises for everything but a folder with a `model_index.json`."""
    if not path.exists():
        raise ExportError(f"{path} does not exist; pass a folder on this machine: the exporter downloads nothing")
    if not path.is_dir():
        raise ExportError(f"{path} is {file(path)}. A checkpoint is a folder: {SUPPORTED}")
    if not (path / INDEX).is_file():
        raise ExportError(f"{path} {folder(path)}; {SUPPORTED}")


def folder(path: Path) -> str:
    names = sorted(p.name for p in path.iterdir())
    if not names:
        return "is empty"
    if any(name in names for name in LORA):
        return "holds only LoRA or adapter weights; merge them into their base model and save that pipeline"
    if "modular_model_index.json" in names:
        return "is a modular pipeline, which is not supported"
    if "config.json" in names:
        return part(path)
    if "scheduler_config.json" in names and not (path / "unet").is_dir():
        return "holds only a scheduler; pass the folder above it, which has the U-Net, too"
    below = [child.name for child in sorted(path.iterdir()) if (child / INDEX).is_file()]
    if below:
        return f"has no {INDEX}, but {below[0]} in it has: pass that"
    weights = [name for name in names if Path(name).suffix in WEIGHTS]
    if weights:
        return f"has no {INDEX}; its {weights[0]} is {file(path / weights[0])}"
    return f"has no {INDEX}"


def part(path: Path) -> str:
    try:
        config = json.loads((path / "config.json").read_text())
        name = config.get("_class_name") or (config.get("architectures") or [config.get("model_type")])[0]
    except (OSError, ValueError, AttributeError, IndexError, TypeError):
        name = None
    if name and "ControlNet" in name:
        return f"holds a {name}, which steers another model and makes no images alone"
    if name and "Transformer" in name:
        return f"holds a {name} alone: pass the folder of its pipeline, which has the scheduler and the autoencoder, too"
    whole = path.resolve().parent
    if (whole / INDEX).is_file():
        return f"is a part of a pipeline ({name}): pass the folder above it, {whole}"
    return f"is a part of a pipeline ({name}) without its {INDEX} and scheduler: name one by --scheduler if it is a plain U-Net's, or put them together, as DDPMPipeline(unet, scheduler) does"


def file(path: Path) -> str:
    """What a file is, in words."""
    if path.suffix == ".safetensors":
        return layout(tensor_names(path)) or "a file of weights without its architecture"
    if path.suffix in CODE_PICKLES:
        return "a pickle of code and weights, as EDM and StyleGAN use it, which is not opened; its process is not supported"
    if path.suffix in PICKLES:
        return layout(pickled_names(path)) or "a file of weights without its architecture and schedule"
    return "a file"


def layout(names) -> str | None:
    if names is None:
        return "a file that cannot be read: is it whole?"
    return next((words for mark, words in LAYOUTS if any(mark in name for name in names)), None)


def tensor_names(path: Path):
    try:
        with safe_open(str(path), "pt") as tensors:
            return list(tensors.keys())
    except Exception:
        return None


def pickled_names(path: Path):
    """The keys of a pickle, read without running its code; none where it holds more than tensors."""
    try:
        state = torch.load(path, map_location="meta", weights_only=True)
    except Exception:
        return []
    names = []
    if isinstance(state, dict):
        names = [str(key) for key in state]
        names += [str(key) for inner in state.values() if isinstance(inner, dict) for key in inner]
    return names
