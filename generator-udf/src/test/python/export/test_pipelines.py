"""Exports against the pipelines of diffusers themselves, called as their users call them, and what else an export checks."""

import json
import shutil
import sys
import zipfile
from pathlib import Path

import pytest

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parents[2] / "main" / "python" / "export"))

import diffusers
import torch
from PIL import Image
from safetensors.torch import load_file, save_file
from torch import nn

import checkpoints
import coverage
import export_bundle
import scaling
import tracing
from job import WrittenBundle

TINY = coverage.TINY
IMAGE = checkpoints.IMAGE
torch.set_num_threads(1)


def export(folder: Path, out: Path, *options) -> int:
    return export_bundle.main([str(folder), "--labeler", str(TINY), "--name", "test", "--out", str(out), *map(str, options)])


def refused(capsys, folder: Path, out: Path, *options) -> str:
    capsys.readouterr()
    assert export(folder, out, *options) == 2
    error = capsys.readouterr().err
    assert error.startswith("export: ") and error.count("\n") == 1 and "unsupported:" not in error
    assert not out.exists() and not list(out.parent.glob(f".{out.name}-*"))
    return error


def images_of(bundle: Path, state: tuple, times: list) -> torch.Tensor:
    """The job's images of the noise that a pipeline draws with seed 3, as a pipeline returns them."""
    written = WrittenBundle(bundle)
    noise = torch.randn(2, *state, generator=torch.Generator().manual_seed(3))
    images = written.decode(written.sample(noise, written.times(times)))
    return (images / 2 + 0.5).clamp(0, 1).permute(0, 2, 3, 1)


@torch.no_grad()
def test_images_are_those_of_a_ddim_pipeline_that_is_called(tmp_path):
    pipeline = diffusers.DDIMPipeline(checkpoints.unet(IMAGE, 3).eval(), diffusers.DDIMScheduler())
    pipeline.save_pretrained(tmp_path / "c")
    assert export(tmp_path / "c", tmp_path / "b") == 0
    pipeline.set_progress_bar_config(disable=True)
    called = pipeline(batch_size=2, generator=torch.Generator().manual_seed(3), num_inference_steps=5, output_type="np").images
    found = images_of(tmp_path / "b", (3, IMAGE, IMAGE), [800, 600, 400, 200, 0])
    assert (found - torch.from_numpy(called)).abs().max() < 1e-3


@torch.no_grad()
def test_a_learned_variance_is_left_out_and_the_mean_is_that_of_the_pipeline(tmp_path, capsys):
    unet = checkpoints.unet(IMAGE, 3)
    config = {key: value for key, value in unet.config.items() if not key.startswith("_")} | {"out_channels": 6}
    scheduler = diffusers.DPMSolverMultistepScheduler(solver_order=1, variance_type="learned_range")
    pipeline = diffusers.DDPMPipeline(diffusers.UNet2DModel(**config).eval(), scheduler)
    pipeline.save_pretrained(tmp_path / "c")
    assert export(tmp_path / "c", tmp_path / "b") == 0
    assert "the learned variance is left out" in capsys.readouterr().out
    pipeline.set_progress_bar_config(disable=True)
    called = pipeline(batch_size=2, generator=torch.Generator().manual_seed(3), num_inference_steps=5, output_type="np").images
    found = images_of(tmp_path / "b", (3, IMAGE, IMAGE), scheduler.timesteps.tolist())
    assert float((found - torch.from_numpy(called)).abs().max()) < 1e-3
    assert WrittenBundle(tmp_path / "b").call("denoiser", "forward", torch.zeros(2, 3, IMAGE, IMAGE), torch.tensor([3.0, 4.0])).shape[1] == 3


@pytest.mark.parametrize("kind", ["VQModel", "AutoencoderKL"])
@torch.no_grad()
def test_images_are_those_of_a_latent_pipeline_that_is_called(tmp_path, kind):
    pipeline = checkpoints.ldm(tmp_path / "c", kind)
    if kind == "VQModel":  # entries so far apart that rounding does not choose between them
        nn.init.normal_(pipeline.vqvae.quantize.embedding.weight, std=5)
        pipeline.save_pretrained(tmp_path / "c")
    coverage.edit(tmp_path / "c" / "vqvae" / "config.json", shift_factor=None)
    assert export(tmp_path / "c", tmp_path / "b") == 0
    pipeline.set_progress_bar_config(disable=True)
    called = pipeline(batch_size=2, generator=torch.Generator().manual_seed(3), num_inference_steps=5, output_type="np").images
    found = images_of(tmp_path / "b", (3, 8, 8), [801, 601, 401, 201, 1])
    assert (found - torch.from_numpy(called)).abs().max() < 1e-3


