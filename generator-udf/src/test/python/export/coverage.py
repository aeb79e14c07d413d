"""What the exporter makes of each kind of checkpoint: the table of `docs/bring-your-own-model.md`, and the test of it.

    python coverage.py --write      # after a message has changed on purpose

Checkpoints are tiny, have random weights, and are saved by diffusers itself where it can without packages that the exporter does
not need. Only the index of pipelines with text encoders is written by hand.
"""

import argparse
import contextlib
import io
import json
import re
import shutil
import struct
import sys
import tempfile
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parents[2] / "main" / "python" / "export"))

import diffusers
import torch
from safetensors.torch import load_file, save_file

import bare_checkpoints
import checkpoints
import export_bundle
import pipelines

TINY = HERE.parents[1] / "resources" / "bundles" / "tiny"
DOCUMENT = HERE.parents[4] / "docs" / "bring-your-own-model.md"
BEGIN, END = "<!-- coverage: made by generator-udf/src/test/python/export/coverage.py -->\n", "<!-- end of coverage -->"
IMAGE = checkpoints.IMAGE


def without_tensor(file: Path, name: str) -> Path:
    state = torch.load(file)
    del state[name]
    torch.save(state, file)
    return file


def without_options(file: Path) -> Path:
    file.with_suffix(".json").unlink()
    return file


def index(folder: Path, name, **parts) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "model_index.json").write_text(json.dumps({"_class_name": name, "_diffusers_version": "0.35.1"} | parts))
    return folder


def edit(path: Path, **changes) -> None:
    """Changes a JSON file; None removes a key."""
    document = json.loads(path.read_text()) | changes
    path.write_text(json.dumps({key: value for key, value in document.items() if value is not None}))


def ddpm(folder: Path, **options) -> Path:
    """A stock pipeline whose U-Net has these options."""
    size, channels = options.pop("sample_size", IMAGE), options.pop("in_channels", 3)
    unet = checkpoints.unet(IMAGE, channels)
    config = {key: value for key, value in unet.config.items() if not key.startswith("_")} | {"sample_size": size} | options
    pipeline = diffusers.DDPMPipeline(diffusers.UNet2DModel(**config), diffusers.DDPMScheduler())
    pipeline.save_pretrained(folder)
    return folder


def learned_variance(folder: Path) -> Path:
    ddpm(folder, out_channels=6)
    edit(folder / "scheduler" / "scheduler_config.json", variance_type="learned_range")
    return folder


def scheduled(folder: Path, scheduler) -> Path:
    """The same with another scheduler, as `DDPMPipeline(unet, scheduler)` writes it."""
    ddpm(folder)
    scheduler.save_pretrained(folder / "scheduler")
    return index(folder, "DDPMPipeline", unet=["diffusers", "UNet2DModel"], scheduler=["diffusers", type(scheduler).__name__])


def option(**changes):
    def build(folder: Path) -> Path:
        ddpm(folder)
        edit(folder / "scheduler" / "scheduler_config.json", **changes)
        return folder

    return build


def latent(kind: str = "VQModel", **changes):
    def build(folder: Path) -> Path:
        checkpoints.ldm(folder, kind)
        edit(folder / "vqvae" / "config.json", **changes)
        return folder

    return build


def conditional(folder: Path, **options) -> diffusers.UNet2DConditionModel:
    """A U-Net as text-to-image models have it, in its folder."""
    unet = diffusers.UNet2DConditionModel(
        sample_size=8, in_channels=options.pop("in_channels", 4), out_channels=4, layers_per_block=1, block_out_channels=(8, 16),
        down_block_types=("DownBlock2D", "CrossAttnDownBlock2D"), up_block_types=("CrossAttnUpBlock2D", "UpBlock2D"),
        cross_attention_dim=16, attention_head_dim=8, norm_num_groups=4, **options,
    )  # fmt: skip
    unet.save_pretrained(folder / "unet")
    diffusers.PNDMScheduler(skip_prk_steps=True).save_pretrained(folder / "scheduler")
    return unet


