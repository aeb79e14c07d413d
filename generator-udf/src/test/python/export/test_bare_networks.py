"""Bundles of networks without a pipeline, against their makers' sampling."""

import json
import os
import sys
from pathlib import Path

import numpy as np
import pytest
import torch

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parents[2] / "main" / "python" / "export"))

import bare_checkpoints
import networks_golden as golden
from job import WrittenBundle, indices
from networks import adm, lucidrains_files, makers
from networks.keys import Weights
from test_export import export, refused

torch.set_num_threads(1)
ALLOWED = "--allow-pickle"


def images(bundle: WrittenBundle, noise: torch.Tensor, visited: list, *conditions) -> torch.Tensor:
    return bundle.steps(noise, visited, lambda x, level: bundle.denoise(x, level, conditions))


@torch.no_grad()
def test_guided_diffusion_with_learned_variance(tmp_path, capsys):
    manifest = export(bare_checkpoints.adm(tmp_path / "c"), tmp_path / "b", ALLOWED)
    told = capsys.readouterr().out
    assert "compared with U-Net of guided diffusion" in told and "the learned variance is left out" in told
    assert "use_new_attention_order = false, diffusion_steps = 1000" in told
    assert manifest["image"] == {"channels": 3, "height": 16, "width": 16} and "conditions" not in manifest or not manifest["conditions"]
    assert manifest["latentSpace"] == {"type": "noisy", "timestep": 350}
    section = manifest["diffusion"]
    assert section["prediction"] == "sample" and section["steps"] == {"spacing": "leading", "offset": 0}
    assert len(section["levels"]["logSnr"]) == 1000 and section["levels"]["told"][999] == 999
    assert section["levels"]["logSnr"][0] == pytest.approx(np.log(0.9999 / 0.0001))
    network, bundle = adm_network(0), WrittenBundle(tmp_path / "b")
    x, index = torch.randn(2, 3, 16, 16), 400
    share = float(np.cumprod(1 - np.linspace(1e-4, 0.02, 1000))[index])
    eps = network(x, torch.full((2,), float(index)))[:, :3]
    clean = ((x - (1 - share) ** 0.5 * eps) / share**0.5).clamp(-1, 1)
    torch.testing.assert_close(bundle.denoise(x, section["levels"]["logSnr"][index], ()), clean, atol=1e-4, rtol=0)


def adm_network(case: int) -> torch.nn.Module:
    found = golden.cases("adm")[case]
    weights = Weights(golden.weights(found["layout"]), "model.pt")
    options = found["options"]
    return weights.fill(adm.UNet(weights, adm.Heads(options.get("num_heads"), options.get("num_head_channels"))))


@torch.no_grad()
def test_guided_diffusion_with_classes_and_options_as_flags(tmp_path):
    file = bare_checkpoints.adm(tmp_path / "c", 1)
    file.with_suffix(".json").unlink()
    flags = tmp_path / "flags.txt"
    flags.write_text(
        "python scripts/image_sample.py --image_size 16 --class_cond True --noise_schedule cosine --diffusion_steps 500 --rescale_timesteps True --num_heads 4 "
        "--learn_sigma False --attention_resolutions 8 --num_channels 32 --num_res_blocks 2 --clip_denoised False\n"
    )
    manifest = export(file, tmp_path / "b", ALLOWED, "--options", flags)
    assert manifest["conditions"] == [{"name": "label", "source": "class", "shape": [], "type": "int64", "classes": 3}]
    assert manifest["diffusion"]["prediction"] == "epsilon" and len(manifest["diffusion"]["levels"]["logSnr"]) == 500
    x, label = torch.randn(2, 3, 16, 16), torch.tensor([2, 0])
    found = torch.jit.load(str(tmp_path / "b" / "denoiser.pt"))(x, torch.tensor([7.0, 490.0]), label)
    torch.testing.assert_close(found, adm_network(1)(x, torch.tensor([14.0, 980.0]), label), atol=1e-4, rtol=0)