@torch.no_grad()
def test_vq_model_without_a_scaling_factor_decodes_latents_as_they_are(tmp_path, capsys):
    """As LDMPipeline did when such files were written; it divides by a default today, which spoils CompVis/ldm-celebahq-256."""
    checkpoints.ldm(tmp_path / "c")
    coverage.edit(tmp_path / "c" / "vqvae" / "config.json", scaling_factor=None)
    vqvae = diffusers.VQModel.from_pretrained(tmp_path / "c" / "vqvae").eval()
    assert export(tmp_path / "c", tmp_path / "b") == 0
    assert "has no scaling_factor: 1 is taken" in capsys.readouterr().out
    latents = torch.randn(2, 3, 8, 8)
    torch.testing.assert_close(WrittenBundle(tmp_path / "b").decode(latents), vqvae.decode(latents).sample, atol=1e-4, rtol=0)


def test_scaling_of_a_vq_model_that_an_old_pipeline_did_not_divide_by_is_said(tmp_path, capsys):
    checkpoints.ldm(tmp_path / "c")
    coverage.edit(tmp_path / "c" / "vqvae" / "config.json", _diffusers_version="0.18.2")
    assert export(tmp_path / "c", tmp_path / "b") == 0
    assert "whose LDMPipeline did not divide by scaling_factor 0.18215: check with --images" in capsys.readouterr().out


@pytest.mark.parametrize("change, complaint", [
    ({"scaling_factor": 0}, "scaling_factor must be a positive number but is 0"),
    ({"scaling_factor": "1"}, "scaling_factor must be a positive number"),
    ({"shift_factor": "x"}, "shift_factor must be a number"),
    ({"latents_mean": [0.0]}, "latents_mean must be null"),
    ({"latents_std": [1.0]}, "latents_std must be null"),
    ({"lookup_from_codebook": True}, "lookup_from_codebook must be false"),
])  # fmt: skip
def test_scalings_that_are_not_known_are_refused(tmp_path, capsys, change, complaint):
    checkpoints.ldm(tmp_path / "c")
    coverage.edit(tmp_path / "c" / "vqvae" / "config.json", **change)
    assert complaint in refused(capsys, tmp_path / "c", tmp_path / "b")


def folder_of_images(folder: Path) -> Path:
    folder.mkdir()
    draw = torch.Generator().manual_seed(0)
    for number in range(6):
        pixels = torch.randint(0, 256, (20, 30, 3), generator=draw, dtype=torch.uint8)
        Image.fromarray(pixels.numpy()).save(folder / f"{number}.png")
    (folder / "notes.txt").write_text("no image")
    return folder


@torch.no_grad()
def test_images_say_how_large_their_latents_are(tmp_path, capsys):
    checkpoints.ldm(tmp_path / "c")
    images = folder_of_images(tmp_path / "images")
    config = tmp_path / "c" / "vqvae" / "config.json"
    vqvae = diffusers.VQModel.from_pretrained(tmp_path / "c" / "vqvae").eval()
    cut, skipped = scaling.images_of(images, (3, IMAGE, IMAGE))
    assert len(cut) == 6 and skipped == 1 and cut[0].shape == (1, 3, IMAGE, IMAGE)
    deviation = torch.cat([vqvae.encode(image).latents for image in cut]).std().item()
    coverage.edit(config, scaling_factor=1 / deviation)
    assert export(tmp_path / "c", tmp_path / "b", "--images", images) == 0
    told = capsys.readouterr().out
    assert "latents of 6 images: mean" in told and "standard deviation 1.000 (1 files skipped: not images)" in told
    coverage.edit(config, scaling_factor=5 / deviation)
    words = refused(capsys, tmp_path / "c", tmp_path / "b2", "--images", images)
    assert "standard deviation 5.000" in words and f"a scaling_factor of {1 / deviation:.5g} instead of {5 / deviation:.5g} makes it 1" in words