def of_prompts(folder: Path, name: str, **parts) -> Path:
    """The index of a pipeline with a text encoder, and its U-Net."""
    conditional(folder)
    text = {"text_encoder": ["transformers", "CLIPTextModel"], "tokenizer": ["transformers", "CLIPTokenizer"]}
    common = {"unet": ["diffusers", "UNet2DConditionModel"], "scheduler": ["diffusers", "PNDMScheduler"], "vae": ["diffusers", "AutoencoderKL"]}
    return index(folder, name, **common, **text, **parts)


def stable_diffusion(folder: Path, scheduler) -> Path:
    pipelines.stable_diffusion(folder, scheduler)
    return folder


def flow_in_stable_diffusion(folder: Path) -> Path:
    pipelines.stable_diffusion(folder)
    diffusers.FlowMatchEulerDiscreteScheduler().save_pretrained(folder / "scheduler")
    edit(folder / "model_index.json", scheduler=["diffusers", "FlowMatchEulerDiscreteScheduler"])
    return folder


def with_image_encoder(folder: Path) -> Path:
    pipelines.stable_diffusion(folder)
    edit(folder / "model_index.json", image_encoder=["transformers", "CLIPVisionModelWithProjection"])
    return folder


def inpainting(folder: Path) -> Path:
    pipelines.stable_diffusion(folder, in_channels=9)
    return folder


def own_condition(folder: Path, in_channels: int = 3, **options) -> Path:
    """A U-Net of the conditional class that an index calls a diffusion autoencoder."""
    conditional(folder, in_channels=in_channels, **options)
    return index(folder, "DiffusionAutoencoder", unet=["diffusers", "UNet2DConditionModel"], scheduler=["diffusers", "PNDMScheduler"])


def saved(wrapper: str, scheduler, **options):
    """A pipeline of diffusers over an unconditional U-Net, saved by itself."""

    def build(folder: Path) -> Path:
        unet = ddpm_unet(**options)
        getattr(diffusers, wrapper)(unet=unet, scheduler=scheduler).save_pretrained(folder)
        return folder

    return build


def ddpm_unet(**options):
    config = {key: value for key, value in checkpoints.unet(IMAGE, 3).config.items() if not key.startswith("_")}
    return diffusers.UNet2DModel(**(config | options))


def weights_of(folder: Path) -> Path:
    return folder / "unet" / "diffusion_pytorch_model.safetensors"


def with_weights(change, **options):
    """A stock pipeline whose file of weights `change(path)` has been to."""

    def build(folder: Path) -> Path:
        ddpm(folder, **options)
        change(weights_of(folder))
        return folder

    return build


def truncated(path: Path) -> None:
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])


def lacking(path: Path) -> None:
    tensors = load_file(str(path))
    del tensors["conv_in.weight"]
    save_file(tensors, str(path), {"format": "pt"})


def with_more(path: Path) -> None:
    save_file(load_file(str(path)) | {"lora_A.weight": torch.zeros(2, 2)}, str(path), {"format": "pt"})


def damaged(path: Path) -> None:
    tensors = load_file(str(path))
    tensors["conv_in.weight"][0, 0] = float("nan")
    save_file(tensors, str(path), {"format": "pt"})


def flax_only(path: Path) -> None:
    path.rename(path.with_name("diffusion_flax_model.msgpack"))


def half_variant(path: Path) -> None:
    tensors = {name: tensor.half() for name, tensor in load_file(str(path)).items()}
    save_file(tensors, str(path.with_name("diffusion_pytorch_model.fp16.safetensors")), {"format": "pt"})
    path.unlink()


def two_variants(path: Path) -> None:
    half_variant(path)
    half = path.with_name("diffusion_pytorch_model.fp16.safetensors")
    shutil.copy(half, path.with_name("diffusion_pytorch_model.non_ema.safetensors"))