@torch.no_grad()
def test_diffusion_autoencoder_with_its_encoder(tmp_path, capsys):
    manifest = export(bare_checkpoints.diffae(tmp_path / "c"), tmp_path / "b", ALLOWED)
    assert "the weights are those at state_dict: ema_model" in capsys.readouterr().out
    assert manifest["latentSpace"] == {"type": "semantic", "dimension": 48}
    assert manifest["conditions"] == [{"name": "code", "source": "code", "shape": [48]}]
    assert manifest["sampler"] == {"name": "ddim", "steps": 20}
    encoder = torch.jit.load(str(tmp_path / "b" / "encoder.pt"))
    golden.require_close(encoder(golden.numbers((2, 3, 16, 16), golden.STATE)), golden.cases("diffae")[0]["outputs"][1])


OBJECTIVES = {"pred_noise": "linear", "pred_x0": "cosine", "pred_v": "sigmoid"}


@pytest.mark.parametrize("objective", OBJECTIVES)
@torch.no_grad()
def test_lucidrains_images_are_those_of_the_package(tmp_path, objective):
    file, theirs = bare_checkpoints.lucidrains(tmp_path / "c", objective=objective, beta_schedule=OBJECTIVES[objective])
    export(file, tmp_path / "b", ALLOWED)
    bundle = WrittenBundle(tmp_path / "b")
    torch.manual_seed(11)
    expected = theirs.sample(3) * 2 - 1
    torch.manual_seed(11)
    noise = torch.randn(3, 3, 16, 16)
    visited = bundle.times([99, 89, 79, 69, 59, 49, 39, 29, 19, 9])
    assert (images(bundle, noise, visited) - expected).abs().max() < 1e-3
    assert expected.std() > 0.2


@torch.no_grad()
def test_lucidrains_grey_images_that_are_not_square_and_a_variance(tmp_path):
    unet = {"channels": 1, "learned_variance": True, "attn_heads": 2, "attn_dim_head": 8}
    from denoising_diffusion_pytorch import Unet
    from denoising_diffusion_pytorch.learned_gaussian_diffusion import LearnedGaussianDiffusion

    network = Unet(dim=16, dim_mults=(1, 2), **unet)
    bare_checkpoints.fill(network)
    process = LearnedGaussianDiffusion(network, image_size=(8, 16), timesteps=100, objective="pred_noise")
    file = bare_checkpoints.written(tmp_path / "c" / "model.pt", process.state_dict(), {"image_size": [8, 16]})
    grey = tmp_path / "grey.pt"
    torch.jit.save(torch.jit.trace(Grey(), torch.rand(2, 1, 8, 16)), str(grey))
    grey.with_suffix(".json").write_text(json.dumps({"attributes": {"tone": ["dark", "light"]}}))
    manifest = export(file, tmp_path / "b", ALLOWED, "--labeler", grey)
    assert manifest["image"] == {"channels": 1, "height": 8, "width": 16}


class Grey(torch.nn.Module):
    def forward(self, image):
        mean = image.mean((1, 2, 3))
        return torch.stack([-3 * mean - 1, 3 * mean + 1], 1)


@pytest.mark.parametrize("case", range(4))
@torch.no_grad()
def test_networks_of_edm(tmp_path, case):
    manifest = export(bare_checkpoints.edm(tmp_path / "c", case), tmp_path / "b")
    section = manifest["diffusion"]
    assert section["prediction"] == "sample" and section["levels"]["told"] == "log-snr"
    assert section["levels"]["logSnr"][0] == pytest.approx(-2 * np.log(0.002)) and section["levels"]["logSnr"][-1] == pytest.approx(-2 * np.log(80))
    assert section["steps"] == {"spacing": "karras", "rho": 7} and manifest["sampler"] == {"name": "heun", "steps": 18}
    classes = [c["classes"] for c in manifest["conditions"]]
    assert classes == ([3] if golden.cases("edm")[case]["inputs"]["labels"] else [])


