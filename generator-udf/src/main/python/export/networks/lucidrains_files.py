"""Files of denoising-diffusion-pytorch: of its Trainer, or a GaussianDiffusion's state."""

from pathlib import Path

import numpy as np

from errors import ExportError, shown
from families.family import Family
from networks import lucidrains, of_betas
from networks.edm import positive
from networks.files import Found, options
from networks.keys import Options, Weights, require_channels, require_size

OPTIONS = {"image_size": None, "objective": None, "auto_normalize": True, "sinusoidal_pos_emb_theta": 10000}
IGNORED = (
    "timesteps", "sampling_timesteps", "beta_schedule", "schedule_fn_kwargs", "ddim_sampling_eta", "offset_noise_strength",
    "min_snr_loss_weight", "min_snr_gamma", "immiscible", "dim", "init_dim", "dim_mults", "channels", "dropout", "attn_dim_head",
    "attn_heads", "full_attn", "flash_attn", "learned_variance", "learned_sinusoidal_cond", "random_fourier_features",
    "learned_sinusoidal_dim", "self_condition", "out_dim",
)  # fmt: skip
OBJECTIVES = {"pred_noise": "epsilon", "pred_x0": "sample", "pred_v": "v_prediction"}


def read(found: Found, file: Path) -> Family:
    weights = found.weights
    given = Options(options(file), OPTIONS, str(file), IGNORED)
    process = process_of(found)
    size = given.require("image_size", "as its GaussianDiffusion had it: a number, or a list of height and width")
    pair = size if isinstance(size, list) else [size, size]
    if len(pair) != 2 or not all(positive(each) for each in pair):
        raise ExportError(f"{file}: image_size must be a positive whole number, or a list of two, but is {shown(size)}")
    given.choice("auto_normalize", (True,))
    taken, made = weights.shape("init_conv.weight")[1], weights.shape("final_conv.weight")[0]
    if taken == 2 * made:
        raise ExportError(f"{weights.where}: the network takes {taken} channels and returns {made}: it was trained with self_condition, which is not supported")
    require_channels(weights, taken, made)
    network = weights.fill(lucidrains.UNet(weights, float(given.whole("sinusoidal_pos_emb_theta"))))
    for each in pair:
        require_size(weights, each, network.factor, "image_size")
    betas = process["betas"].double().numpy()
    objective = objective_of(process, betas, given, weights)
    name = "network of denoising-diffusion-pytorch"
    result = of_betas.family(name, network, betas, OBJECTIVES[objective], (taken, *pair), True, 1.0, {"spacing": "trailing"})
    if made == 2 * taken:
        result.notes.append("the learned variance is left out: the job's samplers bring their own")
    result.notes += given.notes()
    return result


def process_of(found: Found) -> dict:
    """The tensors of the GaussianDiffusion around a network."""
    outer = found.weights.prefix.removesuffix("model.")
    process = {name[len(outer) :]: each for name, each in found.beside.items() if name.startswith(outer)}
    if "betas" not in process:
        raise ExportError(
            f"{found.weights.where} has no betas beside the network; save the state_dict of its GaussianDiffusion, or the file of its "
            "Trainer (processes in continuous time have none: export those with --contract)"
        )
    return process


def objective_of(process: dict, betas: np.ndarray, given: Options, weights: Weights) -> str:
    """What the network predicts, from the weights of its loss, which differ by objective."""
    fitting = objectives(process["loss_weight"].double().numpy(), betas) if "loss_weight" in process else list(OBJECTIVES)
    if len(fitting) == 1:
        given.agree("objective", fitting[0])
        return fitting[0]
    return given.choice("objective", tuple(OBJECTIVES), "pred_noise, pred_x0 or pred_v, as its GaussianDiffusion had it")


def objectives(loss: np.ndarray, betas: np.ndarray) -> list:
    """Objectives that weigh their loss so: by the signal-to-noise ratio, perhaps cut at some value, in their own units."""
    share = np.cumprod(1 - betas)
    ratio = share / (1 - share)
    cut = {"pred_noise": loss * ratio, "pred_x0": loss, "pred_v": loss * (ratio + 1)}
    return [name for name, found in cut.items() if np.allclose(found, np.minimum(ratio, found.max()), rtol=1e-2, atol=1e-12)]