def old_names(path: Path) -> None:
    """The names that attention had in google/ddpm-celebahq-256."""
    names = {"to_q": "query", "to_k": "key", "to_v": "value", "to_out.0": "proj_attn"}
    tensors = load_file(str(path))
    for new, old in names.items():
        tensors = {re.sub(rf"\.{re.escape(new)}\.", f".{old}.", name): tensor for name, tensor in tensors.items()}
    save_file(tensors, str(path), {"format": "pt"})


def pickled(path: Path) -> None:
    torch.save(load_file(str(path)), path.with_name("diffusion_pytorch_model.bin"))
    path.unlink()


class Hostile:
    """What a pickle can hold: a call."""

    def __reduce__(self):
        return print, ("this code was run",)


def hostile(path: Path) -> None:
    torch.save({"conv_in.weight": Hostile()}, path.with_name("diffusion_pytorch_model.bin"))
    path.unlink()


def pointer(path: Path) -> None:
    path.write_text("version https://git-lfs.github.com/spec/v1\noid sha256:0\nsize 4\n")


def sharded(folder: Path) -> Path:
    checkpoints.ddpm(folder, max_shard_size="100KB")
    assert (folder / "unet" / "diffusion_pytorch_model.safetensors.index.json").exists()
    return folder


def missing_shard(folder: Path) -> Path:
    sharded(folder)
    next(iter(sorted((folder / "unet").glob("*-00002-of-*")))).unlink()
    return folder


def without_autoencoder(folder: Path) -> Path:
    latent()(folder)
    shutil.rmtree(folder / "vqvae")
    return index(folder, "LDMPipeline", unet=["diffusers", "UNet2DModel"], scheduler=["diffusers", "DDIMScheduler"])


def without_scheduler(folder: Path) -> Path:
    shutil.rmtree(ddpm(folder) / "scheduler")
    return folder


def state_file(name: str, state: dict):
    """One file of weights, as other projects leave it."""

    def build(folder: Path) -> Path:
        folder.mkdir()
        path = folder / name
        save_file(state, str(path)) if name.endswith(".safetensors") else torch.save(state, path)
        return path

    return build


def in_folder(build):
    return lambda folder: build(folder).parent


def empty_pickle(folder: Path) -> Path:
    folder.mkdir()
    (folder / "edm-cifar10-32x32-uncond-vp.pkl").write_bytes(struct.pack("<4s", b"\x80\x04N."))
    return folder / "edm-cifar10-32x32-uncond-vp.pkl"


def adapter(folder: Path) -> Path:
    state_file("pytorch_lora_weights.safetensors", {"unet.down.lora_A.weight": torch.zeros(2, 2)})(folder)
    return folder


def control_net(folder: Path) -> Path:
    diffusers.ControlNetModel(
        in_channels=4, down_block_types=("DownBlock2D",), block_out_channels=(8,), layers_per_block=1, norm_num_groups=4,
        cross_attention_dim=8, attention_head_dim=4, conditioning_embedding_out_channels=(8,),
    ).save_pretrained(folder)  # fmt: skip
    return folder


def at_root(folder: Path) -> Path:
    ddpm(folder)
    checkpoints.at_root(folder)
    return folder


def oblong(folder: Path) -> Path:
    return ddpm(folder, sample_size=[16, 24])


def bare_unet(folder: Path) -> Path:
    ddpm(folder)
    (folder / "model_index.json").unlink()
    return folder / "unet"


def judging(*image: int):
    """The option that names a labeler of images of this shape."""
    return lambda scratch: ("--labeler", str(pipelines.labeler(scratch / "labeler", image)))


def renamed(name):
    def build(folder: Path) -> Path:
        ddpm(folder)
        edit(folder / "model_index.json", _class_name=name)
        return folder

    return build


