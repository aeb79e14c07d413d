"""PySpark wrappers of dev.isonomy.spark.IsonomyGaussianMixture and its model.

Everything is computed by the Java classes, whose jar (gmm-fit) must be on Spark's class path. Params, defaults and the saved
form are theirs, so that what one language saves, alone or in a Pipeline, the other one loads.
"""

import sys

from pyspark import keyword_only
from pyspark.ml.clustering import GaussianMixtureModel
from pyspark.ml.param import Param, Params, TypeConverters
from pyspark.ml.pipeline import PipelineModel
from pyspark.ml.util import JavaMLReadable, JavaMLReader, JavaMLWritable
from pyspark.ml.wrapper import JavaEstimator, JavaModel
from pyspark.sql import DataFrame, SparkSession

_JAVA_PACKAGE = "dev.isonomy.spark"

_INT = TypeConverters.toInt
_FLOAT = TypeConverters.toFloat
_STRING = TypeConverters.toString

# Name, converter, meaning. Ranges are checked by the Java side.
_PARAMS = {
    "k": (_INT, "number of components, at least 1"),
    "covarianceType": (_STRING, "kind of covariance matrices: tied, full, diagonal, spherical, lowRank"),
    "rank": (_INT, "columns of the factor of a lowRank covariance, at least 1"),
    "maxIter": (_INT, "most EM iterations, at least 0"),
    "tol": (_FLOAT, "converged when an iteration gains less than this many nats per row"),
    "seed": (_INT, "seed of the starts"),
    "covarianceFloor": (_FLOAT, "least variance in any direction, as a share of the data's mean variance"),
    "restarts": (_INT, "starts tried on a sample, at least 1"),
    "restartSampleSize": (_INT, "rows of the sample that starts are tried on"),
    "aggregationDepth": (_INT, "depth of the tree that merges statistics"),
    "featuresCol": (_STRING, "column of rows: vectors or arrays of float or double"),
    "predictionCol": (_STRING, "output: the most probable component"),
    "probabilityCol": (_STRING, "output: responsibilities, a vector"),
    "weightCol": (_STRING, "column of row weights; all weigh 1 without it"),
    "labelCol": (_STRING, "column of cells, integers; null or negative for a row without label"),
    "idCol": (_STRING, "column that names a row in an error"),
    "seedsPerCell": (_INT, "components that start in each cell with labelled rows"),
    "labels": (_STRING, "use of labels: anchor, seed, ignore"),
    "engine": (_STRING, "isonomy, or mllib for Spark's own GaussianMixture on rescaled data"),
    "pcaDimension": (_INT, "most principal components that the mixture is fitted to; 0 for any number"),
    "pcaVarianceShare": (_FLOAT, "share of the variance that principal components explain; 1 keeps them all"),
    "kCandidates": (TypeConverters.toListInt, "numbers of components to choose from; empty takes k"),
    "kSelection": (_STRING, "how k is chosen among kCandidates: heldOut, purity, bic"),
    "heldOutShare": (_FLOAT, "share of the rows that score the candidates"),
}


def _with_params(cls):
    """Gives a class its Params, a getter for each, and a setter for each."""
    for name, (converter, doc) in _PARAMS.items():
        setattr(cls, name, Param(Params._dummy(), name, doc, typeConverter=converter))
        accessor = name[0].upper() + name[1:]
        setattr(cls, "get" + accessor, _getter(name))
        setattr(cls, "set" + accessor, _setter(name))
    return cls


def _getter(name):
    def get(self):
        return self.getOrDefault(name)

    get.__doc__ = f"The value of {name}: {_PARAMS[name][1]}."
    return get


def _setter(name):
    def set_(self, value):
        return self._set(**{name: value})

    set_.__doc__ = f"Sets {name}: {_PARAMS[name][1]}."
    return set_


class _Reader(JavaMLReader):
    """Finds the Java class, which is not one of pyspark's."""

    @classmethod
    def _java_loader_class(cls, clazz):
        return f"{_JAVA_PACKAGE}.{clazz.__name__}"


class _Persistent(JavaMLReadable, JavaMLWritable):
    @classmethod
    def read(cls):
        """A reader of what this class, in Python or Java, has saved."""
        return _Reader(cls)


@_with_params
class IsonomyGaussianMixtureModel(JavaModel, _Persistent):
    """A fitted mixture. transform adds prediction and probability, computed in log space."""

    def __init__(self, java_model=None):
        super().__init__(java_model)
        self._setDefault(kCandidates=[])  # an array does not come over from Java as a default

    @property
    def weights(self):
        """The weights of the components."""
        return list(self._call_java("weights"))

    @property
    def numFeatures(self):
        """How many numbers a row has."""
        return self._call_java("numFeatures")

    def meanLogLikelihood(self, dataset: DataFrame) -> float:
        """The mean log-likelihood of rows in nats, such as held-out ones."""
        return self._call_java("meanLogLikelihood", dataset)

    def trace(self) -> DataFrame:
        """Log-likelihood, seconds and bytes of every iteration of the fit."""
        return self._frame("trace")

    def search(self) -> DataFrame:
        """The scores of the candidate numbers of components; empty if k was given."""
        return self._frame("search")

    def _frame(self, method):
        spark = SparkSession.active()
        self._transfer_params_to_java()
        return DataFrame(getattr(self._java_obj, method)(spark._jsparkSession), spark)

    def toMLlib(self) -> GaussianMixtureModel:
        """A genuine model of spark.ml for the same rows; see the Java method for its limits."""
        self._transfer_params_to_java()
        return GaussianMixtureModel._from_java(self._java_obj.toMLlib())

    def toMLlibPipeline(self) -> PipelineModel:
        """A pipeline of spark.ml alone, which scales rows first: right at any dimension."""
        self._transfer_params_to_java()
        return PipelineModel._from_java(self._java_obj.toMLlibPipeline())


@_with_params
class IsonomyGaussianMixture(JavaEstimator, _Persistent):
    """A Gaussian mixture fitted by EM in log space. Every Param may be given by keyword."""

    @keyword_only
    def __init__(self, **params):
        super().__init__()
        self._java_obj = self._new_java_obj(f"{_JAVA_PACKAGE}.IsonomyGaussianMixture", self.uid)
        self._setDefault(kCandidates=[])  # an array does not come over from Java as a default
        self._transfer_params_from_java()  # the other defaults
        self._set(**self._input_kwargs)

    @keyword_only
    def setParams(self, **params):
        """Sets several Params by keyword."""
        return self._set(**self._input_kwargs)

    def _create_model(self, java_model):
        return IsonomyGaussianMixtureModel(java_model)


# pyspark looks for the Python class of a stage in a module that is named like its Java package.
sys.modules.setdefault(_JAVA_PACKAGE, sys.modules[__name__])
