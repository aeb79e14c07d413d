"""Labelers by words and their calibration, on tiny random checkpoints that transformers saves itself."""

import json
import sys
from pathlib import Path

import numpy as np
import pytest

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parents[2] / "main" / "python" / "export"))

import pyarrow
import pyarrow.parquet as parquet
import torch
import transformers
from PIL import Image

import calibration
import coverage
import export_bundle
import export_labels
import texts

torch.set_num_threads(1)
WORDS = {
    "glasses": {"with glasses": ["a photo of a face with glasses", "somebody who wears glasses"], "without": ["a face", "a bare face"]},
    "sky": {"blue": ["a blue sky"], "grey": ["a grey sky", "clouds"], "red": "a red sky at dusk"},
}
LOGITS = 5


def clip(folder: Path, size: int = 32, **processor) -> Path:
    torch.manual_seed(41)
    tokenizer = texts.clip_tokenizer(folder.parent / f"{folder.name}-tokenizer")
    vision = dict(hidden_size=24, intermediate_size=32, num_hidden_layers=2, num_attention_heads=2, image_size=size, patch_size=8)
    text = dict(
        vocab_size=len(tokenizer), hidden_size=16, intermediate_size=32, num_hidden_layers=2, num_attention_heads=2, max_position_embeddings=77,
        eos_token_id=tokenizer.eos_token_id, bos_token_id=tokenizer.bos_token_id,
    )  # fmt: skip
    model = transformers.CLIPModel(transformers.CLIPConfig(vision_config=vision, text_config=text, projection_dim=20))
    save(model, tokenizer, transformers.CLIPImageProcessor(size={"shortest_edge": size}, crop_size=size, **processor), folder)
    return folder


def siglip(folder: Path, size: int = 32) -> Path:
    torch.manual_seed(43)
    tokenizer = texts.words_tokenizer(64)
    vision = dict(hidden_size=24, intermediate_size=32, num_hidden_layers=2, num_attention_heads=2, image_size=size, patch_size=8)
    text = dict(vocab_size=len(tokenizer), hidden_size=24, intermediate_size=32, num_hidden_layers=2, num_attention_heads=2, max_position_embeddings=64)
    model = transformers.SiglipModel(transformers.SiglipConfig(vision_config=vision, text_config=text))
    torch.nn.init.constant_(model.logit_scale, 2.3)
    save(model, tokenizer, transformers.SiglipImageProcessor(size={"height": size, "width": size}), folder)
    return folder


def save(model, tokenizer, processor, folder: Path) -> None:
    # Random weights as made are so small that all images look alike.
    with torch.no_grad():
        for name, weight in model.named_parameters():
            if weight.dim() > 1:
                weight.mul_(3)
    model.save_pretrained(folder)
    tokenizer.save_pretrained(folder)
    processor.save_pretrained(folder)


@pytest.fixture(scope="module")
def checkpoints(tmp_path_factory) -> dict:
    root = tmp_path_factory.mktemp("words")
    return {"clip": clip(root / "clip"), "siglip": siglip(root / "siglip")}


@pytest.fixture
def words(tmp_path) -> Path:
    path = tmp_path / "words.json"
    path.write_text(json.dumps({"attributes": WORDS}))
    return path


def export(*options) -> int:
    return export_labels.main([str(each) for each in options])


def labels(out: Path, checkpoint: Path, words: Path, *options, size=(32, 32)) -> dict:
    assert export("--labeler", checkpoint, "--words", words, "--size", *size, "--name", "words", "--out", out, *options) == 0
    return json.loads((out / "bundle.json").read_text())


def pictures(size, count: int = 6, mode: str = "RGB") -> list:
    draw = np.random.default_rng(3)
    channels = len(mode)
    return [Image.fromarray(draw.integers(0, 256, (*size, channels)).astype(np.uint8).squeeze(), mode) for _ in range(count)]


def tensors(images: list) -> torch.Tensor:
    arrays = [np.asarray(image, dtype=np.float32).reshape(image.height, image.width, -1) for image in images]
    return torch.from_numpy(np.stack(arrays)).permute(0, 3, 1, 2) / 127.5 - 1


