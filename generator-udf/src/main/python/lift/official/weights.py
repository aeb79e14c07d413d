"""Reads the official files into the model, or makes random ones of the same layout; every complaint is one line."""

import math
import re

import torch

import layout
from widths import Widths

FROZEN = "pointcloud_generator.image_tokenizer.model."
# In the files but without use at inference, or a second name for what is loaded already.
UNUSED = re.compile(r".*embeddings\.mask_token|.*norm[12]_modulation\.linear2\.(weight|bias)")


def read(path):
    """The tensors of a file by name: PyTorch's own format, nothing in it executed, or safetensors."""
    try:
        if str(path).endswith(".safetensors"):
            from safetensors.torch import load_file

            return load_file(str(path))
        found = torch.load(path, map_location="cpu", weights_only=True)
    except ImportError:
        raise SystemExit(f"{path}: reading safetensors needs the package safetensors")
    except Exception as error:
        raise SystemExit(f"{path} cannot be read: {str(error).splitlines()[0]}")
    return found.get("state_dict", found) if isinstance(found, dict) else {}


def together(checkpoint: dict, dinov2: dict) -> dict:
    """One dictionary for the whole model."""
    tensors = {name: value for name, value in checkpoint.items() if not UNUSED.fullmatch(name)}
    for name, value in dinov2.items():
        plain = name.removeprefix("dinov2.")
        if not UNUSED.fullmatch(plain) and not plain.startswith("classifier."):
            tensors[FROZEN + plain] = value
    return tensors


def load(model, tensors: dict) -> None:
    """Loads all parameters; none may be missing, left over or of another shape."""
    wanted = model.state_dict()
    missing = sorted(wanted.keys() - tensors.keys())
    if missing:
        hint = "; give --dinov2" if missing[0].startswith(FROZEN) else ""
        raise SystemExit(f"the checkpoint lacks {missing[0]} and {len(missing) - 1} others{hint}")
    strange = sorted(tensors.keys() - wanted.keys())
    if strange:
        raise SystemExit(f"the checkpoint has {strange[0]} and {len(strange) - 1} others that the model does not know")
    for name, value in tensors.items():
        if value.shape != wanted[name].shape:
            raise SystemExit(f"{name} must have the shape {tuple(wanted[name].shape)} but has {tuple(value.shape)}")
    model.load_state_dict(tensors)


def value(name: str, shape: tuple, random: torch.Generator) -> torch.Tensor:
    if name.endswith("num_batches_tracked"):
        return torch.tensor(1)
    numbers = torch.randn(shape, generator=random)
    if name.endswith(("running_var", "lambda1")) or (len(shape) == 1 and name.endswith("weight")):
        return 1 + 0.1 * numbers.tanh()
    if name.endswith("out_layers.1.bias"):
        return numbers * 0.3 - 5  # small Gaussians, as the original begins with
    fan = math.prod(shape[1:]) if len(shape) > 1 else 100
    # So that most points stay in sight of the camera.
    small = 0.05 if "point_layer" in name or "mlp_delta.mlp.2" in name else 1.0
    return small * numbers / math.sqrt(max(1, fan))


def random_files(w: Widths, seed: int):
    """A checkpoint and a DINOv2 with the names and shapes of the real ones."""
    random = torch.Generator().manual_seed(seed)
    return tuple(
        {name: value(name, shape, random) for name, shape in shapes.items()}
        for shapes in (layout.checkpoint(w), layout.dino("", w))
    )
