"""Families of pipelines: exported from what diffusers saved, and compared with the pipelines as their users call them."""

import json
import sys
from pathlib import Path

import pytest

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parents[2] / "main" / "python" / "export"))

import diffusers
import torch

import checkpoint
import comparison
import coverage
import export_bundle
import families
import pipelines
from errors import ExportError
from families.source import Source
from job import WrittenBundle

torch.set_num_threads(1)
STEPS = 12


def read(folder: Path, **options):
    index, _ = checkpoint.index_of(folder)
    return families.reader(index, folder)(Source(folder, index, **options))


def export(folder: Path, out: Path, image: tuple, *options) -> dict:
    labeler = pipelines.labeler(out.parent / "labeler", image)
    assert export_bundle.main([str(folder), "--labeler", str(labeler), "--name", "test", "--out", str(out), *map(str, options)]) == 0
    return json.loads((out / "bundle.json").read_text())


IMAGE = (3, 16, 16)
CASES = [
    ("sd", pipelines.stable_diffusion, IMAGE),
    ("sd-v", lambda f: pipelines.stable_diffusion(f, diffusers.DDIMScheduler(**pipelines.SD_BETAS, prediction_type="v_prediction", clip_sample=False)), IMAGE),
    ("sd-zero-snr", lambda f: pipelines.stable_diffusion(f, diffusers.DDIMScheduler(**pipelines.SD_BETAS, prediction_type="v_prediction", clip_sample=False, rescale_betas_zero_snr=True, timestep_spacing="trailing")), IMAGE),
    ("sd-karras", lambda f: pipelines.stable_diffusion(f, diffusers.DPMSolverMultistepScheduler(**pipelines.SD_BETAS, use_karras_sigmas=True)), IMAGE),
    ("sd-euler", lambda f: pipelines.stable_diffusion(f, diffusers.EulerDiscreteScheduler(**pipelines.SD_BETAS)), IMAGE),
    ("sd-tcd", lambda f: pipelines.stable_diffusion(f, diffusers.TCDScheduler()), IMAGE),
    ("sd-lcm", lambda f: pipelines.stable_diffusion(f, diffusers.LCMScheduler()), IMAGE),
    ("sd-oblong", lambda f: pipelines.stable_diffusion(f, sample_size=[8, 12]), (3, 16, 24)),
    ("lcm", pipelines.latent_consistency, IMAGE),
    ("sdxl", pipelines.stable_diffusion_xl, IMAGE),
    ("sd3", pipelines.stable_diffusion_3, IMAGE),
    ("sd3-dynamic", lambda f: pipelines.stable_diffusion_3(f, diffusers.FlowMatchEulerDiscreteScheduler(use_dynamic_shifting=True, max_shift=1.16)), IMAGE),
    ("pixart", pipelines.pixart, IMAGE),
    ("sana", pipelines.sana, (3, 32, 32)),
    ("dit", pipelines.dit, IMAGE),
    ("edm", lambda f: coverage.scheduled(f, diffusers.EDMEulerScheduler()), IMAGE),
    ("edm-v", lambda f: coverage.scheduled(f, diffusers.EDMEulerScheduler(prediction_type="v_prediction", sigma_schedule="exponential")), IMAGE),
    ("edm-dpm", lambda f: coverage.scheduled(f, diffusers.EDMDPMSolverMultistepScheduler(final_sigmas_type="sigma_min")), IMAGE),
    ("flow", lambda f: coverage.scheduled(f, diffusers.FlowMatchEulerDiscreteScheduler()), IMAGE),
    ("plain-lcm", lambda f: coverage.scheduled(f, diffusers.LCMScheduler(prediction_type="v_prediction", clip_sample=True)), IMAGE),
    ("consistency", coverage.saved("ConsistencyModelPipeline", diffusers.CMStochasticIterativeScheduler()), IMAGE),
    ("consistency-classes", coverage.saved("ConsistencyModelPipeline", diffusers.CMStochasticIterativeScheduler(), num_class_embeds=10), IMAGE),
    ("ve", coverage.saved("ScoreSdeVePipeline", diffusers.ScoreSdeVeScheduler(), time_embedding_type="fourier"), IMAGE),
    ("karras-ve", coverage.saved("KarrasVePipeline", diffusers.KarrasVeScheduler()), IMAGE),
    ("classes", lambda f: coverage.ddpm(f, num_class_embeds=10), IMAGE),
    ("grey", lambda f: coverage.ddpm(f, in_channels=1, out_channels=1, num_class_embeds=3), (1, 16, 16)),
    ("four-channels", lambda f: coverage.ddpm(f, in_channels=4, out_channels=4, num_class_embeds=3), (4, 16, 16)),
]  # fmt: skip


