"""Trains a small flow-matching transformer in `StableDiffusion3Pipeline` layout on the same latents and captions.

    python flow.py train --images build/biased --steps 20000
    python flow.py write --out build/words/flow

x_s = (1 - s) x0 + s noise; the transformer tells noise - x0 (Lipman et al. 2023; Esser et al. 2024). Two text encoders as
SD3 has them, the third (T5) is left out as diffusers allows: zeros stand in its place. The same command goes on from the
last checkpoint.
"""

import argparse
from pathlib import Path

import torch
from diffusers import FlowMatchEulerDiscreteScheduler, SD3Transformer2DModel, StableDiffusion3Pipeline
from torch import nn
from torch.nn import functional as F
from transformers import CLIPTextConfig, CLIPTextModelWithProjection, CLIPTokenizer

import tokens
from autoencoder import LATENT_CHANNELS, LATENT_SIZE, trained
from renderings import Renderings
from text_to_image import EMPTY_SHARE, encoded
from training import Rate, Trainer, averages, options

TEXT_WIDTH = 64
TEXT_ENCODERS = 2
JOINT = TEXT_ENCODERS * TEXT_WIDTH


def transformer() -> SD3Transformer2DModel:
    heads, width = 4, 32
    return SD3Transformer2DModel(
        sample_size=LATENT_SIZE,
        patch_size=1,
        in_channels=LATENT_CHANNELS,
        out_channels=LATENT_CHANNELS,
        num_layers=4,
        attention_head_dim=width,
        num_attention_heads=heads,
        joint_attention_dim=JOINT,
        caption_projection_dim=heads * width,
        pooled_projection_dim=JOINT,
        pos_embed_max_size=LATENT_SIZE,
    )


def text_encoder(tokenizer) -> CLIPTextModelWithProjection:
    config = CLIPTextConfig(
        vocab_size=len(tokenizer),
        hidden_size=TEXT_WIDTH,
        intermediate_size=4 * TEXT_WIDTH,
        projection_dim=TEXT_WIDTH,
        num_hidden_layers=3,  # SD3 takes the last layer but one
        num_attention_heads=4,
        max_position_embeddings=tokens.LENGTH,
        bos_token_id=tokenizer.bos_token_id,
        eos_token_id=tokenizer.eos_token_id,
        pad_token_id=tokenizer.pad_token_id,
    )
    return CLIPTextModelWithProjection(config)


def embedded(encoders, ids: torch.Tensor) -> tuple:
    """What `StableDiffusion3Pipeline.encode_prompt` gives without T5: states [B, 2 L, J] and pooled states [B, J]."""
    outputs = [encoder(ids, output_hidden_states=True) for encoder in encoders]
    states = torch.cat([output.hidden_states[-2] for output in outputs], dim=-1)
    pooled = torch.cat([output.text_embeds for output in outputs], dim=-1)
    return torch.cat([states, torch.zeros_like(states)], dim=1), pooled


class Loss:
    """Mean squared error of the velocity; s is logit-normal, one draw per stratum."""

    def __init__(self, model, encoders, latents, ids, empty, batch: int):
        self.model, self.encoders, self.latents = model, encoders, latents
        self.ids, self.empty, self.size = ids, empty, batch

    def __call__(self, random: torch.Generator) -> torch.Tensor:
        n = self.size
        rows = torch.randint(self.latents.shape[1], (n,), generator=random)
        clean = self.latents[torch.randint(2, (n,), generator=random), rows].float()
        noise = torch.randn(clean.shape, generator=random)
        uniform = (torch.arange(n) + torch.rand(n, generator=random)) / n
        s = torch.sigmoid(torch.special.ndtri(uniform.clamp(1e-4, 1 - 1e-4)))[:, None, None, None]
        ids = torch.where((torch.rand(n, generator=random) < EMPTY_SHARE)[:, None], self.empty, self.ids[rows])
        states, pooled = embedded(self.encoders, ids)
        velocity = self.model((1 - s) * clean + s * noise, states, pooled, 1000 * s.flatten()).sample
        return F.mse_loss(velocity, noise - clean)


def networks(tokenizer) -> dict:
    return {"transformer": transformer(), "text": text_encoder(tokenizer), "text_2": text_encoder(tokenizer)}


def train(args) -> None:
    data = Renderings(*args.images)
    tokenizer = tokens.write(data.captions, args.work / "tokenizer")
    latents = encoded(trained(args.work), data, args.work / "latents.pt")
    modules = networks(tokenizer)
    encoders = nn.ModuleList([modules["text"], modules["text_2"]])
    ids, empty = tokens.ids(tokenizer, data.captions), tokens.ids(tokenizer, [""])
    loss = Loss(modules["transformer"], encoders, latents, ids, empty, args.batch)
    Trainer(args.work / "flow.ckpt", modules, Rate(args.rate, args.steps, args.anneal), args.decay, args.seed).run(loss, "flow")


def pipeline(work: Path) -> StableDiffusion3Pipeline:
    """The moving averages of the last checkpoint, float32."""
    folder = work / "tokenizer"
    tokenizer = CLIPTokenizer(str(folder / "vocab.json"), str(folder / "merges.txt"), model_max_length=tokens.LENGTH)
    modules = networks(tokenizer)
    averages(work / "flow.ckpt", **modules)
    vae = trained(work)
    vae.register_to_config(shift_factor=0.0)  # SD3's pipeline wants one
    return StableDiffusion3Pipeline(
        transformer=modules["transformer"],
        scheduler=FlowMatchEulerDiscreteScheduler(shift=1.0),
        vae=vae,
        text_encoder=modules["text"],
        tokenizer=tokenizer,
        text_encoder_2=modules["text_2"],
        tokenizer_2=tokenizer,
        text_encoder_3=None,
        tokenizer_3=None,
    )


def write(args) -> None:
    pipeline(args.work).to(torch.float16).save_pretrained(args.out)
    # Refuses a folder that is not whole; diffusers wants to be told that T5 is left out.
    StableDiffusion3Pipeline.from_pretrained(args.out, text_encoder_3=None, tokenizer_3=None)
    weights = sum(file.stat().st_size for file in args.out.rglob("*.safetensors"))
    print(f"{args.out}: weights {weights / 1e6:.2f} MB")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("what", choices=["train", "write"])
    parser.add_argument("--work", type=Path, default=Path("build/words"), help="checkpoints go here")
    parser.add_argument("--images", type=Path, nargs="+", default=[Path("build/biased")])
    parser.add_argument("--out", type=Path, default=Path("build/words/flow"))
    args = options(parser)
    {"train": train, "write": write}[args.what](args)


if __name__ == "__main__":
    main()