def test_images_must_be_images_and_latents(tmp_path, capsys):
    coverage.ddpm(tmp_path / "c")
    checkpoints.ldm(tmp_path / "l")
    images = folder_of_images(tmp_path / "images")
    assert "the U-Net works on pixels: leave it out" in refused(capsys, tmp_path / "c", tmp_path / "b", "--images", images)
    assert "must be a folder of images" in refused(capsys, tmp_path / "l", tmp_path / "b", "--images", tmp_path / "nowhere")
    for file in images.glob("*.png"):
        file.unlink()
    assert "holds no image that Pillow reads, of 1 files" in refused(capsys, tmp_path / "l", tmp_path / "b", "--images", images)


def test_oblong_images_keep_their_shape(tmp_path):
    coverage.ddpm(tmp_path / "c", sample_size=[16, 24])
    checkpoints.resnet(tmp_path / "labeler")
    assert export(tmp_path / "c", tmp_path / "b", "--labeler", tmp_path / "labeler") == 0
    manifest = json.loads((tmp_path / "b" / "bundle.json").read_text())
    assert manifest["image"] == {"channels": 3, "height": 16, "width": 24}


def test_options_of_other_kinds_are_not_ignored(tmp_path, capsys):
    coverage.ddpm(tmp_path / "c")
    checkpoints.ldm(tmp_path / "l")
    unet = checkpoints.diffusion_autoencoder(tmp_path / "d")
    encoder = tmp_path / "d" / "encoder.pt"
    for folder, options, words in (
        ("c", ("--encoder", encoder), "--encoder is for U-Nets that take a code"),
        ("c", ("--null-code", "zeros"), "--null-code is for U-Nets that take a code"),
        ("l", ("--autoencoder", TINY), "--autoencoder"),
        ("c", ("--autoencoder", TINY), "the autoencoder does not take the U-Net's states of 3 x 16 x 16"),
        ("d", ("--encoder", encoder, "--timestep", 5), "--timestep is for U-Nets without a code"),
        ("d", ("--encoder", encoder, "--null-code", tmp_path), "has no weights"),
        ("d", ("--encoder", TINY), f"--encoder returns codes of 4 numbers but the U-Net takes {checkpoints.CODE}"),
        ("d", ("--encoder", tmp_path / "c" / "unet" / "config.json"), "must be a folder with a network.json"),
        ("c", ("--model-card", tmp_path / "nothing.md"), "--model-card"),
        ("c", ("--name", " "), "--name must not be blank"),
        ("c", ("--licence", ""), "--licence must not be blank"),
    ):
        assert words in refused(capsys, tmp_path / folder, tmp_path / "b", *options)
    save_file({"null": torch.zeros(3)}, str(tmp_path / "d" / "null" / "null.safetensors"))
    words = refused(capsys, tmp_path / "d", tmp_path / "b", "--encoder", encoder, "--null-code", tmp_path / "d" / "null")
    assert f"must hold a tensor null of {checkpoints.CODE} numbers but holds 3 numbers" in words
    assert unet is not None


def test_an_export_whose_images_are_not_the_pipelines_is_not_called_a_bundle(tmp_path, capsys, monkeypatch):
    """The comparison with the pipeline finds what the comparison of single calls cannot."""
    coverage.ddpm(tmp_path / "c")
    monkeypatch.setattr(export_bundle.checkpoint.Schedule, "ends_clean", lambda self: False)
    pipeline = "the bundle's images differ from those of DDPMPipeline"
    monkeypatch.setattr(export_bundle.checkpoint.Schedule, "deterministic", lambda self: (diffusers.DDIMScheduler(), "DDIMScheduler"))
    words = refused(capsys, tmp_path / "c", tmp_path / "b")
    assert pipeline in words and "allowed is 0.001; nothing was written" in words