@pytest.mark.parametrize("name, build, image", CASES, ids=[case[0] for case in CASES])
def test_images_are_those_of_the_pipeline(tmp_path, name, build, image):
    build(tmp_path / "c")
    manifest = export(tmp_path / "c", tmp_path / "b", image)
    assert tuple(manifest["image"].values()) == image
    line = comparison.compare_family(read(tmp_path / "c"), tmp_path / "b", images=3, steps=STEPS)
    assert "3 images" in line


@pytest.mark.parametrize("distilled", [False, True])
def test_flux_at_a_size(tmp_path, distilled):
    pipelines.flux(tmp_path / "c", distilled)
    manifest = export(tmp_path / "c", tmp_path / "b", (3, 16, 24), "--size", 16, 24)
    assert manifest["sample"] == {"channels": 4, "height": 8, "width": 12, "of": "autoencoder"}
    names = [condition["name"] for condition in manifest["conditions"]]
    assert names == ["tokens", "pooled"] + ([] if distilled else ["guidance"])
    assert manifest["conditions"][0]["shape"] == [256 if distilled else 512, pipelines.WIDTH]
    assert manifest.get("guidance") == (None if distilled else {"kind": "embedded", "scale": 3.5, "rescale": 0})
    steps = manifest["diffusion"]["steps"]
    assert (steps["shift"] == 1) == distilled and steps["ends"] == "first" and (steps["from"], steps["to"]) == (1, 0)
    comparison.compare_family(read(tmp_path / "c", size=(16, 24)), tmp_path / "b", steps=STEPS)


@pytest.mark.parametrize("wrong", [
    lambda d: d["diffusion"]["steps"].update(shift=2.9), lambda d: d["guidance"].update(scale=6.5), lambda d: d["diffusion"].update(end=6.0),
    lambda d: d["diffusion"].update(prediction="epsilon"), lambda d: d["diffusion"].update(clip={"range": 0.5}),
    lambda d: d["diffusion"]["steps"].update({"to": 0.0, "ends": "first"}),
], ids=["shift", "guidance", "end", "prediction", "clip", "steps"])  # fmt: skip
def test_a_bundle_that_is_not_the_pipeline_is_refused(tmp_path, wrong):
    pipelines.stable_diffusion_3(tmp_path / "c")
    export(tmp_path / "c", tmp_path / "b", IMAGE)
    document = json.loads((tmp_path / "b" / "bundle.json").read_text())
    wrong(document)
    (tmp_path / "b" / "bundle.json").write_text(json.dumps(document))
    with pytest.raises(ExportError, match="differ from those of StableDiffusion3Pipeline|the job would visit"):
        comparison.compare_family(read(tmp_path / "c"), tmp_path / "b")


def shown(bundle: WrittenBundle, noise, visited, given, null=None) -> torch.Tensor:
    images = bundle.decode(bundle.run(noise, visited, given, null, 3))
    return (images / 2 + 0.5).clamp(0, 1).permute(0, 2, 3, 1)


@torch.no_grad()
def test_images_are_those_of_a_called_stable_diffusion_3(tmp_path):
    pipeline = pipelines.stable_diffusion_3(tmp_path / "c")
    export(tmp_path / "c", tmp_path / "b", IMAGE)
    family, bundle = read(tmp_path / "c"), WrittenBundle(tmp_path / "b")
    given, null, noise = family.given(2), family.null(2), torch.randn(2, *family.state)
    called = pipeline(
        prompt_embeds=given[0], pooled_prompt_embeds=given[1], negative_prompt_embeds=null[0], negative_pooled_prompt_embeds=null[1],
        latents=noise, num_inference_steps=28, height=16, width=16, output_type="np",
    ).images  # fmt: skip
    found = shown(bundle, noise, family.visited(bundle.section, 28), given, null)
    assert (found - torch.from_numpy(called)).abs().max() < 1e-3


