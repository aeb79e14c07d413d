"""FLUX.1: a transformer over latents that are packed two by two, with the guidance scale as an input (dev) or without (schnell)."""

import torch
from torch import nn

import modules
from errors import ExportError
from families import conditions, processes
from families.family import Family
from families.source import Source, decoding, factor, pipeline

KIND = "FluxTransformer2DModel"
SCALE, STEPS = 3.5, 28
TOKENS = 512
STEPS_OF_SCHNELL, TOKENS_OF_SCHNELL = 4, 256
TRAINED = 128  # height and width of latents of 1,024 pixels


class Packed(nn.Module):
    """Latents are packed and unpacked here; a token's place in the image is a constant, and prompts have none."""

    def __init__(self, transformer: nn.Module, size: tuple, tokens: int):
        super().__init__()
        self.transformer = transformer
        rows, columns = size[0] // 2, size[1] // 2
        places = torch.zeros(rows, columns, 3)
        places[..., 1] = torch.arange(rows)[:, None]
        places[..., 2] = torch.arange(columns)[None]
        self.rows, self.columns = rows, columns
        self.register_buffer("places", places.reshape(-1, 3))
        self.register_buffer("none", torch.zeros(tokens, 3))

    def forward(self, x, t, tokens, pooled, guidance=None):
        velocity = self.transformer(
            hidden_states=packed(x), timestep=t, guidance=guidance, pooled_projections=pooled, encoder_hidden_states=tokens,
            txt_ids=self.none, img_ids=self.places, return_dict=False,
        )[0]  # fmt: skip
        return unpacked(velocity, self.rows, self.columns)


def packed(x: torch.Tensor) -> torch.Tensor:
    batch, channels, height, width = x.shape
    cells = x.reshape(batch, channels, height // 2, 2, width // 2, 2).permute(0, 2, 4, 1, 3, 5)
    return cells.reshape(batch, (height // 2) * (width // 2), 4 * channels)


def unpacked(tokens: torch.Tensor, rows: int, columns: int) -> torch.Tensor:
    batch, _, wide = tokens.shape
    cells = tokens.reshape(batch, rows, columns, wide // 4, 2, 2).permute(0, 3, 1, 4, 2, 5)
    return cells.reshape(batch, wide // 4, 2 * rows, 2 * columns)


def length(config: dict) -> int:
    """Tokens of a prompt."""
    return TOKENS if config["guidance_embeds"] else TOKENS_OF_SCHNELL


def prompts(source: Source) -> list:
    """The conditions that come from a prompt."""
    config = source.config("transformer", KIND)
    tokens = conditions.prompt("tokens", length(config), config["joint_attention_dim"])
    return [tokens, conditions.prompt("pooled", config["pooled_projection_dim"])]


def read(source: Source) -> Family:
    source.require_parts("transformer", "vae", "scheduler")
    config = source.config("transformer", KIND)
    source.require(
        "transformer", config, patch_size=((1,), "latents are packed two by two before"),
        out_channels=((config["in_channels"], None), "it takes a further image, which is not supported"),
    )  # fmt: skip
    described = source.config("vae", "AutoencoderKL")
    if config["in_channels"] != 4 * described["latent_channels"]:
        raise ExportError(f"{source.where('transformer')}: in_channels must be four times the autoencoder's {described['latent_channels']} but is {config['in_channels']}")
    size = source.state_size(TRAINED, factor(described), 2, "transformer")
    process = source.scheduler(tokens=(size[0] // 2) * (size[1] // 2), ends="first")
    source.require_process(process, processes.Flow)
    distilled = not config["guidance_embeds"]
    transformer = source.network("transformer", KIND)
    vae, scaling = source.autoencoder("AutoencoderKL")
    # The network multiplies what it is told by 1,000 itself.
    denoiser = process.wrap(Packed(transformer, size, length(config)))
    denoiser.scale = 1.0
    given = prompts(source)
    return Family(
        pipeline=source.wrapper,
        scheduler=process.name,
        denoiser=denoiser.eval(),
        state=(described["latent_channels"], *size),
        diffusion=process.section,
        reference=reference(transformer, vae, process, factor(described)),
        visited=process.visited,
        conditions=given if distilled else [*given, conditions.guidance()],
        guidance=None if distilled else conditions.embedded(SCALE),
        sampler={"name": "ddim", "steps": STEPS_OF_SCHNELL if distilled else STEPS},
        autoencoder=modules.Autoencoder(vae, scaling),
        decode=decoding(vae, scaling),
        notes=source.notes,
    )


def reference(transformer, vae, process, smaller: int):
    """Calls the pipeline sample by sample: a call has one guidance scale."""

    def call(noise, given, null, scale, steps, seed):
        made = pipeline(
            "FluxPipeline", transformer=transformer, vae=vae, scheduler=process.scheduler(steps), text_encoder=None, text_encoder_2=None,
            tokenizer=None, tokenizer_2=None,
        )  # fmt: skip
        rows, columns = noise.shape[2] // 2, noise.shape[3] // 2
        tokens = [
            made(
                prompt_embeds=given[0][i : i + 1], pooled_prompt_embeds=given[1][i : i + 1], latents=packed(noise[i : i + 1]),
                num_inference_steps=steps, guidance_scale=float(given[2][i]) if len(given) > 2 else 0.0, output_type="latent",
                height=noise.shape[2] * smaller, width=noise.shape[3] * smaller,
            ).images
            for i in range(len(noise))
        ]  # fmt: skip
        return unpacked(torch.cat(tokens), rows, columns)

    return call
