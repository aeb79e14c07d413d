"""Tiny pipelines of every family with random weights, saved by diffusers; their text encoders are as small."""

import json
from pathlib import Path

import diffusers
import torch

WIDTH = 16


class Bright(torch.nn.Module):
    """Logits of how bright the halves of an image are, of any size and channels."""

    def forward(self, image):
        half = image.shape[3] // 2
        left, right = image[..., :half].mean((1, 2, 3)), image[..., half:].mean((1, 2, 3))
        return torch.stack([-left, left, -right, right], 1)


def labeler(folder: Path, image: tuple) -> Path:
    """TorchScript for images of a shape."""
    folder.mkdir(exist_ok=True)
    torch.jit.save(torch.jit.trace(Bright(), torch.rand(3, *image)), str(folder / "labeler.pt"))
    (folder / "labeler.json").write_text(json.dumps({"attributes": {"left": ["dark", "light"], "right": ["dark", "light"]}}))
    return folder / "labeler.pt"


def autoencoder(channels: int = 4, **options) -> diffusers.AutoencoderKL:
    return diffusers.AutoencoderKL(
        down_block_types=("DownEncoderBlock2D",) * 2, up_block_types=("UpDecoderBlock2D",) * 2, block_out_channels=(8, 16), layers_per_block=1,
        latent_channels=channels, norm_num_groups=4, sample_size=16, **options,
    )  # fmt: skip


def unet(**options) -> diffusers.UNet2DConditionModel:
    defaults = dict(
        sample_size=8, in_channels=4, out_channels=4, layers_per_block=1, block_out_channels=(8, 16),
        down_block_types=("DownBlock2D", "CrossAttnDownBlock2D"), up_block_types=("CrossAttnUpBlock2D", "UpBlock2D"),
        cross_attention_dim=WIDTH, attention_head_dim=8, norm_num_groups=4,
    )  # fmt: skip
    return diffusers.UNet2DConditionModel(**(defaults | options))


def saved(folder: Path, pipeline):
    for part in pipeline.components.values():
        if isinstance(part, torch.nn.Module):
            part.eval()
    pipeline.save_pretrained(folder)
    pipeline.set_progress_bar_config(disable=True)
    return pipeline


SD_BETAS = dict(beta_schedule="scaled_linear", beta_start=0.00085, beta_end=0.012)
NO_TEXT = dict(text_encoder=None, tokenizer=None)
UNSAFE = dict(safety_checker=None, feature_extractor=None, requires_safety_checker=False)


def stable_diffusion(folder: Path, scheduler=None, **options):
    torch.manual_seed(21)
    scheduler = scheduler or diffusers.PNDMScheduler(**SD_BETAS, skip_prk_steps=True, steps_offset=1)
    made = diffusers.StableDiffusionPipeline(unet=unet(**options), vae=autoencoder(), scheduler=scheduler, **NO_TEXT, **UNSAFE)
    return saved(folder, made)


def latent_consistency(folder: Path):
    torch.manual_seed(22)
    made = diffusers.LatentConsistencyModelPipeline(
        unet=unet(time_cond_proj_dim=10), vae=autoencoder(), scheduler=diffusers.LCMScheduler(), **NO_TEXT, **UNSAFE
    )
    return saved(folder, made)


def stable_diffusion_xl(folder: Path, scheduler=None, **options):
    torch.manual_seed(23)
    sized = dict(addition_embed_type="text_time", addition_time_embed_dim=4, projection_class_embeddings_input_dim=24 + 12)
    made = diffusers.StableDiffusionXLPipeline(
        unet=unet(**(sized | options)), vae=autoencoder(), scheduler=scheduler or diffusers.EulerDiscreteScheduler(**SD_BETAS, steps_offset=1),
        **NO_TEXT, text_encoder_2=None, tokenizer_2=None, add_watermarker=False,
    )  # fmt: skip
    return saved(folder, made)