@torch.no_grad()
def test_images_are_those_of_a_called_dit(tmp_path):
    pipeline = pipelines.dit(tmp_path / "c")
    coverage.edit(tmp_path / "c" / "model_index.json", id2label={str(i): f"class {i}" for i in range(1000)})
    manifest = export(tmp_path / "c", tmp_path / "b", IMAGE)
    label = manifest["conditions"][0]
    assert (label["null"], label["classes"][7]) == (1000, "class 7")
    family, bundle = read(tmp_path / "c"), WrittenBundle(tmp_path / "b")
    called = pipeline([7, 900], num_inference_steps=10, generator=torch.Generator().manual_seed(5), output_type="np").images
    noise = torch.randn(2, *family.state, generator=torch.Generator().manual_seed(5))
    found = shown(bundle, noise, family.visited(bundle.section, 10), [torch.tensor([7, 900])], [torch.tensor([1000, 1000])])
    assert (found - torch.from_numpy(called)).abs().max() < 1e-3


@torch.no_grad()
def test_images_are_those_of_a_called_consistency_model(tmp_path):
    scheduler = diffusers.CMStochasticIterativeScheduler()
    unet = coverage.ddpm_unet(num_class_embeds=10)
    pipeline = diffusers.ConsistencyModelPipeline(unet=unet, scheduler=scheduler)
    pipeline.save_pretrained(tmp_path / "c")
    pipeline.set_progress_bar_config(disable=True)
    manifest = export(tmp_path / "c", tmp_path / "b", IMAGE)
    assert manifest["sampler"] == {"name": "consistency", "steps": 1} and len(manifest["diffusion"]["levels"]["logSnr"]) == 40
    family, bundle = read(tmp_path / "c"), WrittenBundle(tmp_path / "b")
    noise = torch.randn(2, *family.state)
    draws = [torch.Generator().manual_seed(3 + i) for i in range(2)]
    called = pipeline(2, class_labels=[1, 8], latents=noise, num_inference_steps=3, generator=draws, output_type="np").images
    found = shown(bundle, noise, family.visited(bundle.section, 3), [torch.tensor([1, 8])])
    assert (found - torch.from_numpy(called)).abs().max() < 1e-3


def refused(capsys, folder: Path, out: Path, *options) -> str:
    capsys.readouterr()
    arguments = [str(folder), "--labeler", str(coverage.TINY), "--name", "test", "--out", str(out), *map(str, options)]
    assert export_bundle.main(arguments) == 2
    error = capsys.readouterr().err
    assert error.startswith("export: ") and error.count("\n") == 1 and "unsupported:" not in error and not out.exists()
    return error


@pytest.mark.parametrize("build, part, change, complaint", [
    (pipelines.stable_diffusion, "unet", {"attention_type": "gated"}, 'attention_type must be "default" or null but is "gated": it takes places'),
    (pipelines.stable_diffusion, "unet", {"in_channels": 9}, "in_channels is 9: the U-Net of an inpainting model"),
    (pipelines.stable_diffusion, "unet", {"my_option": 2}, "my_option = 2 is not an option of UNet2DConditionModel"),
    (pipelines.stable_diffusion, "scheduler", {"sigma_warp": 2.0}, "sigma_warp = 2.0 is not an option that the exporter knows"),
    (pipelines.stable_diffusion, "vae", {"latents_mean": [0.0] * 4}, "latents_mean must be null"),
    (pipelines.latent_consistency, "scheduler", {"thresholding": True}, "thresholding must be false"),
    (pipelines.latent_consistency, "scheduler", {"timestep_scaling": -1.0}, "timestep_scaling must be a positive number but is -1.0"),
    (pipelines.stable_diffusion_xl, "unet", {"time_cond_proj_dim": 8}, "time_cond_proj_dim must be null but is 8"),
    (pipelines.stable_diffusion_3, "scheduler", {"use_karras_sigmas": True}, "use_karras_sigmas must be false"),
    (pipelines.stable_diffusion_3, "scheduler", {"shift_terminal": 0.1}, "shift_terminal must be null"),
    (pipelines.stable_diffusion_3, "scheduler", {"invert_sigmas": True}, "invert_sigmas must be false"),
    (pipelines.stable_diffusion_3, "scheduler", {"shift": 0}, "shift must be a positive number but is 0"),
    (pipelines.stable_diffusion_3, "scheduler", {"warp": 3}, "warp = 3 is not an option that the exporter knows"),
    (pipelines.flux, "transformer", {"out_channels": 8}, "out_channels must be 16 or null but is 8"),
    (pipelines.pixart, "transformer", {"use_additional_conditions": True, "sample_size": 8}, "use_additional_conditions must be false"),
    (pipelines.sana, "transformer", {"guidance_embeds": True}, "guidance_embeds must be false"),
    (pipelines.sana, "scheduler", {"use_karras_sigmas": True}, "use_karras_sigmas must be false"),
    (pipelines.sana, "scheduler", {"use_flow_sigmas": False}, "use_flow_sigmas must be true but is false: prediction_type is flow_prediction"),
    (pipelines.dit, "transformer", {"num_embeds_ada_norm": 10}, "num_embeds_ada_norm must be 1000 but is 10"),
    (pipelines.dit, "transformer", {"norm_type": "ada_norm"}, "norm_type must be"),
])  # fmt: skip
def test_options_that_a_family_does_not_know_are_refused(tmp_path, capsys, build, part, change, complaint):
    build(tmp_path / "c")
    file = tmp_path / "c" / part / ("scheduler_config.json" if part == "scheduler" else "config.json")
    file.write_text(json.dumps(json.loads(file.read_text()) | change))
    assert complaint in refused(capsys, tmp_path / "c", tmp_path / "b")


