"""The exporter on checkpoints that diffusers and torchvision wrote themselves, in their on-disk layouts.

    pip install -r ../../../main/python/export/requirements.txt -r requirements-test.txt
    pytest
"""

import hashlib
import json
import shutil
import sys
from pathlib import Path

import pytest
import torch
from torch.nn import functional as F

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parents[2] / "main" / "python" / "export"))

import checkpoints
import export_bundle
import layouts
import tracing
from errors import ExportError
from reduced import Reduced

TINY = HERE.parents[1] / "resources" / "bundles" / "tiny"
torch.set_num_threads(1)


def export(folder: Path, out: Path, *options) -> dict:
    arguments = [str(folder), "--labeler", str(TINY), "--name", "test", "--out", str(out), *map(str, options)]
    assert export_bundle.main(arguments) == 0
    return json.loads((out / "bundle.json").read_text())


def refused(capsys, folder: Path, out: Path, *options) -> str:
    arguments = [str(folder), "--name", "test", "--out", str(out), *map(str, options)]
    if "--labeler" not in arguments:
        arguments += ["--labeler", str(TINY)]
    assert export_bundle.main(arguments) == 2
    error = capsys.readouterr().err
    assert error.startswith("export: ") and error.count("\n") == 1
    return error


@torch.no_grad()
def agrees(written: Path, method: str, expected, *inputs):
    found = getattr(torch.jit.load(str(written)), method)(*inputs)
    assert found.shape == expected.shape
    torch.testing.assert_close(found, expected, atol=1e-4, rtol=0)


@pytest.mark.parametrize("root", [False, True])
@torch.no_grad()
def test_ddpm_with_its_files_in_folders_or_at_the_root(tmp_path, root):
    pipeline = checkpoints.ddpm(tmp_path / "c")
    if root:
        checkpoints.at_root(tmp_path / "c")
    manifest = export(tmp_path / "c", tmp_path / "b", "--auditor", TINY, "--features", TINY)
    assert manifest["sample"] == {"channels": 3, "height": 16, "width": 16, "of": "pixels"}
    assert manifest["latentSpace"] == {"type": "noisy", "timestep": 350}
    assert manifest["features"] == {"dimension": 8}
    section = manifest["diffusion"]
    assert manifest["formatVersion"] == 2 and manifest["conditions"] == []
    assert section["prediction"] == "epsilon" and section["clip"] == {"range": 1.0} and section["steps"] == {"spacing": "leading", "offset": 0}
    assert section["levels"]["told"] == list(range(1000)) and "end" not in section
    x, t = torch.randn(4, 3, 16, 16), torch.tensor([0, 10, 500, 999])
    agrees(tmp_path / "b" / "denoiser.pt", "forward", pipeline.unet(x, t).sample, x, t.float())
    for name, digest in manifest["files"].items():
        assert hashlib.sha256((tmp_path / "b" / name).read_bytes()).hexdigest() == digest
    assert {p.name for p in (tmp_path / "b").iterdir()} == {*manifest["files"], "bundle.json"}


def test_schedule_of_a_zero_snr_checkpoint_is_kept(tmp_path):
    checkpoints.ddim_zero_snr(tmp_path / "c")
    section = export(tmp_path / "c", tmp_path / "b", "--timestep", 600)["diffusion"]
    assert section["levels"]["logSnr"][-1] == "-Infinity" and section["prediction"] == "v_prediction"
    assert section["steps"] == {"spacing": "trailing"} and "clip" not in section


@pytest.mark.parametrize("kind", ["VQModel", "AutoencoderKL"])
@torch.no_grad()
def test_latent_diffusion(tmp_path, kind):
    pipeline = checkpoints.ldm(tmp_path / "c", kind)
    manifest = export(tmp_path / "c", tmp_path / "b")
    assert manifest["sample"] == {"channels": 3, "height": 8, "width": 8, "of": "autoencoder"}
    section = manifest["diffusion"]
    assert section["steps"] == {"spacing": "leading", "offset": 1} and section["end"] == section["levels"]["logSnr"][0]
    image, latents = torch.rand(2, 3, 16, 16) * 2 - 1, torch.randn(2, 3, 8, 8)
    vae = pipeline.vqvae
    if kind == "VQModel":
        encoded, decoded = vae.encode(image).latents * 0.18215, vae.decode(latents / 0.18215).sample
    else:
        encoded = (vae.encode(image).latent_dist.mean - 0.1) * 0.7
        decoded = vae.decode(latents / 0.7 + 0.1).sample
    agrees(tmp_path / "b" / "autoencoder.pt", "encode", encoded, image)
    agrees(tmp_path / "b" / "autoencoder.pt", "decode", decoded, latents)