TENSOR = {"w": torch.zeros(2)}
V = {"prediction_type": "v_prediction"}
ACCEPTED = "accepted"
# (what it is, how it is made, further options of the export)
ROWS = [
    ("DDPMPipeline, files at the root (google/ddpm-celebahq-256)", at_root, ()),
    ("the same with the old names of attention weights", with_weights(old_names), ()),
    ("LDMPipeline with a VQModel", latent(), ()),
    ("LDMPipeline with an AutoencoderKL", latent("AutoencoderKL"), ()),
    ("VQModel without `scaling_factor` (CompVis/ldm-celebahq-256)", latent(scaling_factor=None), ()),
    ("weights of the variant fp16", with_weights(half_variant), ()),
    ("sharded weights", sharded, ()),
    ("ScoreSdeVePipeline", saved("ScoreSdeVePipeline", diffusers.ScoreSdeVeScheduler(), time_embedding_type="fourier"), ()),
    ("KarrasVePipeline", saved("KarrasVePipeline", diffusers.KarrasVeScheduler()), ()),
    ("ConsistencyModelPipeline", saved("ConsistencyModelPipeline", diffusers.CMStochasticIterativeScheduler()), ()),
    ("ConsistencyModelPipeline with classes", saved("ConsistencyModelPipeline", diffusers.CMStochasticIterativeScheduler(), num_class_embeds=10), ()),
    ("ConsistencyModelPipeline with EulerDiscreteScheduler", saved("ConsistencyModelPipeline", diffusers.EulerDiscreteScheduler()), ()),
    ("RePaintPipeline", saved("RePaintPipeline", diffusers.RePaintScheduler()), ()),
    ("DDPMPipeline with EDMEulerScheduler", lambda f: scheduled(f, diffusers.EDMEulerScheduler()), ()),
    ("... EDMDPMSolverMultistepScheduler", lambda f: scheduled(f, diffusers.EDMDPMSolverMultistepScheduler()), ()),
    ("... CMStochasticIterativeScheduler", lambda f: scheduled(f, diffusers.CMStochasticIterativeScheduler()), ()),
    ("... FlowMatchEulerDiscreteScheduler", lambda f: scheduled(f, diffusers.FlowMatchEulerDiscreteScheduler()), ()),
    ("... ScoreSdeVeScheduler", lambda f: scheduled(f, diffusers.ScoreSdeVeScheduler()), ()),
    ("... LCMScheduler", lambda f: scheduled(f, diffusers.LCMScheduler()), ()),
    ("... TCDScheduler", lambda f: scheduled(f, diffusers.TCDScheduler()), ()),
    ("... IPNDMScheduler", lambda f: scheduled(f, diffusers.IPNDMScheduler()), ()),
    ("... UnCLIPScheduler", lambda f: scheduled(f, diffusers.UnCLIPScheduler()), ()),
    ("... VQDiffusionScheduler", lambda f: scheduled(f, diffusers.VQDiffusionScheduler(16)), ()),
    ("... CogVideoXDDIMScheduler", lambda f: scheduled(f, diffusers.CogVideoXDDIMScheduler()), ()),
    ("... DDIMInverseScheduler", lambda f: scheduled(f, diffusers.DDIMInverseScheduler()), ()),
    ("... a class that diffusers does not have", lambda f: index(ddpm(f), "DDPMPipeline", unet=["diffusers", "UNet2DModel"], scheduler=["diffusers", "MyScheduler"]), ()),
    ("... no scheduler", without_scheduler, ()),
    ("scheduler: `trained_betas`", option(trained_betas=[0.0001 + 0.00002 * t for t in range(1000)]), ()),
    ("scheduler: `beta_schedule: sigmoid` of DDPMScheduler", lambda f: scheduled(f, diffusers.DDPMScheduler(beta_schedule="sigmoid")), ()),
    ("scheduler: `beta_schedule: quadratic`", option(beta_schedule="quadratic"), ()),
    ("scheduler: `prediction_type: flow_prediction`", option(prediction_type="flow_prediction"), ()),
    ("scheduler: `predict_epsilon: false`", option(predict_epsilon=False), ()),
    ("scheduler: `variance_type: learned_range`", option(variance_type="learned_range"), ()),
    ("scheduler: `use_karras_sigmas`", option(use_karras_sigmas=True), ()),
    ("scheduler: `use_flow_sigmas`", option(use_flow_sigmas=True), ()),
    ("scheduler: `timestep_type: continuous`", option(timestep_type="continuous"), ()),
    ("scheduler: `rescale_betas_zero_snr` with epsilon", option(rescale_betas_zero_snr=True), ()),
    ("scheduler: an option that is not known", option(sigma_warp=2.0), ()),
    ("StableDiffusionPipeline (1.x), PNDMScheduler", pipelines.stable_diffusion, ()),
    ("StableDiffusionPipeline (2.x), v-prediction", lambda f: stable_diffusion(f, diffusers.DDIMScheduler(**pipelines.SD_BETAS, **V, clip_sample=False)), ()),
    ("StableDiffusionPipeline with LCMScheduler", lambda f: stable_diffusion(f, diffusers.LCMScheduler()), ()),
    ("StableDiffusionPipeline with TCDScheduler", lambda f: stable_diffusion(f, diffusers.TCDScheduler()), ()),
    ("StableDiffusionPipeline with FlowMatchEulerDiscreteScheduler", flow_in_stable_diffusion, ()),
    ("StableDiffusionPipeline with an image_encoder", with_image_encoder, ()),
    ("StableDiffusionPipeline with a mask and an image beside the state (inpainting)", inpainting, ()),
    ("LatentConsistencyModelPipeline", pipelines.latent_consistency, ()),
    ("StableDiffusionXLPipeline", pipelines.stable_diffusion_xl, ()),
    ("StableDiffusion3Pipeline", pipelines.stable_diffusion_3, ()),
    ("FluxPipeline (dev: guidance is an input)", pipelines.flux, ("--size", "16", "16")),
    ("FluxPipeline (schnell: none)", lambda f: pipelines.flux(f, True), ("--size", "16", "16")),
    ("PixArtSigmaPipeline", pipelines.pixart, ()),
    ("SanaPipeline", pipelines.sana, judging(3, 32, 32)),
    ("DiTPipeline", pipelines.dit, ()),
    ("StableDiffusionControlNetPipeline", lambda f: of_prompts(f, "StableDiffusionControlNetPipeline", controlnet=["diffusers", "ControlNetModel"]), ()),
    ("LDMTextToImagePipeline", lambda f: index(conditional(f) and f, "LDMTextToImagePipeline", vqvae=["diffusers", "VQModel"], bert=["latent_diffusion", "LDMBertModel"], tokenizer=["transformers", "BertTokenizer"], unet=["diffusers", "UNet2DConditionModel"], scheduler=["diffusers", "DDIMScheduler"]), ()),
    ("a pipeline class of one's own", renamed("MyPipeline"), ()),
    ("U-Net: `num_class_embeds`", lambda f: ddpm(f, num_class_embeds=10), ()),
    ("U-Net: `class_embed_type: timestep`", lambda f: ddpm(f, class_embed_type="timestep"), ()),
    ("U-Net: `time_embedding_type: fourier`", lambda f: ddpm(f, time_embedding_type="fourier"), ()),
    ("U-Net: `time_embedding_type: learned`", lambda f: ddpm(f, time_embedding_type="learned", num_train_timesteps=1000), ()),
    ("U-Net: grey images", lambda f: ddpm(f, in_channels=1, out_channels=1), judging(1, 16, 16)),
    ("U-Net: images of 4 channels", lambda f: ddpm(f, in_channels=4, out_channels=4), judging(4, 16, 16)),
    ("U-Net: oblong images", oblong, judging(3, 16, 24)),
    ("U-Net: learned variance", learned_variance, ()),
    ("U-Net: twice the channels, without a scheduler of learned variance", lambda f: ddpm(f, out_channels=6), ()),
    ("U-Net: a mask and an image beside the state (inpainting)", lambda f: own_condition(f, in_channels=9), ()),
    ("U-Net: an image beside the state", lambda f: own_condition(f, in_channels=8), ()),
    ("U-Net: `addition_embed_type: text_time` (SDXL)", lambda f: own_condition(f, in_channels=4, addition_embed_type="text_time", addition_time_embed_dim=4, projection_class_embeddings_input_dim=40), ()),
    ("U-Net: `time_cond_proj_dim` (LCM)", lambda f: own_condition(f, in_channels=4, time_cond_proj_dim=8), ()),
    ("U-Net: over latents, without an autoencoder", lambda f: ddpm(f, in_channels=8, out_channels=8), ()),
    ("U-Net: no `sample_size`", lambda f: ddpm(f, sample_size=None), ()),
    ("U-Net: a `sample_size` that it cannot halve", lambda f: ddpm(f, sample_size=15), ()),
    ("U-Net: takes a code, no `--encoder`", lambda f: ddpm(f, class_embed_type="identity"), ()),
    ("autoencoder: AutoencoderTiny", lambda f: index(latent()(f), "LDMPipeline", vqvae=["diffusers", "AutoencoderTiny"], unet=["diffusers", "UNet2DModel"], scheduler=["diffusers", "DDIMScheduler"]), ()),
    ("autoencoder: missing in an LDMPipeline", without_autoencoder, ()),
    ("autoencoder: in a DDPMPipeline", lambda f: index(latent()(f), "DDPMPipeline", vqvae=["diffusers", "VQModel"], unet=["diffusers", "UNet2DModel"], scheduler=["diffusers", "DDIMScheduler"]), ()),
    ("autoencoder: two of them", lambda f: index(latent()(f), "LDMPipeline", vqvae=["diffusers", "VQModel"], vae=["diffusers", "AutoencoderKL"], unet=["diffusers", "UNet2DModel"], scheduler=["diffusers", "DDIMScheduler"]), ()),
    ("autoencoder: an option that diffusers does not know", latent(normed_by="me"), ()),
    ("autoencoder: AutoencoderKL without `scaling_factor`", latent("AutoencoderKL", scaling_factor=None), ()),
    ("autoencoder: `latents_mean` and `latents_std`", latent("AutoencoderKL", latents_mean=[0.1] * 3, latents_std=[1.0] * 3), ()),
    ("weights: a pickle", with_weights(pickled), ()),
    ("weights: a pickle that runs code, with --allow-pickle", with_weights(hostile), ("--allow-pickle",)),
    ("weights: cut off", with_weights(truncated), ()),
    ("weights: a pointer of git-lfs", with_weights(pointer), ()),
    ("weights: a tensor is missing", with_weights(lacking), ()),
    ("weights: a tensor too many", with_weights(with_more), ()),
    ("weights: not a number", with_weights(damaged), ()),
    ("weights: of Flax only", with_weights(flax_only), ()),
    ("weights: two variants, none usual", with_weights(two_variants), ()),
    ("weights: a shard is missing", missing_shard, ()),
    ("the folder `unet` of a pipeline", lambda f: ddpm(f) / "unet", ()),
    ("... with a scheduler beside it and no index", bare_unet, ()),
    ("... with `--scheduler`", lambda f: ddpm(f) / "unet", lambda scratch: ("--scheduler", str(scratch / "CHECKPOINT" / "scheduler"))),
    ("a ControlNet's folder", control_net, ()),
    ("a folder of LoRA weights", adapter, ()),
    ("a folder without an index", in_folder(state_file("notes.txt", TENSOR)), ()),
    ("one file: CompVis' layout", state_file("model.ckpt", {"state_dict": {"model.diffusion_model.out.2.weight": torch.zeros(2)}}), ()),
    ("one file: `.safetensors` of the same", state_file("v1-5.safetensors", {"model.diffusion_model.out.2.weight": torch.zeros(2)}), ()),
    ("one file: guided-diffusion, ADM, P2", bare_checkpoints.adm, ("--allow-pickle",)),
    ("one file: guided-diffusion, a pickle", bare_checkpoints.adm, ()),
    ("one file: guided-diffusion, no options", lambda f: without_options(bare_checkpoints.adm(f)), ("--allow-pickle",)),
    ("one file: guided-diffusion, a tensor is missing", lambda f: without_tensor(bare_checkpoints.adm(f), "out.2.weight"), ("--allow-pickle",)),
    ("one file: denoising-diffusion-pytorch", lambda f: bare_checkpoints.lucidrains(f)[0], ("--allow-pickle",)),
    ("one file: denoising-diffusion-pytorch, self-conditioned", lambda f: bare_checkpoints.lucidrains(f, unet={"self_condition": True})[0], ("--allow-pickle",)),
    ("one file: denoising-diffusion-pytorch, without its betas", state_file("model-10.pt", {"step": 1, "model": {"model.init_conv.weight": torch.zeros(2)}}), ("--allow-pickle",)),
    ("one file: a diffusion autoencoder of Lightning", bare_checkpoints.diffae, ("--allow-pickle",)),
    ("one file: EDM, safetensors", bare_checkpoints.edm, ()),
    ("one file: EDM, safetensors without arguments", lambda f: without_options(bare_checkpoints.edm(f)), ()),
    ("one file: EDM, VP preconditioning", lambda f: bare_checkpoints.edm(f, class_name="VPPrecond"), ()),
    ("one file: EDM, a pickle", empty_pickle, ()),
]  # fmt: skip