def edit_scheduler(folder: Path, scheduler) -> None:
    scheduler.save_pretrained(folder / "scheduler")
    coverage.edit(folder / "model_index.json", scheduler=["diffusers", type(scheduler).__name__])


def test_parts_and_options_of_other_pipelines_are_refused(tmp_path, capsys):
    pipelines.stable_diffusion(tmp_path / "c")
    coverage.edit(tmp_path / "c" / "model_index.json", image_encoder=["transformers", "CLIPVisionModelWithProjection"])
    assert "StableDiffusionPipeline with image_encoder is not supported: it takes more than prompts" in refused(capsys, tmp_path / "c", tmp_path / "b")
    pipelines.stable_diffusion(tmp_path / "d")
    assert "--encoder is not for a StableDiffusionPipeline" in refused(capsys, tmp_path / "d", tmp_path / "b", "--encoder", coverage.TINY)
    assert "--size must be multiples of 4 but is 18 16" in refused(capsys, tmp_path / "d", tmp_path / "b", "--size", 18, 16)
    assert "--timestep must be in [0, 1000)" in refused(capsys, tmp_path / "d", tmp_path / "b", "--timestep", 1000)
    pipelines.stable_diffusion(tmp_path / "flow")
    edit_scheduler(tmp_path / "flow", diffusers.FlowMatchEulerDiscreteScheduler())
    words = "StableDiffusionPipeline with the scheduler FlowMatchEulerDiscreteScheduler is not supported"
    assert words in refused(capsys, tmp_path / "flow", tmp_path / "b")
    coverage.ddpm(tmp_path / "e")
    assert "--size is for pipelines that take prompts" in refused(capsys, tmp_path / "e", tmp_path / "b", "--size", 16, 16)
    coverage.scheduled(tmp_path / "f", diffusers.FlowMatchEulerDiscreteScheduler(use_dynamic_shifting=True))
    assert "use_dynamic_shifting must be false: the network has no tokens" in refused(capsys, tmp_path / "f", tmp_path / "b")
    coverage.saved("ScoreSdeVePipeline", diffusers.DDPMScheduler())(tmp_path / "g")
    assert "scheduler must be ScoreSdeVeScheduler, which ScoreSdeVePipeline is written for" in refused(capsys, tmp_path / "g", tmp_path / "b")


def test_without_transformers_a_pipeline_of_prompts_is_refused(tmp_path, capsys, monkeypatch):
    pipelines.stable_diffusion(tmp_path / "c")
    monkeypatch.setattr(diffusers.utils, "is_transformers_available", lambda: False)
    assert "needs transformers: install requirements-text.txt" in refused(capsys, tmp_path / "c", tmp_path / "b")