def stable_diffusion_3(folder: Path, scheduler=None, pooled: int = 12):
    torch.manual_seed(24)
    network = diffusers.SD3Transformer2DModel(
        sample_size=8, patch_size=2, in_channels=16, out_channels=16, num_layers=2, attention_head_dim=8, num_attention_heads=2,
        joint_attention_dim=WIDTH, caption_projection_dim=16, pooled_projection_dim=pooled, pos_embed_max_size=12, qk_norm="rms_norm",
        dual_attention_layers=(0,),
    )  # fmt: skip
    vae = autoencoder(16, scaling_factor=1.5305, shift_factor=0.0609)
    scheduler = scheduler or diffusers.FlowMatchEulerDiscreteScheduler(shift=3.0)
    text = {f"{part}{number}": None for part in ("text_encoder", "tokenizer") for number in ("", "_2", "_3")}
    return saved(folder, diffusers.StableDiffusion3Pipeline(transformer=network, vae=vae, scheduler=scheduler, **text))


def flux(folder: Path, distilled: bool = False):
    torch.manual_seed(25)
    network = diffusers.FluxTransformer2DModel(
        in_channels=16, num_layers=1, num_single_layers=1, attention_head_dim=8, num_attention_heads=2, joint_attention_dim=WIDTH,
        pooled_projection_dim=12, guidance_embeds=not distilled, axes_dims_rope=(2, 2, 4),
    )  # fmt: skip
    shift = dict(shift=1.0, use_dynamic_shifting=False) if distilled else dict(shift=3.0, use_dynamic_shifting=True)
    made = diffusers.FluxPipeline(
        transformer=network, vae=autoencoder(4, scaling_factor=0.36, shift_factor=0.11), scheduler=diffusers.FlowMatchEulerDiscreteScheduler(**shift),
        **NO_TEXT, text_encoder_2=None, tokenizer_2=None,
    )  # fmt: skip
    return saved(folder, made)


def pixart(folder: Path, **options):
    torch.manual_seed(26)
    defaults = dict(
        num_attention_heads=2, attention_head_dim=8, in_channels=4, out_channels=8, num_layers=1, norm_num_groups=4, cross_attention_dim=16,
        sample_size=8, patch_size=2, caption_channels=WIDTH, use_additional_conditions=False,
    )  # fmt: skip
    network = diffusers.PixArtTransformer2DModel(**(defaults | options))
    scheduler = diffusers.DPMSolverMultistepScheduler(beta_schedule="linear", beta_start=0.0001, beta_end=0.02, variance_type="learned_range")
    return saved(folder, diffusers.PixArtSigmaPipeline(transformer=network, vae=autoencoder(), scheduler=scheduler, **NO_TEXT))


def sana(folder: Path):
    torch.manual_seed(27)
    network = diffusers.SanaTransformer2DModel(
        in_channels=4, out_channels=4, num_attention_heads=2, attention_head_dim=8, num_layers=1, num_cross_attention_heads=2,
        cross_attention_head_dim=8, cross_attention_dim=16, caption_channels=WIDTH, sample_size=16,
    )  # fmt: skip
    vae = diffusers.AutoencoderDC(
        in_channels=3, latent_channels=4, attention_head_dim=2, encoder_block_types=("ResBlock", "EfficientViTBlock"),
        decoder_block_types=("ResBlock", "EfficientViTBlock"), encoder_block_out_channels=(8, 8), decoder_block_out_channels=(8, 8),
        encoder_qkv_multiscales=((), (5,)), decoder_qkv_multiscales=((), (5,)), encoder_layers_per_block=(1, 1), decoder_layers_per_block=(1, 1),
        downsample_block_type="conv", upsample_block_type="interpolate", decoder_norm_types="rms_norm", decoder_act_fns="silu",
        scaling_factor=0.41407,
    )  # fmt: skip
    scheduler = diffusers.DPMSolverMultistepScheduler(prediction_type="flow_prediction", use_flow_sigmas=True, flow_shift=3.0)
    return saved(folder, diffusers.SanaPipeline(transformer=network, vae=vae, scheduler=scheduler, **NO_TEXT))


def dit(folder: Path, **options):
    torch.manual_seed(28)
    network = diffusers.DiTTransformer2DModel(
        num_attention_heads=2, attention_head_dim=8, in_channels=4, out_channels=8, num_layers=1, sample_size=8, norm_num_groups=4, **options
    )
    return saved(folder, diffusers.DiTPipeline(network, autoencoder(), diffusers.DDIMScheduler()))
