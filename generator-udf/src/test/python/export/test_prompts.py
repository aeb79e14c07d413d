"""Prompts: encoded by a checkpoint's own text encoders, as a table and as a module of the bundle."""

import json
import sys
from pathlib import Path

import pytest

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parents[2] / "main" / "python" / "export"))

import pyarrow
import pyarrow.parquet as parquet
import torch
from tokenizers import Tokenizer

import coverage
import export_bundle
import pipelines
import prompts
import texts
from families import masked

torch.set_num_threads(1)
TEXTS = ["a portrait of a doctor", "two cats, one dog", "a café; " + "very " * 90 + "long"]


def table(folder: Path, checkpoint: Path, *options) -> pyarrow.Table:
    lines = folder / "prompts.txt"
    lines.write_text("\n".join(["", *TEXTS, f"  {TEXTS[0]} ", ""]))
    assert prompts.main([str(checkpoint), "--texts", str(lines), "--out", str(folder / "prompts.parquet"), "--cut", *options]) == 0
    return parquet.read_table(folder / "prompts.parquet")


def column(found: pyarrow.Table, name: str, *shape: int) -> torch.Tensor:
    return torch.tensor(found[name].to_pylist()).reshape(-1, *shape)


@torch.no_grad()
def test_stable_diffusion_has_a_row_per_prompt_and_one_for_none(tmp_path):
    made = texts.stable_diffusion(tmp_path / "c")
    found = table(tmp_path, tmp_path / "c")
    assert found["prompt"].to_pylist() == ["", *TEXTS]
    given, none = made.encode_prompt(TEXTS, "cpu", 1, True)
    torch.testing.assert_close(column(found, "tokens", 77, 16), torch.cat([none[:1], given]), atol=1e-5, rtol=0)


@torch.no_grad()
def test_stable_diffusion_xl_has_zeros_for_no_prompt(tmp_path):
    made = texts.stable_diffusion_xl(tmp_path / "c")
    found = table(tmp_path, tmp_path / "c")
    given, none, pooled, pooled_none = made.encode_prompt(TEXTS, device="cpu", do_classifier_free_guidance=True)
    torch.testing.assert_close(column(found, "tokens", 77, 24), torch.cat([none[:1], given]), atol=1e-5, rtol=0)
    torch.testing.assert_close(column(found, "pooled", 12), torch.cat([pooled_none[:1], pooled]), atol=1e-5, rtol=0)
    assert not none.any()


@torch.no_grad()
def test_stable_diffusion_3_joins_its_three_encoders(tmp_path):
    made = texts.stable_diffusion_3(tmp_path / "c")
    found = table(tmp_path, tmp_path / "c")
    given, none, pooled, pooled_none = made.encode_prompt(TEXTS, None, None, device="cpu", do_classifier_free_guidance=True)
    torch.testing.assert_close(column(found, "tokens", 333, 16), torch.cat([none[:1], given]), atol=1e-5, rtol=0)
    torch.testing.assert_close(column(found, "pooled", 24), torch.cat([pooled_none[:1], pooled]), atol=1e-5, rtol=0)


@torch.no_grad()
def test_flux_needs_no_row_for_no_prompt(tmp_path):
    made = texts.flux(tmp_path / "c")
    found = table(tmp_path, tmp_path / "c")
    given, pooled, _ = made.encode_prompt(TEXTS, None, device="cpu", max_sequence_length=512)
    assert found["prompt"].to_pylist() == TEXTS
    torch.testing.assert_close(column(found, "tokens", 512, 16), given, atol=1e-5, rtol=0)
    torch.testing.assert_close(column(found, "pooled", 12), pooled, atol=1e-5, rtol=0)


@pytest.mark.parametrize("build", [texts.pixart, texts.sana])
@torch.no_grad()
def test_transformers_with_masks(tmp_path, build):
    made = build(tmp_path / "c")
    found = table(tmp_path, tmp_path / "c")
    options = {}
    if build is texts.sana:
        import inspect

        options["complex_human_instruction"] = inspect.signature(made.__call__).parameters["complex_human_instruction"].default
    given, mask, none, none_mask = made.encode_prompt(TEXTS, device="cpu", max_sequence_length=masked.TOKENS, **options)
    torch.testing.assert_close(column(found, "tokens", 300, 16), torch.cat([none[:1], given]), atol=1e-5, rtol=0)
    assert torch.equal(column(found, "mask", 300), torch.cat([none_mask[:1], mask]).float())


@torch.no_grad()
def test_a_small_text_encoder_is_a_module_of_the_bundle(tmp_path):
    texts.stable_diffusion(tmp_path / "c")
    found = table(tmp_path, tmp_path / "c")
    options = ["--labeler", str(coverage.TINY), "--name", "test", "--out", str(tmp_path / "b"), "--prompts", str(tmp_path / "prompts.parquet")]
    assert export_bundle.main([str(tmp_path / "c"), *options]) == 0
    manifest = json.loads((tmp_path / "b" / "bundle.json").read_text())
    assert manifest["prompts"] == "prompts.parquet" and {"prompts.parquet", "tokenizer.json", "text.pt"} < set(manifest["files"])
    described = manifest["text"]
    tokenizer = Tokenizer.from_file(str(tmp_path / "b" / described["tokenizer"]))
    ids = torch.tensor([tokenizer.encode(text).ids for text in ["", *TEXTS]])
    assert ids.shape == (4, 77) and described["length"] == 77 and described["pad"] == ids[0, -1]
    encoded = torch.jit.load(str(tmp_path / "b" / "text.pt"))(ids)
    torch.testing.assert_close(encoded, column(found, "tokens", 77, 16), atol=1e-4, rtol=0)


