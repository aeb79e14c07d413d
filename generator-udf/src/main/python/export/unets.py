"""Which U-Nets a bundle can hold: their configuration says what they take beside a state and a step."""

import inspect

import torch
from diffusers import UNet2DConditionModel, UNet2DModel

from errors import ExportError, shown

UNETS = {"UNet2DModel": UNet2DModel, "UNet2DConditionModel": UNet2DConditionModel}

CLASSES = "it is class-conditional, and classes are not supported; export a U-Net trained without them"
TEXT = "it takes text or images beside the state, which is not supported"
# Options that say what a network takes; anything but these values is refused, and why.
REQUIRED = {
    "time_embedding_type": (("positional",), "the network must be told a step's number as sinusoids; export one that is"),
    "num_class_embeds": ((None,), CLASSES),
    "class_embed_type": ((None, "identity"), CLASSES),
    "class_embeddings_concat": ((False, None), CLASSES),
    "addition_embed_type": ((None,), TEXT),
    "encoder_hid_dim_type": ((None,), TEXT),
    "encoder_hid_dim": ((None,), TEXT),
    "time_cond_proj_dim": ((None,), "it takes a guidance scale, as distilled consistency models do, which is not supported"),
    "attention_type": (("default", None), TEXT),
    "dual_cross_attention": ((False, None), TEXT),
}


def checked(config: dict, where: str, kind: str, learned: bool, free: tuple = ()) -> dict:
    """A U-Net's configuration with the defaults of its class, if a bundle can hold it.

    learned: whether its scheduler says that it returns a variance, too; free: options that may have any value.
    """
    values = with_defaults(config, where, UNETS[kind])
    for key, (allowed, reason) in REQUIRED.items():
        if key in free:
            continue
        if values.get(key) not in allowed and key in values:
            raise ExportError(f"{where}: {key} must be {' or '.join(shown(a) for a in allowed)} but is {shown(values[key])}: {reason}")
    if kind == "UNet2DConditionModel":
        if values["class_embed_type"] is not None:
            raise ExportError(f"{where}: class_embed_type must be null but is {values['class_embed_type']}: {CLASSES}")
        if not positive(values["cross_attention_dim"]):
            raise ExportError(
                f"{where}: cross_attention_dim must be the width of the only token, the code, but is {values['cross_attention_dim']}"
            )
    require_channels(values, where, learned)
    sample_size(values, where)
    return values


def with_defaults(config: dict, where: str, kind) -> dict:
    """Refuses options that this diffusers does not know: it would leave them out without a word."""
    parameters = {key: p.default for key, p in inspect.signature(kind.__init__).parameters.items() if key != "self"}
    for key, value in config.items():
        if key not in parameters and not key.startswith("_") and value not in (None, False):
            raise ExportError(f"{where}: {key} = {shown(value)} is not an option of {kind.__name__} in this diffusers, which would ignore it")
    return parameters | {key: value for key, value in config.items() if key in parameters}


def require_channels(values: dict, where: str, learned: bool) -> None:
    taken, returned = values["in_channels"], values["out_channels"]
    if not positive(taken) or not positive(returned):
        raise ExportError(f"{where}: in_channels and out_channels must be positive integers but are {taken} and {returned}")
    if learned and returned != 2 * taken:
        raise ExportError(f"{where}: out_channels must be {2 * taken}, as the scheduler's variance_type is learned, but is {returned}")
    if learned:
        return
    if returned == 2 * taken:
        raise ExportError(
            f'the U-Net must return {taken} channels but returns {returned}; if the rest is a learned variance, write "variance_type": "learned_range" into scheduler_config.json'
        )
    if taken == 9 and returned == 4:
        raise ExportError(f"{where}: in_channels is 9: the U-Net of an inpainting model takes a mask and an image, which is not supported")
    if taken > returned:
        raise ExportError(
            f"{where}: in_channels is {taken} and out_channels {returned}: the U-Net takes a further image, which is not supported"
        )
    if returned != taken:
        raise ExportError(f"the U-Net must return {taken} channels but returns {returned}: a learned variance?")


def sample_size(values: dict, where: str) -> tuple:
    """Height and width of a state."""
    size = values["sample_size"]
    pair = [size, size] if isinstance(size, int) else size
    if not isinstance(pair, (list, tuple)) or len(pair) != 2 or not all(positive(each) for each in pair):
        raise ExportError(f"{where}: sample_size must be a positive integer, or a list of height and width, but is {shown(size)}; write that of the U-Net's states")
    return tuple(pair)


def positive(value) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and value > 0


@torch.no_grad()
def without_variance(unet, channels: int):
    """Drops the filters of the last convolution that make the variance: samplers of the job bring their own."""
    last = unet.conv_out
    kept = torch.nn.Conv2d(last.in_channels, channels, last.kernel_size, padding=last.padding)
    kept.weight.copy_(last.weight[:channels])
    kept.bias.copy_(last.bias[:channels])
    features = torch.randn(2, last.in_channels, 5, 7)
    if not torch.allclose(kept(features), last(features)[:, :channels], atol=1e-5):
        raise ExportError("the U-Net's mean changes when its learned variance is left out; please report this checkpoint")
    unet.conv_out = kept
    unet.register_to_config(out_channels=channels)
    return unet