@pytest.mark.parametrize("attending", [False, True])
@torch.no_grad()
def test_diffusion_autoencoder(tmp_path, capsys, attending):
    unet = checkpoints.diffusion_autoencoder(tmp_path / "c", attending)
    assert "pass its encoder by --encoder" in refused(capsys, tmp_path / "c", tmp_path / "x")
    options = ["--encoder", tmp_path / "c" / "encoder.pt", "--null-code", tmp_path / "c" / "null"]
    manifest = export(tmp_path / "c", tmp_path / "b", *options)
    assert manifest["latentSpace"] == {"type": "semantic", "dimension": checkpoints.CODE}
    assert manifest["conditions"] == [{"name": "code", "source": "code", "shape": [checkpoints.CODE], "unconditional": True}]
    x, t, z = torch.randn(2, 3, 16, 16), torch.tensor([3.0, 700.0]), torch.randn(2, checkpoints.CODE)

    def denoised(code):
        out = unet(x, t, code.unsqueeze(1)) if attending else unet(x, t, class_labels=code)
        return out.sample

    agrees(tmp_path / "b" / "denoiser.pt", "forward", denoised(z), x, t, z)
    from safetensors.torch import load_file

    null = load_file(str(tmp_path / "c" / "null" / "null.safetensors"))["null"]
    agrees(tmp_path / "b" / "denoiser.pt", "unconditional", denoised(null.expand(2, -1)), x, t)
    plain = export(tmp_path / "c", tmp_path / "plain", *options[:2])
    assert "unconditional" not in plain["conditions"][0]


@torch.no_grad()
def test_resnet_labeler_with_merged_classes(tmp_path):
    network = checkpoints.resnet(tmp_path / "fairface")
    checkpoints.ddpm(tmp_path / "c")
    manifest = export(tmp_path / "c", tmp_path / "b", "--labeler", tmp_path / "fairface")
    assert manifest["attributes"] == [
        {"name": "gender", "classes": ["male", "female"]},
        {"name": "age", "classes": ["young", "middle-aged", "senior"]},
    ]
    image = torch.rand(3, 3, 16, 16) * 2 - 1
    x = F.interpolate((image + 1) / 2, (64, 64), mode="bilinear")
    x = (x - torch.tensor([0.485, 0.456, 0.406])[:, None, None]) / torch.tensor([0.229, 0.224, 0.225])[:, None, None]
    out = network(x)
    young = out[:, 9:13].exp().sum(1, keepdim=True).log()
    middle, senior = out[:, 13:16].exp().sum(1, keepdim=True).log(), out[:, 16:18].exp().sum(1, keepdim=True).log()
    agrees(tmp_path / "b" / "labeler.pt", "forward", torch.cat([out[:, 7:9], young, middle, senior], 1), image)


@torch.no_grad()
def test_inception_features(tmp_path):
    network = checkpoints.inception(tmp_path / "inception")
    checkpoints.ddpm(tmp_path / "c")
    manifest = export(tmp_path / "c", tmp_path / "b", "--features", tmp_path / "inception")
    assert manifest["features"] == {"dimension": 2048}
    image = torch.rand(2, 3, 16, 16) * 2 - 1
    network.fc = torch.nn.Identity()
    agrees(tmp_path / "b" / "features.pt", "forward", network(F.interpolate(image, (75, 75), mode="bilinear")), image)


def test_pickles_are_refused_unless_they_are_allowed(tmp_path, capsys):
    checkpoints.ddpm(tmp_path / "c", safe_serialization=False)
    assert "--allow-pickle" in refused(capsys, tmp_path / "c", tmp_path / "b")
    checkpoints.ddpm(tmp_path / "safe")
    checkpoints.resnet(tmp_path / "pickled", pickle=True)
    assert "is a pickle" in refused(capsys, tmp_path / "safe", tmp_path / "b2", "--labeler", tmp_path / "pickled")
    export(tmp_path / "c", tmp_path / "b3", "--allow-pickle", "--labeler", tmp_path / "pickled")


