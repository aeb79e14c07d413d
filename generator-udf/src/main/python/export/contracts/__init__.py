"""Denoisers that others saved as TorchScript or ONNX, described by a contract: what they take, in which coordinates, at which levels.

`contract.py` reads the description, `wrapped.py` brings a denoiser into a bundle's coordinates, `graphs.py` does so within an ONNX graph,
and `reference.py` samples it in its own coordinates, for the comparison.
"""
