"""Images per second of a plain torch loop over a bundle's TorchScript: one process per core, one thread each.

    python throughput.py BUNDLE --processes 2 --batch 16 --steps 10 --seconds 15
    python throughput.py BUNDLE --processes 1 --device cuda --precision bfloat16 --batch 256 --pixels-only

DPM-Solver++(2M) on the embedded model: sample, decode, round to bytes, label, fetch, encode as PNG by Pillow (on a GPU in a
thread of its own, while the next batch is drawn). Prints one number. Compared with the job by `deploy/local/bench generate`,
and with the generator in every precision by `deploy/local/bench precision`.
"""

import argparse
import io
import json
import math
import multiprocessing
import pathlib
import queue
import sys
import time
from concurrent.futures import ThreadPoolExecutor


def alpha_bars(levels):
    """The share of the signal's variance per level."""
    return [1 / (1 + math.exp(-ratio)) for ratio in levels["logSnr"]]


def encode(pixels):
    from PIL import Image

    for image in pixels:
        Image.fromarray(image).save(io.BytesIO(), "PNG")


def worker(options, barrier, results):
    import torch

    bundle, batch, steps, device = options.bundle, options.batch, options.steps, options.device
    torch.set_num_threads(1)
    torch.set_grad_enabled(False)
    manifest = json.loads((bundle / "bundle.json").read_text())
    assert manifest["diffusion"]["prediction"] == "v_prediction"
    load = lambda file: torch.jit.load(str(bundle / file), map_location=device).eval()
    named = manifest["modules"]
    reduced = options.precision != "float32"
    denoiser = load(manifest["precisions"][options.precision] if reduced else named["denoiser"])
    autoencoder, labeler = load(named["autoencoder"]), load(named["labeler"])
    bars = alpha_bars(manifest["diffusion"]["levels"])
    told, count = manifest["diffusion"]["levels"]["told"], len(bars)
    times = [round(count - i * count / steps) - 1 for i in range(steps)]
    shape = [manifest["sample"][key] for key in ("channels", "height", "width")]
    half_log_snr = lambda bar: 0.5 * (math.log(bar) - math.log1p(-bar))

    def draw():
        x = torch.randn(batch, *shape, device=device)
        code = torch.randn(batch, manifest["latentSpace"]["dimension"], device=device)
        before, lambda_before = None, 0.0
        for i, t in enumerate(times):
            last = i == steps - 1
            start, end = max(bars[t], 1e-12), 1 - 1e-12 if last else bars[times[i + 1]]
            velocity = denoiser(x, torch.full((batch,), float(told[t]), device=device), code)
            data = math.sqrt(start) * x - math.sqrt(1 - start) * velocity
            h = half_log_snr(end) - half_log_snr(start)
            extrapolated = data
            if before is not None and not last:
                extrapolated = data + h / (2 * (half_log_snr(start) - lambda_before)) * (data - before)
            x = math.sqrt((1 - end) / (1 - start)) * x - math.sqrt(end) * math.expm1(-h) * extrapolated
            before, lambda_before = data, half_log_snr(start)
        pixels = ((autoencoder.decode(x) + 1) * 127.5 + 0.5).clamp(0, 255).to(torch.uint8)
        labeler(pixels.float() / 127.5 - 1).argmax(1).cpu()
        return pixels.permute(0, 2, 3, 1).contiguous().cpu().numpy()  # which waits for the device

    overlap = device != "cpu" and not options.pixels_only
    with ThreadPoolExecutor(1) as encoder:
        for _ in range(3):  # the profiling executor optimizes in its first calls
            encode(draw()[:1])
        barrier.wait()
        began, made, encoding = time.perf_counter(), 0, None
        while time.perf_counter() - began < options.seconds:
            pixels = draw()
            made += batch
            if encoding:
                encoding.result()  # one batch ahead at most
            if overlap:
                encoding = encoder.submit(encode, pixels)
            elif not options.pixels_only:
                encode(pixels)
        if encoding:
            encoding.result()
        results.put((made, time.perf_counter() - began))


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("bundle", type=pathlib.Path)
    parser.add_argument("--processes", type=int, default=multiprocessing.cpu_count())
    parser.add_argument("--batch", type=int, default=16)
    parser.add_argument("--steps", type=int, default=10)
    parser.add_argument("--seconds", type=float, default=15)
    parser.add_argument("--device", default="cpu", help="cpu, cuda or cuda:N")
    parser.add_argument("--precision", default="float32", help="of the denoiser, one that the bundle carries")
    parser.add_argument("--pixels-only", action="store_true", help="leave out PNG")
    options = parser.parse_args()
    context = multiprocessing.get_context("spawn")
    barrier, results = context.Barrier(options.processes), context.Queue()
    workers = [context.Process(target=worker, args=(options, barrier, results)) for _ in range(options.processes)]
    for each in workers:
        each.start()
    made = []
    while len(made) < len(workers):
        try:
            made.append(results.get(timeout=1))
        except queue.Empty:
            if any(each.exitcode for each in workers):
                for each in workers:
                    each.terminate()
                sys.exit(1)
    for each in workers:
        each.join()
    print(sum(images for images, _ in made) / max(seconds for _, seconds in made))


if __name__ == "__main__":
    main()
