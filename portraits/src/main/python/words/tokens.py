"""A small `CLIPTokenizer`: byte pairs merged as the captions have them, so that each of their words is one token.

Words that no caption has are spelled in bytes: a prompt is never refused, though the model has not learned them.
"""

import json
from collections import Counter
from pathlib import Path

from transformers import CLIPTokenizer
from transformers.models.clip.tokenization_clip import bytes_to_unicode

LENGTH = 32
START, END = "<|startoftext|>", "<|endoftext|>"
WORD_END = "</w>"


def words(captions) -> Counter:
    """How often each word occurs; digits and punctuation stand alone, as the tokenizer splits them."""
    counts = Counter()
    for caption in captions:
        spaced = "".join(c if c.isalpha() or c.isspace() else f" {c} " for c in caption.lower())
        counts.update(spaced.split())
    return counts


def merges(counts: Counter) -> list:
    """Byte-pair merges (Sennrich et al. 2016) until every word is one symbol; ties are broken by the pair itself."""
    spelled = {word: tuple(word[:-1]) + (word[-1] + WORD_END,) for word in counts}
    chosen = []
    while True:
        pairs = Counter()
        for word, symbols in spelled.items():
            for pair in zip(symbols, symbols[1:]):
                pairs[pair] += counts[word]
        if not pairs:
            return chosen
        best = min(pairs, key=lambda pair: (-pairs[pair], pair))
        chosen.append(best)
        spelled = {word: merged(symbols, best) for word, symbols in spelled.items()}


def merged(symbols: tuple, pair: tuple) -> tuple:
    out, i = [], 0
    while i < len(symbols):
        if symbols[i : i + 2] == pair:
            out.append("".join(pair))
            i += 2
        else:
            out.append(symbols[i])
            i += 1
    return tuple(out)


def write(captions, folder: Path) -> CLIPTokenizer:
    """Writes `vocab.json` and `merges.txt` in CLIP's order: bytes, bytes that end a word, merges, specials."""
    folder.mkdir(parents=True, exist_ok=True)
    chosen = merges(words(captions))
    alphabet = list(bytes_to_unicode().values())
    symbols = alphabet + [c + WORD_END for c in alphabet] + ["".join(pair) for pair in chosen] + [START, END]
    vocabulary = {symbol: index for index, symbol in enumerate(symbols)}
    (folder / "vocab.json").write_text(json.dumps(vocabulary), encoding="utf-8")
    lines = ["#version: 0.2"] + [" ".join(pair) for pair in chosen]
    (folder / "merges.txt").write_text("\n".join(lines) + "\n", encoding="utf-8")
    return CLIPTokenizer(str(folder / "vocab.json"), str(folder / "merges.txt"), model_max_length=LENGTH)


def ids(tokenizer: CLIPTokenizer, captions):
    """Token ids int64[N, 32] of captions."""
    return tokenizer(list(captions), padding="max_length", truncation=True, max_length=LENGTH, return_tensors="pt").input_ids