@torch.no_grad()
def test_denoiser_in_fewer_bits_takes_and_returns_float32(tmp_path, capsys):
    unet = checkpoints.diffusion_autoencoder(tmp_path / "c", False)
    options = ["--encoder", tmp_path / "c" / "encoder.pt", "--null-code", "zeros"]
    manifest = export(tmp_path / "c", tmp_path / "b", *options, "--precision", "bfloat16", "float16")
    assert manifest["precisions"] == {"bfloat16": "denoiser-bfloat16.pt", "float16": "denoiser-float16.pt"}
    assert {*manifest["precisions"].values()} < {*manifest["files"]}
    x, t, z = torch.randn(7, 3, 16, 16), torch.randint(0, 1000, (7,)).float(), torch.randn(7, checkpoints.CODE)
    exact = unet(x, t, class_labels=z).sample
    for precision, least, most in (("bfloat16", 1e-4, 0.05), ("float16", 1e-5, 0.01)):
        denoiser = torch.jit.load(str(tmp_path / "b" / f"denoiser-{precision}.pt"))
        found = denoiser(x, t, z)
        assert found.dtype == torch.float32
        assert least < (found - exact).pow(2).mean().sqrt() < most
        assert denoiser.unconditional(x, t).dtype == torch.float32
    options += ["--engine", "onnx", "--precision", "bfloat16"]
    assert "--precision needs --engine torchscript" in refused(capsys, tmp_path / "c", tmp_path / "o", *options)


def test_layout_is_named_for_modules_that_are_there(tmp_path, capsys):
    checkpoints.ddpm(tmp_path / "c")
    manifest = export(tmp_path / "c", tmp_path / "b", "--channels-last", "labeler", "labeler")
    assert manifest["channelsLast"] == ["labeler"]
    words = refused(capsys, tmp_path / "c", tmp_path / "o", "--channels-last", "autoencoder")
    assert "--channels-last autoencoder is not one of the bundle's modules denoiser, labeler" in words
    words = refused(capsys, tmp_path / "c", tmp_path / "o", "--channels-last", "labeler", "--engine", "onnx")
    assert "--channels-last needs --engine torchscript" in words


@pytest.mark.parametrize("channels, groups, side", [(56, 8, 16), (136, 8, 4), (64, 8, 16), (24, 8, 32)])
@pytest.mark.parametrize("affine", [True, False])
@torch.no_grad()
def test_group_norm_is_the_same_in_both_layouts(channels, groups, side, affine):
    x = 2 * torch.randn(3, channels, side, side) + 3
    turned = x.contiguous(memory_format=torch.channels_last)
    weight, bias = (torch.randn(channels), torch.randn(channels)) if affine else (None, None)
    norm = torch.jit.script(layouts.group_norm)
    assert torch.equal(norm(x, groups, weight, bias, 1e-5), F.group_norm(x, groups, weight, bias, 1e-5))
    wide = [None if each is None else each.double() for each in (weight, bias)]
    found = norm(turned, groups, weight, bias, 1e-5)
    assert found.is_contiguous(memory_format=torch.channels_last)
    torch.testing.assert_close(found.double(), F.group_norm(x.double(), groups, *wide, 1e-5), atol=2e-5, rtol=0)
    half = [None if each is None else each.bfloat16() for each in (weight, bias)]
    reduced = norm(turned.bfloat16(), groups, *half, 1e-5)
    assert reduced.dtype == torch.bfloat16
    torch.testing.assert_close(reduced.float(), found, atol=0.05, rtol=0.02)


@torch.no_grad()
def test_denoiser_for_images_channels_last_agrees_in_both_layouts(tmp_path):
    unet = checkpoints.ddpm(tmp_path / "c").unet
    export(tmp_path / "c", tmp_path / "plain")
    manifest = export(tmp_path / "c", tmp_path / "turned", "--channels-last", "denoiser", "--precision", "bfloat16")
    assert manifest["channelsLast"] == ["denoiser"]
    denoiser = lambda name: torch.jit.load(str(tmp_path / name / "denoiser.pt"))
    products = [str(denoiser(name).inlined_graph).count("aten::bmm") for name in ("plain", "turned")]
    assert products[1] > products[0]
    x, t = torch.randn(7, 3, 16, 16), torch.randint(0, 1000, (7,)).float()
    turned = x.contiguous(memory_format=torch.channels_last)
    for layout in (x, turned):
        torch.testing.assert_close(denoiser("turned")(layout, t), unet(x, t).sample, atol=1e-4, rtol=0)