def outcome(build, options, scratch: Path) -> str:
    """What an export says: "accepted ..." or its message, with names of folders as a reader has them."""
    torch.manual_seed(7)
    made = build(scratch / "CHECKPOINT")
    path = made if isinstance(made, Path) else scratch / "CHECKPOINT"
    out = scratch / "out"
    told, complained = io.StringIO(), io.StringIO()
    options = options(scratch) if callable(options) else options
    arguments = [str(path), "--labeler", str(TINY), "--name", "test", "--out", str(out), *options]
    with contextlib.redirect_stdout(told), contextlib.redirect_stderr(complained):
        status = export_bundle.main(arguments)
    if status == 0:
        assert (out / "bundle.json").is_file() and not complained.getvalue()
        assert "images differ by at most" in told.getvalue()
        notes = [line for line in told.getvalue().splitlines() if line.startswith("note: ") and "--images" not in line]
        return plain("; ".join([ACCEPTED, *notes]), scratch)
    assert "this code was run" not in told.getvalue()
    lines = complained.getvalue().splitlines()
    assert status == 2 and len(lines) == 1 and lines[0].startswith("export: ") and "unsupported:" not in lines[0], lines
    assert not out.exists() and [p.name for p in scratch.iterdir()] == ["CHECKPOINT"], "something partial is left"
    return plain(lines[0].removeprefix("export: "), scratch)


def plain(text: str, scratch: Path) -> str:
    text = re.sub(re.escape(str(scratch)) + "/", "", text)
    return text.replace("CHECKPOINT/", "").replace("|", "\\|")


def table(rows, scratch: Path):
    """Lines of the document."""
    for number, (name, build, options) in enumerate(rows):
        folder = scratch / str(number)
        folder.mkdir()
        yield f"| {name} | {outcome(build, options, folder).split('. ')[0]} |"
        shutil.rmtree(folder)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--write", action="store_true", help="replace the table in the document")
    args = parser.parse_args()
    torch.set_num_threads(1)  # the networks are tiny
    with tempfile.TemporaryDirectory() as scratch:
        lines = "\n".join(table(ROWS, Path(scratch)))
    text = DOCUMENT.read_text()
    before, rest = text.split(BEGIN)
    head = "| checkpoint | the exporter's answer |\n|---|---|\n"
    if args.write:
        DOCUMENT.write_text(before + BEGIN + head + lines + "\n" + END + rest.split(END)[1])
    else:
        print(head + lines)


if __name__ == "__main__":
    main()
