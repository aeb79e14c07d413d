"""What a denoiser takes beside a state and a level, as `bundle.json` declares it, and examples to trace and compare with."""

import torch

EXAMPLE = 13


def prompt(name: str, *shape: int) -> dict:
    return {"name": name, "source": "prompt", "shape": list(shape)}


def classes(known, null: int | None = None) -> dict:
    """known: how many there are, or their names."""
    found = {"name": "label", "source": "class", "shape": [], "type": "int64", "classes": known}
    return found if null is None else found | {"null": null}


def guidance() -> dict:
    return {"name": "guidance", "source": "guidance", "shape": []}


def free(scale: float) -> dict:
    return {"kind": "classifier-free", "scale": scale, "rescale": 0}


def embedded(scale: float) -> dict:
    return {"kind": "embedded", "scale": scale, "rescale": 0}


def example(condition: dict, count: int, scale: float = 1.0, seed: int = EXAMPLE) -> torch.Tensor:
    """Values of a condition for some samples."""
    draw = torch.Generator().manual_seed(seed)
    shape = (count, *condition["shape"])
    source = condition["source"]
    if source == "class":
        known = condition["classes"]
        return torch.randint(0, known if isinstance(known, int) else len(known), shape, generator=draw)
    if source == "guidance":
        return torch.full(shape, scale) * (1 + 0.1 * torch.arange(count))
    if source == "number":
        least, most = condition["range"]
        return least + (most - least) * torch.rand(shape, generator=draw)
    if source == "constant":
        return torch.tensor(condition["values"]).reshape(condition["shape"]).expand(shape).clone()
    if is_mask(condition):
        length = condition["shape"][-1]
        kept = torch.randint(1, length + 1, (count, 1), generator=draw)
        return (torch.arange(length)[None] < kept).float()
    return torch.randn(shape, generator=draw)


def is_mask(condition: dict) -> bool:
    return condition["name"].endswith("mask")


def nothing(condition: dict, count: int) -> torch.Tensor:
    """What stands for no condition: the null class, the numbers of another prompt."""
    if condition["source"] == "class" and "null" in condition:
        return torch.full((count,), condition["null"])
    return example(condition, count, seed=EXAMPLE + 1)