def test_edm_labels_beyond_the_last_stand_for_none(tmp_path):
    manifest = export(bare_checkpoints.edm(tmp_path / "c", 3, label_dropout=0.1), tmp_path / "b")
    assert manifest["conditions"][0]["null"] == 3
    denoiser = torch.jit.load(str(tmp_path / "b" / "denoiser.pt"))
    x, level = torch.randn(1, 3, 16, 16), torch.tensor([0.3])
    each = [denoiser(x, level, torch.tensor([label])) for label in range(4)]
    assert min((each[3] - other).abs().max() for other in each[:3]) > 1e-3


@pytest.mark.parametrize("case", range(4))
def test_onnx_of_edm(tmp_path, case):
    export(bare_checkpoints.edm(tmp_path / "c", case), tmp_path / "b", "--engine", "onnx")


def test_onnx_and_fewer_bits(tmp_path):
    export(bare_checkpoints.adm(tmp_path / "c"), tmp_path / "b", ALLOWED, "--engine", "onnx")
    export(bare_checkpoints.diffae(tmp_path / "d"), tmp_path / "e", ALLOWED, "--precision", "bfloat16")
    export(bare_checkpoints.lucidrains(tmp_path / "f")[0], tmp_path / "g", ALLOWED, "--precision", "bfloat16", "--channels-last", "denoiser")


class Hostile:
    def __reduce__(self):
        return os.system, (f"echo this code was run > {Hostile.trace}",)


def test_code_in_a_pickle_is_not_run(tmp_path):
    file = bare_checkpoints.adm(tmp_path / "c")
    Hostile.trace = tmp_path / "trace"
    torch.save({"model": torch.load(file), "hook": Hostile()}, file)
    export(file, tmp_path / "b", ALLOWED)
    assert not Hostile.trace.exists()


def without(file: Path, *options: str) -> Path:
    described = file.with_suffix(".json")
    values = json.loads(described.read_text())
    described.write_text(json.dumps({name: value for name, value in values.items() if name not in options}))
    return file


def kept(file: Path, change) -> Path:
    state = torch.load(file, weights_only=False)
    change(state)
    torch.save(state, file)
    return file


def selfish(folder: Path) -> Path:
    return bare_checkpoints.lucidrains(folder, unet={"self_condition": True})[0]


REFUSED = {
    "a pickle, not allowed": (lambda f: bare_checkpoints.adm(f), (), "is a pickle; convert it to safetensors, or pass --allow-pickle"),
    "no size": (lambda f: without(bare_checkpoints.adm(f), "image_size"), (ALLOWED,), "the weights do not say image_size: write it into"),
    "no heads": (lambda f: without(bare_checkpoints.adm(f), "num_head_channels"), (ALLOWED,), "num_head_channels or num_heads"),
    "another schedule": (lambda f: bare_checkpoints.adm(f, noise_schedule="sqrt"), (ALLOWED,), 'noise_schedule must be "linear" or "cosine"'),
    "an option that the weights contradict": (lambda f: bare_checkpoints.adm(f, learn_sigma=False), (ALLOWED,), "learn_sigma is false but the weights say true"),
    "an option that is not known": (lambda f: bare_checkpoints.adm(f, image_sise=16), (ALLOWED,), "image_sise = 16 is not known"),
    "other heads on the way back": (lambda f: bare_checkpoints.adm(f, num_heads_upsample=2), (ALLOWED,), "num_heads_upsample must be -1 but is 2"),
    "a size that cannot be halved": (lambda f: bare_checkpoints.adm(f, image_size=15), (ALLOWED,), "it must be a multiple of 2"),
    "a layer of another network": (
        lambda f: kept(bare_checkpoints.adm(f), lambda s: s.update({"input_blocks.3.2.transformer_blocks.0.norm1.weight": torch.zeros(3)})),
        (ALLOWED,),
        "input_blocks.3.2 is no layer of guided diffusion's U-Net",
    ),
    "a classifier": (
        lambda f: kept(bare_checkpoints.adm(f), lambda s: [s.pop(n) for n in list(s) if n.startswith("output")]),
        (ALLOWED,),
        "a classifier of guided diffusion",
    ),
    "an encoder of another depth": (lambda f: bare_checkpoints.diffae(f, net_enc_num_res_blocks=3), (ALLOWED,), "no levels of 3 blocks"),
    "self-conditioning": (selfish, (ALLOWED,), "it was trained with self_condition"),
    "no betas": (
        lambda f: kept(bare_checkpoints.lucidrains(f)[0], lambda s: [s[k].pop(n) for k in ("ema", "model") for n in list(s[k]) if n.endswith("betas")]),
        (ALLOWED,),
        "has no betas beside the network",
    ),
    "another objective": (
        lambda f: change_options(bare_checkpoints.lucidrains(f)[0], objective="pred_noise"),
        (ALLOWED,),
        'objective is "pred_noise" but the weights say "pred_v"',
    ),
    "images that are not shifted": (lambda f: change_options(bare_checkpoints.lucidrains(f)[0], auto_normalize=False), (ALLOWED,), "auto_normalize must be true"),
    "EDM: no arguments": (lambda f: remove(bare_checkpoints.edm(f)), (), "needs its arguments (net.init_kwargs) as JSON"),
    "EDM: other preconditioning": (lambda f: bare_checkpoints.edm(f, class_name="VPPrecond"), (), "class_name is VPPrecond"),
    "EDM: another network": (lambda f: bare_checkpoints.edm(f, model_type="Precond2"), (), "model_type must be SongUNet or DhariwalUNet"),
    "EDM: another size": (lambda f: bare_checkpoints.edm(f, img_resolution=32), (), "lacks the tensor model.enc.32x32_conv.weight"),
    "EDM: a pickle": (lambda f: pickled(f), (ALLOWED,), "a pickle of code and weights, which is not opened"),
    "timestep of a code": (lambda f: bare_checkpoints.diffae(f), (ALLOWED, "--timestep", "3"), "--timestep is not for a diffusion autoencoder, which takes a code"),
    "an encoder besides": (lambda f: bare_checkpoints.diffae(f), (ALLOWED, "--encoder", "x.pt"), "--encoder is not for a diffusion autoencoder"),
}