@torch.no_grad()
def zero_shot(folder: Path, images: list) -> torch.Tensor:
    """transformers' own arithmetic: processor, model, texts of a class averaged after they are normalized."""
    model = transformers.AutoModel.from_pretrained(folder).eval()
    tokenizer = transformers.AutoTokenizer.from_pretrained(folder)
    processor = transformers.AutoImageProcessor.from_pretrained(folder, use_fast=False)
    seen = model.get_image_features(**processor([image.convert("RGB") for image in images], return_tensors="pt"))
    seen = seen / seen.norm(dim=-1, keepdim=True)
    columns = []
    for classes in WORDS.values():
        for given in classes.values():
            given = [given] if isinstance(given, str) else given
            padding = "max_length" if model.config.model_type == "siglip" else True
            told = model.get_text_features(tokenizer(given, padding=padding, return_tensors="pt")["input_ids"])
            mean = (told / told.norm(dim=-1, keepdim=True)).mean(0)
            columns.append(mean / mean.norm())
    return model.logit_scale.exp() * seen @ torch.stack(columns).T


@pytest.mark.parametrize("kind", ["clip", "siglip"])
def test_logits_are_those_of_transformers(kind, checkpoints, words, tmp_path):
    manifest = labels(tmp_path / "out", checkpoints[kind], words)
    images = pictures((32, 32))

    found = torch.jit.load(str(tmp_path / "out" / "labeler.pt"))(tensors(images))

    assert found.shape == (6, LOGITS)
    assert (found - zero_shot(checkpoints[kind], images)).abs().max() < 1e-4
    assert manifest["kind"] == "labels"
    assert [each["name"] for each in manifest["attributes"]] == ["glasses", "sky"]
    assert manifest["judges"]["labeler"]["words"]["sky"]["red"] == ["a red sky at dusk"]


@pytest.mark.parametrize("kind, size, mode", [("clip", (48, 40), "RGB"), ("clip", (20, 26), "RGB"), ("siglip", (70, 31), "RGB"), ("clip", (48, 48), "L")])
def test_images_of_other_sizes_are_resized_as_the_processor_does(kind, size, mode, checkpoints, words, tmp_path, capsys):
    labels(tmp_path / "out", checkpoints[kind], words, "--channels", len(mode), size=size)
    images = pictures(size, mode=mode)

    found = torch.jit.load(str(tmp_path / "out" / "labeler.pt"))(tensors(images))

    expected = zero_shot(checkpoints[kind], images)
    # Pillow's coefficients have 22 bits, ours 24: now and then a level rounds the other way.
    assert (found - expected).abs().max() < 0.02 * expected.std()
    assert "differ from those of the checkpoint's own processor by at most" in capsys.readouterr().out


@pytest.mark.parametrize("kind", ["clip", "siglip"])
def test_onnx_answers_as_torchscript(kind, checkpoints, words, tmp_path):
    import onnxruntime

    labels(tmp_path / "out", checkpoints[kind], words, "--engine", "onnx", size=(48, 40))
    images = pictures((48, 40))
    session = onnxruntime.InferenceSession(str(tmp_path / "out" / "labeler.onnx"), providers=["CPUExecutionProvider"])

    found = torch.from_numpy(session.run(None, {"input0": tensors(images).numpy()})[0])

    expected = zero_shot(checkpoints[kind], images)
    assert (found - expected).abs().max() < 0.02 * expected.std()


def test_without_labelled_images_the_checkpoints_scale_is_taken_and_said(checkpoints, words, tmp_path, capsys):
    labels(tmp_path / "out", checkpoints["siglip"], words)

    assert "the checkpoint's own scale, 9.974; --calibrate IMAGES would fit it" in capsys.readouterr().out


def test_a_diffusion_bundle_takes_words_for_labeler_and_features(checkpoints, words, tmp_path):
    pipeline = coverage.ddpm(tmp_path / "pipeline")
    status = export_bundle.main(
        [str(each) for each in (
            pipeline, "--labeler", checkpoints["clip"], "--auditor", checkpoints["siglip"], "--features", checkpoints["clip"],
            "--words", words, "--name", "worded", "--out", tmp_path / "out",
        )]
    )  # fmt: skip

    assert status == 0
    manifest = json.loads((tmp_path / "out" / "bundle.json").read_text())
    assert manifest["features"] == {"dimension": 20}
    assert set(manifest["judges"]) == {"labeler", "auditor"}


