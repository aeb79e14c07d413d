"""guided diffusion's files: ADM, P2 and their kin."""

from pathlib import Path

from errors import ExportError
from families import conditions
from families.family import Family
from networks import adm, of_betas
from networks.files import Found, options
from networks.keys import Options, Weights, require_channels, require_size

OPTIONS = {
    "image_size": None, "noise_schedule": None, "num_head_channels": -1, "num_heads": 4, "use_new_attention_order": False,
    "diffusion_steps": 1000, "rescale_timesteps": False, "predict_xstart": False, "clip_denoised": True,
    "num_channels": None, "num_res_blocks": None, "learn_sigma": None, "class_cond": None, "use_scale_shift_norm": None,
    "num_heads_upsample": None,
}  # fmt: skip
IGNORED = (
    "attention_resolutions", "channel_mult", "dropout", "resblock_updown", "use_checkpoint", "use_fp16", "use_kl",
    "rescale_learned_sigmas", "timestep_respacing", "sigma_small", "p2_gamma", "p2_k",
    "model_path", "data_dir", "sample_dir", "log_dir", "batch_size", "num_samples", "use_ddim", "lr",
)  # fmt: skip
REMEDY = (
    "as the training flag of that name; ADM and P2 at 256: --image_size 256 --noise_schedule linear --num_head_channels 64 "
    "(ADM at 64: --noise_schedule cosine --use_new_attention_order True; at 128: --num_heads 4)"
)


def read(found: Found, file: Path) -> Family:
    weights = found.weights
    given = Options(options(file), OPTIONS, str(file), IGNORED)
    if not weights.holds("output_blocks"):
        raise ExportError(f"{weights.where} has no output_blocks: a classifier of guided diffusion, which makes no images")
    size = given.whole("image_size", REMEDY)
    schedule = given.choice("noise_schedule", of_betas.SCHEDULES, REMEDY)
    network = weights.fill(adm.UNet(weights, heads_of(weights, given)))
    made, taken = network.out[2].out_channels, network.input_blocks[0][0].in_channels
    require_channels(weights, taken, made)
    classes = 0 if network.label_emb is None else network.label_emb.num_embeddings
    given.agree("learn_sigma", made == 2 * taken)
    given.agree("class_cond", classes > 0)
    given.agree("num_channels", network.width)
    given.agree("num_res_blocks", network.blocks)
    given.agree("use_scale_shift_norm", network.middle_block[0].scaled)
    require_size(weights, size, network.factor, "image_size")
    steps = given.whole("diffusion_steps")
    scale = 1000 / steps if given.choice("rescale_timesteps", (False, True)) else 1.0
    prediction = "sample" if given.choice("predict_xstart", (False, True)) else "epsilon"
    clips = given.choice("clip_denoised", (True, False))
    betas = of_betas.betas_of(schedule, steps)
    name = "U-Net of guided diffusion"
    result = of_betas.family(name, network, betas, prediction, (taken, size, size), clips, scale, {"spacing": "leading", "offset": 0})
    if classes:
        result.conditions = [conditions.classes(classes)]
    if made == 2 * taken:
        result.notes.append("the learned variance is left out: the job's samplers bring their own")
    result.notes += given.notes()
    return result


def heads_of(weights: Weights, given: Options) -> adm.Heads:
    if not any(name.endswith("qkv.weight") for name in weights.tensors):
        return adm.Heads(1)
    if given.given("num_heads_upsample"):
        given.choice("num_heads_upsample", (-1,))
    order = given.choice("use_new_attention_order", (False, True))
    if given.given("num_head_channels") and given.values["num_head_channels"] != -1:
        return adm.Heads(channels=given.whole("num_head_channels"), parts_first=order)
    if not given.given("num_heads"):
        raise ExportError(
            f"the weights do not say num_head_channels or num_heads: write one into {given.where}, {REMEDY}; "
            "guided diffusion's default is num_heads 4"
        )
    return adm.Heads(given.whole("num_heads"), parts_first=order)