def change_options(file: Path, **options) -> Path:
    described = file.with_suffix(".json")
    described.write_text(json.dumps(json.loads(described.read_text()) | options))
    return file


def remove(file: Path) -> Path:
    file.with_suffix(".json").unlink()
    return file


def pickled(folder: Path) -> Path:
    folder.mkdir()
    (folder / "edm-ffhq-64x64-uncond-vp.pkl").write_bytes(b"\x80\x04.")
    return folder / "edm-ffhq-64x64-uncond-vp.pkl"


@pytest.mark.parametrize("name", REFUSED)
def test_refused_in_one_line(tmp_path, capsys, name):
    build, options, words = REFUSED[name]
    assert words in refused(capsys, build(tmp_path / "c"), tmp_path / "b", *options)
    assert not (tmp_path / "b").exists()


def test_objective_is_read_from_the_weights_of_the_loss():
    betas = np.linspace(1e-3, 0.2, 100)
    share = np.cumprod(1 - betas)
    ratio = share / (1 - share)
    for cut in (np.inf, 5.0):
        least = np.minimum(ratio, cut)
        assert lucidrains_files.objectives(least / ratio, betas) == ["pred_noise"]
        assert lucidrains_files.objectives(least, betas) == ["pred_x0"]
        assert lucidrains_files.objectives(least / (ratio + 1), betas) == ["pred_v"]
    assert lucidrains_files.objectives(np.full(100, 7.0), betas) == []


def test_steps_lie_where_the_makers_place_them():
    of_a_thousand = {"levels": {"logSnr": [0] * 1000}}
    # Counted from the end as lucidrains' linspace(-1, 999, 5) does, from the start as guided diffusion's range(0, 1000, 250) does.
    assert indices(of_a_thousand | {"steps": {"spacing": "trailing"}}, 4) == [999, 749, 499, 249]
    assert indices(of_a_thousand | {"steps": {"spacing": "leading", "offset": 0}}, 4) == [750, 500, 250, 0]
    sigmas = makers.OfEdm(None, 0.5, 0.002, 80).sigmas(18)
    assert sigmas[0] == pytest.approx(80) and sigmas[-1] == pytest.approx(0.002)
    assert sigmas[1] == pytest.approx(57.586, abs=1e-3)
