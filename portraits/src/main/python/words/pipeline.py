"""Writes the last checkpoint as a `StableDiffusionPipeline` folder, weights in half precision.

    python pipeline.py --out build/words/pipeline
"""

import argparse
from pathlib import Path

import torch
from diffusers import StableDiffusionPipeline
from transformers import CLIPTokenizer

import autoencoder
import text_to_image
import tokens
from training import averages


def pipeline(work: Path) -> StableDiffusionPipeline:
    """The moving averages of the last checkpoint, float32."""
    folder = work / "tokenizer"
    tokenizer = CLIPTokenizer(str(folder / "vocab.json"), str(folder / "merges.txt"), model_max_length=tokens.LENGTH)
    unet, text = text_to_image.unet(), text_to_image.text_encoder(tokenizer)
    averages(work / "text-to-image.ckpt", unet=unet, text=text)
    return StableDiffusionPipeline(
        vae=autoencoder.trained(work),
        text_encoder=text,
        tokenizer=tokenizer,
        unet=unet,
        scheduler=text_to_image.scheduler(),
        safety_checker=None,
        feature_extractor=None,
        requires_safety_checker=False,
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--work", type=Path, default=Path("build/words"))
    parser.add_argument("--out", type=Path, default=Path("build/words/pipeline"))
    args = parser.parse_args()
    torch.set_num_threads(1)
    pipeline(args.work).to(torch.float16).save_pretrained(args.out)
    StableDiffusionPipeline.from_pretrained(args.out)  # refuses a folder that is not whole
    files = [file for file in args.out.rglob("*") if file.is_file()]
    weights = sum(file.stat().st_size for file in files if file.suffix == ".safetensors")
    print(f"{args.out}: {sum(file.stat().st_size for file in files) / 1e6:.2f} MB, weights {weights / 1e6:.2f} MB")


if __name__ == "__main__":
    main()
