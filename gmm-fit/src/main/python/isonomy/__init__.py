"""The Gaussian mixture of Isonomy for PySpark: IsonomyGaussianMixture and its model."""

from isonomy.mixture import IsonomyGaussianMixture, IsonomyGaussianMixtureModel

__all__ = ["IsonomyGaussianMixture", "IsonomyGaussianMixtureModel"]