def test_a_known_temperature_is_found_again():
    draw = torch.Generator().manual_seed(1)
    true = 3 * torch.randn(200_000, 4, generator=draw)
    labels = torch.multinomial(true.softmax(1), 1, generator=draw)[:, 0]

    found = calibration.fit(2.5 * true, labels, "test")

    assert found.temperature == pytest.approx(2.5, rel=0.01)
    assert found.error[1] < 0.005 < found.error[0]
    assert found.likelihood[1] < found.likelihood[0]
    assert found.accuracy == pytest.approx((true.argmax(1) == labels).double().mean().item())


def test_two_classes_have_a_closed_form():
    # Logits (m, 0): p = 1 / (1 + exp(-m / T)) is the share of labels 0, 0.8, at T = m / ln 4.
    logits = torch.tensor([[3.0, 0.0]]).expand(100, 2)
    labels = torch.cat([torch.zeros(80), torch.ones(20)])

    assert calibration.fit(logits, labels, "test").temperature == pytest.approx(3 / np.log(4), rel=1e-6)


def test_calibration_error_by_hand():
    # Confidence 0.9 and 0.6 in bins of their own, right in 3 of 4 and 1 of 2.
    confident = torch.log(torch.tensor([[0.9, 0.1]] * 4 + [[0.6, 0.4]] * 2).double())
    labels = torch.tensor([0, 0, 0, 1, 0, 1])

    assert calibration.calibration_error(confident, labels) == pytest.approx((4 * 0.15 + 2 * 0.1) / 6)


def calibrating(root: Path, checkpoint: Path, words: Path, count: int = 60) -> tuple:
    """Images with labels drawn from what the labeler says of them, so that its own scale is right, and its logits."""
    labels(root / "plain", checkpoint, words)
    images = pictures((32, 32), count)
    logits = torch.jit.load(str(root / "plain" / "labeler.pt"))(tensors(images))
    draw = torch.Generator().manual_seed(2)
    told, at = {}, 0
    for name, classes in WORDS.items():
        chosen = torch.multinomial(logits[:, at : at + len(classes)].softmax(1), 1, generator=draw)[:, 0]
        told[name] = [list(classes)[each] for each in chosen.tolist()]
        at += len(classes)
    return images, told, logits


def bytes_of(image: Image.Image) -> bytes:
    import io

    data = io.BytesIO()
    image.save(data, "PNG")
    return data.getvalue()


def test_parquet_and_folders_calibrate_alike_by_the_names_of_classes(checkpoints, words, tmp_path, capsys):
    images, told, logits = calibrating(tmp_path, checkpoints["siglip"], words)
    for i, image in enumerate(images):
        folder = tmp_path / "folder" / told["glasses"][i] / told["sky"][i]
        folder.mkdir(parents=True, exist_ok=True)
        image.save(folder / f"{i:03d}.png")
    (tmp_path / "folder" / "without" / "blue" / "note.txt").write_text("no image")
    # Numbers in an order that is not the words': only the metadata names them.
    order = ["red", "blue", "grey"]
    features = {"sky": {"names": order, "_type": "ClassLabel"}}
    table = pyarrow.table(
        {"image": [bytes_of(image) for image in images], "glasses": told["glasses"], "sky": [order.index(each) for each in told["sky"]]}
    ).replace_schema_metadata({"huggingface": json.dumps({"info": {"features": features}})})
    parquet.write_table(table, tmp_path / "table.parquet")

    found = {}
    for source in ("folder", "table.parquet"):
        found[source] = labels(tmp_path / f"out-{source}", checkpoints["siglip"], words, "--calibrate", tmp_path / source)["judges"]["labeler"]["calibration"]
    out = capsys.readouterr().out

    assert found["folder"] == found["table.parquet"]
    assert found["folder"]["sky"]["images"] == 60
    assert "glasses: 60 labelled images, accuracy" in out and "1 files are no images and were skipped" in out
    card = (tmp_path / "out-folder" / "MODEL_CARD.md").read_text()
    assert "## Calibration of the labeler" in card and "a red sky at dusk" in card
    tempered = torch.jit.load(str(tmp_path / "out-folder" / "labeler.pt"))(tensors(images))
    factors = torch.tensor([1 / found["folder"][name]["temperature"] for name, classes in WORDS.items() for _ in classes])
    assert (tempered - factors * logits).abs().max() < 1e-3 * logits.abs().max()