def test_network_that_casts_by_itself_may_be_given_images_channels_last(tmp_path):
    torch.manual_seed(3)
    body = torch.nn.Sequential(torch.nn.Conv2d(3, 12, 3), torch.nn.GroupNorm(4, 12), torch.nn.Conv2d(12, 3, 3))
    methods = {"forward": lambda n: (torch.randn(n, 3, 16, 16),)}
    module = Reduced(body, torch.bfloat16).eval()
    tracing.torchscript(module, methods, tmp_path / "m.pt", tracing.REDUCED_TOLERANCE, channels_last=True)
    assert "aten::bmm" in str(torch.jit.load(str(tmp_path / "m.pt")).inlined_graph)


class Layouts(torch.nn.Module):
    """Returns something else for images channels last."""

    def forward(self, x):
        return x if x.is_contiguous() else 1.001 * x


def test_difference_between_layouts_ends_the_export(tmp_path):
    module, methods = torch.jit.script(Layouts()), {"forward": lambda n: (torch.ones(n, 3, 4, 4),)}
    tracing.torchscript(module, methods, tmp_path / "m.pt")
    with pytest.raises(ExportError, match="m.pt: forward, images channels last, differs from the eager network by"):
        tracing.torchscript(module, methods, tmp_path / "m.pt", channels_last=True)


@torch.no_grad()
def test_nothing_tells_the_paths_of_this_machine(tmp_path):
    checkpoints.ddpm(tmp_path / "c")
    export(tmp_path / "c", tmp_path / "b")
    for file in (tmp_path / "b").glob("*.pt"):
        content = file.read_bytes()  # records of such a file are not compressed
        assert b"__torch__" in content and b"site-packages" not in content and str(HERE.parent).encode() not in content


class Drifting(torch.nn.Module):
    """Has a decision baked in by tracing: the traced module differs from eager at other batch sizes."""

    def forward(self, x):
        return x * (1.0 if x.shape[0] == tracing.TRACED_BATCH else 1.001)


def test_difference_between_traced_and_eager_ends_the_export(tmp_path):
    with pytest.raises(ExportError, match="differs from the eager network by"):
        tracing.torchscript(Drifting(), {"forward": lambda n: (torch.ones(n, 4),)}, tmp_path / "m.pt")


def test_wrong_input_is_one_line(tmp_path, capsys):
    checkpoints.ddpm(tmp_path / "c")
    assert "does not exist" in refused(capsys, tmp_path / "nowhere", tmp_path / "b")
    assert "must be in [0, 1000)" in refused(capsys, tmp_path / "c", tmp_path / "b", "--timestep", 1000)
    assert "must be a folder with a network.json" in refused(capsys, tmp_path / "c", tmp_path / "b", "--features", tmp_path)
    config = tmp_path / "c" / "scheduler" / "scheduler_config.json"
    shutil.copy(config, tmp_path / "kept.json")
    for key, value, complaint in (
        ("trained_betas", [0.1], "trained_betas must be num_train_timesteps"),
        ("beta_schedule", "quadratic", "beta_schedule must be one of"),
        ("variance_type", "learned_range", "out_channels must be 6, as the scheduler's variance_type is learned, but is 3"),
    ):
        config.write_text(json.dumps(json.loads((tmp_path / "kept.json").read_text()) | {key: value}))
        assert complaint in refused(capsys, tmp_path / "c", tmp_path / "b")
    shutil.copy(tmp_path / "kept.json", config)
    (tmp_path / "full").mkdir()
    (tmp_path / "full" / "file").touch()
    assert "is not empty" in refused(capsys, tmp_path / "c", tmp_path / "full")


@torch.no_grad()
def test_onnx_has_a_graph_per_method(tmp_path):
    import onnxruntime

    pipeline = checkpoints.ldm(tmp_path / "c")
    checkpoints.resnet(tmp_path / "labeler")
    manifest = export(tmp_path / "c", tmp_path / "b", "--engine", "onnx", "--labeler", tmp_path / "labeler")
    assert manifest["engine"] == "onnx"
    assert manifest["modules"] == {
        "autoencoder": {"encode": "autoencoder-encode.onnx", "decode": "autoencoder-decode.onnx"},
        "denoiser": "denoiser.onnx",
        "labeler": "labeler.onnx",
    }
    session = onnxruntime.InferenceSession(str(tmp_path / "b" / "denoiser.onnx"), providers=["CPUExecutionProvider"])
    x, t = torch.randn(2, 3, 8, 8), torch.tensor([4.0, 900.0])
    found = torch.from_numpy(session.run(None, {"input0": x.numpy(), "input1": t.numpy()})[0])
    torch.testing.assert_close(found, pipeline.unet(x, t).sample, atol=1e-4, rtol=0)