@torch.no_grad()
def test_a_tokenizer_of_another_length_makes_as_many_tokens(tmp_path, capsys):
    texts.stable_diffusion(tmp_path / "c")
    coverage.edit(tmp_path / "c" / "tokenizer" / "tokenizer_config.json", model_max_length=20)
    options = ["--labeler", str(coverage.TINY), "--name", "test"]
    assert export_bundle.main([str(tmp_path / "c"), *options, "--out", str(tmp_path / "b")]) == 0
    manifest = json.loads((tmp_path / "b" / "bundle.json").read_text())
    assert manifest["conditions"][0]["shape"][0] == manifest["text"]["length"] == 20
    coverage.edit(tmp_path / "c" / "tokenizer" / "tokenizer_config.json", model_max_length=10**30)
    assert export_bundle.main([str(tmp_path / "c"), *options, "--out", str(tmp_path / "b2")]) == 2
    assert "model_max_length must be between 1 and 4096 but is 1" in capsys.readouterr().err


def refused(capsys, *arguments) -> str:
    capsys.readouterr()
    assert prompts.main([*map(str, arguments)]) == 2
    error = capsys.readouterr().err
    assert error.startswith("prompts: ") and error.count("\n") == 1 and "unsupported:" not in error
    return error


@pytest.mark.parametrize(
    "build, most",
    [
        (texts.stable_diffusion, 77),
        (texts.stable_diffusion_xl, 77),
        (texts.stable_diffusion_3, 256),
        (texts.flux, 512),
        (texts.pixart, 300),
        (texts.sana, 300),
    ],
)
def test_a_prompt_that_would_be_cut_is_refused_or_counted(tmp_path, capsys, build, most):
    """These tokenizers make a token of a letter, and two of a text's ends. What T5 reads to its end, CLIP may cut."""
    build(tmp_path / "c")
    lines, out = tmp_path / "prompts.txt", tmp_path / "out.parquet"
    fits = "b" * (most - 2)
    lines.write_text(f"a cat\n{fits}b\n")
    error = refused(capsys, tmp_path / "c", "--texts", lines, "--out", out)
    assert f"has {most + 1} tokens of which {most} are read; shorten them, or cut them with --cut" in error
    assert error.startswith("prompts: 1 of ") and not out.exists()
    assert prompts.main([str(tmp_path / "c"), "--texts", str(lines), "--out", str(out), "--cut"]) == 0
    assert "prompts: 1 of " in (said := capsys.readouterr().err) and "lose their end" in said
    lines.write_text(fits)
    assert prompts.main([str(tmp_path / "c"), "--texts", str(lines), "--out", str(tmp_path / "fits.parquet")]) == 0
    assert "lose their end" not in capsys.readouterr().err


def test_mistakes_are_one_line(tmp_path, capsys, monkeypatch):
    lines, out = tmp_path / "prompts.txt", tmp_path / "out.parquet"
    lines.write_text("a cat\n")
    pipelines.stable_diffusion(tmp_path / "c")
    assert "has no text_encoder; get the pipeline whole" in refused(capsys, tmp_path / "c", "--texts", lines, "--out", out)
    coverage.ddpm(tmp_path / "d")
    assert "DDPMPipeline takes no prompts that the exporter knows" in refused(capsys, tmp_path / "d", "--texts", lines, "--out", out)
    texts.stable_diffusion(tmp_path / "t")
    assert "must be a file" in refused(capsys, tmp_path / "t", "--texts", tmp_path / "nothing", "--out", out)
    (tmp_path / "empty.txt").write_text("\n")
    assert "holds no prompts" in refused(capsys, tmp_path / "t", "--texts", tmp_path / "empty.txt", "--out", out)
    parquet.write_table(pyarrow.table({"text": ["a"]}), tmp_path / "other.parquet")
    assert "must have a column prompt but has text" in refused(capsys, tmp_path / "t", "--texts", tmp_path / "other.parquet", "--out", out)
    parquet.write_table(pyarrow.table({"prompt": ["a", None]}), tmp_path / "null.parquet")
    assert "row 1 must be a string but is None" in refused(capsys, tmp_path / "t", "--texts", tmp_path / "null.parquet", "--out", out)
    assert "is there already" in refused(capsys, tmp_path / "t", "--texts", lines, "--out", lines)
    assert not out.exists() and not list(tmp_path.glob(".*.partial"))
    import diffusers

    monkeypatch.setattr(diffusers.utils, "is_transformers_available", lambda: False)
    assert "transformers is needed: install requirements-text.txt" in refused(capsys, tmp_path / "t", "--texts", lines, "--out", out)


def test_tables_of_other_models_are_refused(tmp_path, capsys):
    pipelines.stable_diffusion(tmp_path / "c")
    coverage.ddpm(tmp_path / "d")

    def export(checkpoint: str, **columns) -> str:
        parquet.write_table(pyarrow.table(columns), tmp_path / "p.parquet")
        options = ["--labeler", str(coverage.TINY), "--name", "t", "--out", str(tmp_path / "b"), "--prompts", str(tmp_path / "p.parquet")]
        capsys.readouterr()
        assert export_bundle.main([str(tmp_path / checkpoint), *options]) == 2
        return capsys.readouterr().err

    right = [[0.0] * 77 * 16] * 2
    assert "must have the columns prompt, tokens but has prompt, pooled" in export("c", prompt=["", "a"], pooled=right)
    assert "tokens must be lists of 1232 numbers but has lists of 3" in export("c", prompt=["", "a"], tokens=[[1.0] * 3] * 2)
    assert "must have a row for the empty prompt" in export("c", prompt=["b", "a"], tokens=right)
    assert "must list each prompt once" in export("c", prompt=["", ""], tokens=right)
    assert "this one takes none: leave it out" in export("d", prompt=["", "a"], tokens=right)
