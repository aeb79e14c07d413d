"""Says in one line which of the packages that prompts.py imports are not installed; imports none of them."""

import sys
from importlib.util import find_spec

OLDEST = (3, 10)
PACKAGES = ("torch", "diffusers", "transformers", "tokenizers", "sentencepiece", "pyarrow")


def lacking() -> str:
    if sys.version_info < OLDEST:
        return "Python must be {}.{} or newer but is {}.{}".format(*OLDEST, *sys.version_info[:2])
    missing = [name for name in PACKAGES if find_spec(name) is None]
    return "it lacks " + ", ".join(missing) if missing else ""


if __name__ == "__main__":
    sys.exit(lacking() or 0)
