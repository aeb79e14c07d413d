"""Pictures per second of a plain torch loop over a bundle's TorchScript: one process per core, one thread each.

    python throughput.py BUNDLE --processes 2 --batch 16 --steps 10 --seconds 15

DPM-Solver++(2M) on the embedded model: sample, decode, round to bytes, label, encode as PNG by Pillow. Prints one number.
Compared with the job by `deploy/local/bench generate`.
"""

import argparse
import io
import json
import math
import multiprocessing
import pathlib
import time


def alpha_bars(steps):
    """The cosine schedule of Nichol and Dhariwal, as the bundle's manifest names it."""
    level = lambda u: math.cos((u + 0.008) / 1.008 * math.pi / 2) ** 2
    product, bars = 1.0, []
    for i in range(steps):
        product *= 1 - min(1 - level((i + 1) / steps) / level(i / steps), 0.999)
        bars.append(product)
    return bars


def worker(bundle, batch, steps, seconds, barrier, results):
    import torch
    from PIL import Image

    torch.set_num_threads(1)
    torch.set_grad_enabled(False)
    manifest = json.loads((bundle / "bundle.json").read_text())
    assert manifest["diffusion"]["predictionType"] == "v_prediction"
    assert manifest["diffusion"]["betaSchedule"] == "cosine"
    load = lambda name: torch.jit.load(str(bundle / manifest["modules"][name])).eval()
    denoiser, autoencoder, labeler = load("denoiser"), load("autoencoder"), load("labeler")
    count = manifest["diffusion"]["numTrainTimesteps"]
    bars = alpha_bars(count)
    times = [round(count - i * count / steps) - 1 for i in range(steps)]
    shape = [manifest["sample"][key] for key in ("channels", "height", "width")]
    half_log_snr = lambda bar: 0.5 * (math.log(bar) - math.log1p(-bar))

    def draw():
        x, code = torch.randn(batch, *shape), torch.randn(batch, manifest["latentSpace"]["dimension"])
        before, lambda_before = None, 0.0
        for i, t in enumerate(times):
            last = i == steps - 1
            start, end = max(bars[t], 1e-12), 1 - 1e-12 if last else bars[times[i + 1]]
            velocity = denoiser(x, torch.full((batch,), t), code)
            data = math.sqrt(start) * x - math.sqrt(1 - start) * velocity
            h = half_log_snr(end) - half_log_snr(start)
            extrapolated = data
            if before is not None and not last:
                extrapolated = data + h / (2 * (half_log_snr(start) - lambda_before)) * (data - before)
            x = math.sqrt((1 - end) / (1 - start)) * x - math.sqrt(end) * math.expm1(-h) * extrapolated
            before, lambda_before = data, half_log_snr(start)
        pixels = ((autoencoder.decode(x) + 1) * 127.5 + 0.5).clamp(0, 255).to(torch.uint8)
        labeler(pixels.float() / 127.5 - 1).argmax(1)
        for picture in pixels.permute(0, 2, 3, 1).contiguous().numpy():
            Image.fromarray(picture).save(io.BytesIO(), "PNG")

    for _ in range(3):  # the profiling executor optimizes in its first calls
        draw()
    barrier.wait()
    began, made = time.perf_counter(), 0
    while time.perf_counter() - began < seconds:
        draw()
        made += batch
    results.put((made, time.perf_counter() - began))


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("bundle", type=pathlib.Path)
    parser.add_argument("--processes", type=int, default=multiprocessing.cpu_count())
    parser.add_argument("--batch", type=int, default=16)
    parser.add_argument("--steps", type=int, default=10)
    parser.add_argument("--seconds", type=float, default=15)
    options = parser.parse_args()
    context = multiprocessing.get_context("spawn")
    barrier, results = context.Barrier(options.processes), context.Queue()
    arguments = (options.bundle, options.batch, options.steps, options.seconds, barrier, results)
    workers = [context.Process(target=worker, args=arguments) for _ in range(options.processes)]
    for each in workers:
        each.start()
    made = [results.get() for _ in workers]
    for each in workers:
        each.join()
    print(sum(images for images, _ in made) / max(seconds for _, seconds in made))


if __name__ == "__main__":
    main()