def test_whatever_else_happens_is_one_line_and_leaves_nothing(tmp_path, capsys, monkeypatch):
    coverage.ddpm(tmp_path / "c")

    def breaks(*_, **__):
        raise KeyError("a network of another world\nwith two lines")

    monkeypatch.setattr(export_bundle.tracing, "torchscript", breaks)
    assert export(tmp_path / "c", tmp_path / "b") == 2
    error = capsys.readouterr().err
    assert error.startswith("export: unsupported: KeyError: ") and error.count("\n") == 1 and "--traceback shows where" in error
    assert sorted(p.name for p in tmp_path.iterdir()) == ["c"]
    assert export(tmp_path / "c", tmp_path / "b", "--traceback") == 2
    assert "in breaks" in capsys.readouterr().err


def test_what_is_there_already_is_not_written_over(tmp_path, capsys):
    coverage.ddpm(tmp_path / "c")
    (tmp_path / "full").mkdir()
    (tmp_path / "full" / "mine").write_text("kept")
    (tmp_path / "file").write_text("kept")
    assert export(tmp_path / "c", tmp_path / "full") == 2
    assert "is not empty" in capsys.readouterr().err
    assert export(tmp_path / "c", tmp_path / "file") == 2
    assert "is a file" in capsys.readouterr().err
    assert (tmp_path / "full" / "mine").read_text() == (tmp_path / "file").read_text() == "kept"
    (tmp_path / "empty").mkdir()
    assert export(tmp_path / "c", tmp_path / "empty") == 0
    assert (tmp_path / "empty" / "bundle.json").is_file()


@torch.no_grad()
def test_operators_keep_their_version(tmp_path):
    """Stamped as version 3, the form of GELU that has an argument does not load."""
    gelu = nn.Sequential(nn.Linear(4, 4), nn.GELU(approximate="tanh"))
    tracing.torchscript(gelu, {"forward": lambda n: (torch.randn(n, 4),)}, tmp_path / "gelu.pt")
    plain = tmp_path / "plain.pt"
    torch.jit.save(torch.jit.trace(gelu, torch.randn(3, 4)), str(plain))
    assert stamped(tmp_path / "gelu.pt") == stamped(plain) > 3


def stamped(path: Path) -> int:
    with zipfile.ZipFile(path) as archive:
        name = next(name for name in archive.namelist() if name.endswith("/version"))
        return int(archive.read(name))


def test_half_weights_are_exported_in_full_precision(tmp_path):
    coverage.with_weights(coverage.half_variant)(tmp_path / "c")
    assert export(tmp_path / "c", tmp_path / "b") == 0
    half = load_file(str(tmp_path / "c" / "unet" / "diffusion_pytorch_model.fp16.safetensors"))["conv_in.weight"]
    written = torch.jit.load(str(tmp_path / "b" / "denoiser.pt")).state_dict()["unet.conv_in.weight"]
    assert written.dtype == torch.float32 and torch.equal(written, half.float())


def test_latent_unet_of_another_size_than_its_autoencoder_is_refused(tmp_path, capsys):
    checkpoints.ldm(tmp_path / "c")
    shutil.rmtree(tmp_path / "c" / "unet")
    checkpoints.unet(8, 4).save_pretrained(tmp_path / "c" / "unet")
    assert "the autoencoder does not take the U-Net's states of 4 x 8 x 8" in refused(capsys, tmp_path / "c", tmp_path / "b")


def test_code_is_as_wide_as_the_time_embedding_that_it_is_added_to(tmp_path):
    coverage.ddpm(tmp_path / "c", class_embed_type="identity", time_embedding_dim=48)
    torch.jit.save(torch.jit.trace(checkpoints.Encoder(48).eval(), torch.rand(3, 3, IMAGE, IMAGE)), str(tmp_path / "encoder.pt"))
    assert export(tmp_path / "c", tmp_path / "b", "--encoder", tmp_path / "encoder.pt") == 0
    assert json.loads((tmp_path / "b" / "bundle.json").read_text())["latentSpace"]["dimension"] == 48


def test_latent_unet_takes_the_autoencoder_of_another_bundle(tmp_path, capsys):
    """As portraits/train_unconditional.py's network does: its pipeline makes latents, which that bundle's decoder shows."""
    coverage.ddpm(tmp_path / "c", sample_size=4, in_channels=2, out_channels=2)
    assert export(tmp_path / "c", tmp_path / "b", "--autoencoder", TINY) == 0
    assert "images differ by at most" in capsys.readouterr().out
    assert json.loads((tmp_path / "b" / "bundle.json").read_text())["sample"]["of"] == "autoencoder"