def test_a_plain_unet_is_exported_with_a_scheduler_beside_it_or_named(tmp_path, capsys):
    coverage.ddpm(tmp_path / "c")
    scheduler = diffusers.FlowMatchEulerDiscreteScheduler(shift=2.0)
    scheduler.save_pretrained(tmp_path / "named")
    manifest = export(tmp_path / "c" / "unet", tmp_path / "b1", IMAGE, "--scheduler", tmp_path / "named")
    assert manifest["diffusion"]["steps"]["shift"] == 2.0
    assert "pass the folder above it" in refused(capsys, tmp_path / "c" / "unet", tmp_path / "b")
    (tmp_path / "c" / "model_index.json").unlink()
    assert export(tmp_path / "c" / "unet", tmp_path / "b2", IMAGE)["diffusion"]["prediction"] == "epsilon"
    (tmp_path / "c" / "scheduler").rename(tmp_path / "moved")
    file = tmp_path / "moved" / "scheduler_config.json"
    assert export(tmp_path / "c" / "unet", tmp_path / "b3", IMAGE, "--scheduler", file)["diffusion"]["prediction"] == "epsilon"
    assert "name one by --scheduler" in refused(capsys, tmp_path / "c" / "unet", tmp_path / "b")
    assert "must be a scheduler_config.json or the folder of one" in refused(capsys, tmp_path / "c" / "unet", tmp_path / "b", "--scheduler", tmp_path)
    pipelines.stable_diffusion(tmp_path / "d")
    assert "but " in refused(capsys, tmp_path / "d", tmp_path / "b", "--scheduler", file)
    words = refused(capsys, tmp_path / "d" / "unet", tmp_path / "b", "--scheduler", file)
    assert "--scheduler is for the folder of a U-Net without a pipeline around it" in words
    scheduler = diffusers.ScoreSdeVeScheduler()
    coverage.scheduled(tmp_path / "e", scheduler)
    assert '"_class_name": "ScoreSdeVePipeline" if they are in [0, 1]' in refused(capsys, tmp_path / "e", tmp_path / "b")


def half_and_sharded(folder: Path) -> None:
    pipelines.stable_diffusion(folder).save_pretrained(folder, variant="fp16", max_shard_size="200KB")
    for part in ("unet", "vae"):
        (folder / part / "diffusion_pytorch_model.safetensors").unlink()
    assert any("fp16" in path.name and "-of-" in path.name for path in (folder / "unet").iterdir())


def test_variants_and_shards_of_a_pipeline_are_read(tmp_path):
    half_and_sharded(tmp_path / "c")
    export(tmp_path / "c", tmp_path / "b", IMAGE)


@torch.no_grad()
def test_halves_stay_halves_on_disk_and_make_the_same_images(tmp_path, capsys):
    """Weights of a checkpoint in float16 are stored as they are; those of others are not rounded behind its owner's back."""
    pipeline = pipelines.stable_diffusion(tmp_path / "c")
    assert "--halves is for checkpoints in half precision" in refused(capsys, tmp_path / "c", tmp_path / "b", "--halves")
    pipeline.to(torch.float16).save_pretrained(tmp_path / "h")
    export(tmp_path / "h", tmp_path / "b", IMAGE)
    export(tmp_path / "h", tmp_path / "half", IMAGE, "--halves")
    for role in ("denoiser", "autoencoder"):
        whole, half = (torch.jit.load(str(tmp_path / folder / f"{role}.pt")) for folder in ("b", "half"))
        assert {each.dtype for each in half.parameters()} == {torch.float16}
        assert sum(each.nbytes for each in half.parameters()) * 2 == sum(each.nbytes for each in whole.parameters())
    manifest = json.loads((tmp_path / "half" / "bundle.json").read_text())
    state = tuple(manifest["sample"][side] for side in ("channels", "height", "width"))
    inputs = torch.randn(2, *state), torch.tensor([3.0, 900.0]), torch.randn(2, *manifest["conditions"][0]["shape"])
    whole, half = (torch.jit.load(str(tmp_path / folder / "denoiser.pt")) for folder in ("b", "half"))
    assert torch.equal(whole(*inputs), half(*inputs))


def test_the_scale_that_a_bundle_recommends_can_be_named(tmp_path, capsys):
    pipelines.stable_diffusion(tmp_path / "c")
    assert export(tmp_path / "c", tmp_path / "usual", IMAGE)["guidance"]["scale"] == 7.5
    assert export(tmp_path / "c", tmp_path / "b", IMAGE, "--guidance", "1.5")["guidance"] == {"kind": "classifier-free", "scale": 1.5, "rescale": 0}
    assert "--guidance must be between 0 and 100 but is -1" in refused(capsys, tmp_path / "c", tmp_path / "n", "--guidance", "-1")
    checkpoint_folder = tmp_path / "d"
    coverage.ddpm(checkpoint_folder)
    assert "this one is guided by nothing" in refused(capsys, checkpoint_folder, tmp_path / "n", "--guidance", "2")
