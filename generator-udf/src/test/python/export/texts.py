"""Tiny text encoders and tokenizers of the kinds that pipelines have, made without a network."""

import json
from pathlib import Path

import torch
import transformers
from tokenizers import Tokenizer, models, normalizers, pre_tokenizers, processors

import pipelines

WIDTH = pipelines.WIDTH
BEGIN, END = "<|startoftext|>", "<|endoftext|>"
POOLED = 12


def byte_letters() -> list:
    """The letters that stand for bytes in CLIP's vocabulary."""
    plain = [*range(33, 127), *range(161, 173), *range(174, 256)]
    others = [byte for byte in range(256) if byte not in plain]
    return [chr(byte) for byte in plain] + [chr(256 + i) for i in range(len(others))]


def clip_tokenizer(folder: Path, pad: str = END) -> transformers.CLIPTokenizer:
    """Bytes, the ends of words, two merges, and where a text begins and ends."""
    folder.mkdir(parents=True)
    letters = byte_letters()
    words = [*letters, *(f"{letter}</w>" for letter in letters), "do", "ca", BEGIN, END]
    (folder / "vocab.json").write_text(json.dumps({word: i for i, word in enumerate(words)}))
    (folder / "merges.txt").write_text("#version: 0.2\nd o\nc a\n")
    return transformers.CLIPTokenizer(str(folder / "vocab.json"), str(folder / "merges.txt"), pad_token=pad, model_max_length=77)


def clip(tokenizer, projected: bool = False, width: int = WIDTH):
    config = transformers.CLIPTextConfig(
        vocab_size=len(tokenizer), hidden_size=width, intermediate_size=32, num_hidden_layers=3, num_attention_heads=2, projection_dim=POOLED,
        max_position_embeddings=77, eos_token_id=tokenizer.eos_token_id, bos_token_id=tokenizer.bos_token_id,
    )  # fmt: skip
    kind = transformers.CLIPTextModelWithProjection if projected else transformers.CLIPTextModel
    return kind(config).eval()


def words_tokenizer(length: int = 512) -> transformers.PreTrainedTokenizerFast:
    letters = "▁ abcdefghijklmnopqrstuvwxyz.,&!0123456789éï;:'-\"()\n"
    pieces = [("<pad>", 0.0), ("</s>", 0.0), ("<unk>", -9.0)] + [(letter, -3.0) for letter in dict.fromkeys(letters)]
    made = Tokenizer(models.Unigram(pieces, unk_id=2))
    made.normalizer = normalizers.Lowercase()
    made.pre_tokenizer = pre_tokenizers.Metaspace()
    made.post_processor = processors.TemplateProcessing(single="$A </s>", special_tokens=[("</s>", 1)])
    return transformers.PreTrainedTokenizerFast(
        tokenizer_object=made, pad_token="<pad>", eos_token="</s>", unk_token="<unk>", bos_token="<unk>", model_max_length=length
    )


def t5(tokenizer):
    config = transformers.T5Config(vocab_size=len(tokenizer), d_model=WIDTH, d_kv=8, d_ff=32, num_layers=1, num_heads=2, feed_forward_proj="gated-gelu")
    return transformers.T5EncoderModel(config).eval()


def gemma(tokenizer):
    config = transformers.Gemma2Config(
        vocab_size=len(tokenizer), hidden_size=WIDTH, intermediate_size=32, num_hidden_layers=1, num_attention_heads=2, num_key_value_heads=2, head_dim=8,
        pad_token_id=0, eos_token_id=1, bos_token_id=2,
    )  # fmt: skip
    return transformers.Gemma2Model(config).eval()


def with_text(folder: Path, build, **parts):
    """The pipeline that `build` makes, saved with its text encoders."""
    made = build(folder)
    made.register_modules(**parts)
    made.save_pretrained(folder)
    return made


def stable_diffusion(folder: Path):
    torch.manual_seed(31)
    tokenizer = clip_tokenizer(folder.parent / "clip")
    return with_text(folder, pipelines.stable_diffusion, tokenizer=tokenizer, text_encoder=clip(tokenizer))


def stable_diffusion_xl(folder: Path, **options):
    torch.manual_seed(32)
    one, two = clip_tokenizer(folder.parent / "one"), clip_tokenizer(folder.parent / "two", "!")
    return with_text(
        folder, lambda f: pipelines.stable_diffusion_xl(f, cross_attention_dim=WIDTH + 8), tokenizer=one, tokenizer_2=two,
        text_encoder=clip(one), text_encoder_2=clip(two, True, 8),
    )  # fmt: skip


def stable_diffusion_3(folder: Path):
    torch.manual_seed(33)
    one, three = clip_tokenizer(folder.parent / "one"), words_tokenizer()
    parts = {"text_encoder": clip(one, True, 8), "text_encoder_2": clip(one, True, 8), "text_encoder_3": t5(three)}
    return with_text(folder, lambda f: pipelines.stable_diffusion_3(f, pooled=2 * POOLED), tokenizer=one, tokenizer_2=one, tokenizer_3=three, **parts)


def flux(folder: Path):
    torch.manual_seed(34)
    one, two = clip_tokenizer(folder.parent / "one"), words_tokenizer()
    return with_text(folder, pipelines.flux, tokenizer=one, tokenizer_2=two, text_encoder=clip(one, width=POOLED), text_encoder_2=t5(two))


def pixart(folder: Path):
    torch.manual_seed(35)
    tokenizer = words_tokenizer()
    return with_text(folder, pipelines.pixart, tokenizer=tokenizer, text_encoder=t5(tokenizer))


def sana(folder: Path):
    torch.manual_seed(36)
    tokenizer = words_tokenizer()
    return with_text(folder, pipelines.sana, tokenizer=tokenizer, text_encoder=gemma(tokenizer))
