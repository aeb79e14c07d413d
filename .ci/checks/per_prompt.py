"""Prints balance and quality within each prompt of a run, unaided and balanced; ends with status 1 unless every prompt gained.

    python3 per_prompt.py RUN/audit.json
"""

import json
import sys


def figures(prompt: dict) -> tuple:
    judged = prompt["auditor"]
    frechet = prompt.get("frechet", {}).get("fid")
    return judged["kl"], judged["parity_gap"], frechet


def shown(number) -> str:
    return "" if number is None else f"{number:.3f}"


def main() -> int:
    with open(sys.argv[1], encoding="utf-8") as file:
        audit = json.load(file)
    methods = audit["methods"]
    unaided, balanced = methods["prior"]["prompts"], methods[audit["dataset_method"]]["prompts"]
    status = 0
    print("| prompt | KL unaided | KL balanced | parity gap unaided | balanced | FID unaided | balanced |")
    print("|---|---:|---:|---:|---:|---:|---:|")
    for name, prompt in balanced.items():
        before, after = figures(unaided[name]), figures(prompt)
        cells = [shown(number) for pair in zip(before, after) for number in pair]
        print("| " + " | ".join([name, *cells]) + " |")
        labeler = prompt["labeler"]["counts"]
        if len(set(labeler)) > 1 or not after[0] < before[0] / 2:
            print(f"{name}: counts by the labeler {labeler}, KL by the auditor {before[0]:.3f} unaided and {after[0]:.3f} balanced")
            status = 1
    return status


if __name__ == "__main__":
    sys.exit(main())