REFUSED = {
    "no words": (lambda p: {"attributes": {"glasses": {"yes": [], "no": "b"}}}, "class 'yes' of 'glasses' must have one text or a list of them but has []"),
    "one class": (lambda p: {"attributes": {"glasses": {"yes": "a"}}}, "attribute 'glasses' must list at least 2 classes"),
    "other keys": (lambda p: {"glasses": {"yes": "a", "no": "b"}}, 'must hold {"attributes": {attribute: {class: [texts]}}}'),
    "a text twice": (lambda p: {"attributes": {"glasses": {"yes": "a", "no": ["a", "b"]}}}, "attribute 'glasses' has the text 'a' twice"),
    "a long text": (lambda p: {"attributes": {"glasses": {"yes": "x " * 90, "no": "b"}}}, "tokens but the checkpoint takes 77: shorten it"),
}  # fmt: skip


@pytest.mark.parametrize("case", REFUSED)
def test_words_that_are_not_understood_are_refused(case, checkpoints, tmp_path, capsys):
    make, expected = REFUSED[case]
    path = tmp_path / "words.json"
    path.write_text(json.dumps(make(tmp_path)))

    assert export("--labeler", checkpoints["clip"], "--words", path, "--size", 32, 32, "--name", "w", "--out", tmp_path / "out") == 2

    said = capsys.readouterr().err
    assert expected in said and said.count("\n") == 1
    assert not (tmp_path / "out").exists()


def refused(capsys, *options) -> str:
    assert export(*options) == 2
    said = capsys.readouterr().err
    assert said.count("\n") == 1
    return said


def test_other_mistakes_end_in_one_line(checkpoints, words, tmp_path, capsys):
    common = ("--size", 32, 32, "--name", "w", "--out", tmp_path / "out")
    labeler = ("--labeler", checkpoints["clip"], "--words", words)
    assert "is a CLIPModel, which needs --words" in refused(capsys, "--labeler", checkpoints["clip"], *common)
    assert "name a --labeler, an --auditor or both" in refused(capsys, *common)
    assert "--calibrate" in refused(capsys, *labeler, "--calibrate", tmp_path / "nowhere", *common)
    (tmp_path / "photos").mkdir()
    pictures((32, 32))[0].save(tmp_path / "photos" / "a.png")
    assert "no folder names a class of each of glasses, sky, as with glasses/blue does" in refused(
        capsys, *labeler, "--calibrate", tmp_path / "photos", *common
    )
    numbers = pyarrow.table({"image": [b""], "glasses": [1], "sky": ["blue"]})
    parquet.write_table(numbers, tmp_path / "numbers.parquet")
    assert "glasses has numbers that the file's metadata does not name" in refused(capsys, *labeler, "--calibrate", tmp_path / "numbers.parquet", *common)
    unknown = pyarrow.table({"image": [b""], "glasses": ["without"], "sky": ["green"]})
    parquet.write_table(unknown, tmp_path / "unknown.parquet")
    assert 'sky: row 0 must be one of blue, grey, red but is "green"' in refused(capsys, *labeler, "--calibrate", tmp_path / "unknown.parquet", *common)
    folder = clip(tmp_path / "lanczos", resample=1)
    assert "resample must be 2 (bilinear) or 3 (bicubic) but is 1" in refused(capsys, "--labeler", folder, "--words", words, *common)
    config = json.loads((checkpoints["siglip"] / "config.json").read_text()) | {"model_type": "siglip2"}
    (tmp_path / "naflex").mkdir()
    (tmp_path / "naflex" / "config.json").write_text(json.dumps(config))
    assert "take a SigLIP 2 checkpoint of one size" in refused(capsys, "--labeler", tmp_path / "naflex", "--words", words, *common)


def test_few_labelled_images_and_labels_by_chance_are_refused():
    logits = torch.randn(30, 3, generator=torch.Generator().manual_seed(4))
    with pytest.raises(export_bundle.ExportError, match="at least 20 labelled images to be calibrated but has 10"):
        calibration.fit(logits[:10], logits[:10].argmax(1), "x")
    with pytest.raises(export_bundle.ExportError, match="no more of the labels than chance"):
        calibration.fit(logits, logits.argmin(1), "x")
    with pytest.raises(export_bundle.ExportError, match="all 30 labelled images are told right"):
        calibration.fit(logits, logits.argmax(1), "x")
