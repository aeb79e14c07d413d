"""Uses the mixture from PySpark: python check_pyspark.py GMM_FIT_JAR SCRATCH_DIRECTORY"""

import sys

import numpy as np
from pyspark.ml import Pipeline, PipelineModel
from pyspark.ml.clustering import GaussianMixtureModel
from pyspark.ml.feature import VectorAssembler
from pyspark.ml.linalg import Vectors
from pyspark.sql import SparkSession

from isonomy import IsonomyGaussianMixture, IsonomyGaussianMixtureModel

JAR, SCRATCH = sys.argv[1:]
N, D, K = 300, 40, 3


def session():
    return (
        SparkSession.builder.master("local[2]")
        .config("spark.jars", JAR)
        .config("spark.driver.extraClassPath", JAR)
        .config("spark.ui.enabled", "false")
        .config("spark.sql.shuffle.partitions", "2")
        .getOrCreate()
    )


def clusters(spark):
    """Three clusters in turn, six deviations apart in a third of the coordinates each."""
    random = np.random.default_rng(1)
    x = random.normal(size=(N, D)) + 6.0 * (np.arange(D)[None, :] % K == np.arange(N)[:, None] % K)
    rows = [(i, i % K if i % 10 == 0 else None, Vectors.dense(x[i])) for i in range(N)]
    return spark.createDataFrame(rows, ["id", "cell", "features"])


def predictions(model, frame):
    return [row.prediction for row in model.transform(frame).orderBy("id").select("prediction").collect()]


def check_estimator(frame):
    estimator = IsonomyGaussianMixture(k=K, seed=1, idCol="id")
    assert estimator.getCovarianceType() == "tied", "defaults are those of Java"
    assert estimator.getKCandidates() == [], estimator.getKCandidates()
    assert "restartSampleSize" in estimator.explainParams()
    assert estimator.copy({estimator.k: 5}).getK() == 5
    model = estimator.setCovarianceType("full").setMaxIter(50).fit(frame)
    found = predictions(model, frame)
    for i in range(N):
        assert found[i] == found[i % K], "rows of a cluster share a component"
    assert len(set(found[:K])) == K
    assert model.numFeatures == D and abs(sum(model.weights) - 1) < 1e-9
    trace = model.trace().orderBy("iteration").collect()
    assert all(b.meanLogLikelihood >= a.meanLogLikelihood - 1e-9 for a, b in zip(trace, trace[1:]))
    path = f"{SCRATCH}/model"
    model.save(path)
    loaded = IsonomyGaussianMixtureModel.load(path)
    assert loaded.uid == model.uid and predictions(loaded, frame) == found
    assert loaded.getIdCol() == "id"
    assert abs(loaded.meanLogLikelihood(frame) - model.meanLogLikelihood(frame)) < 1e-9
    return model


def check_search(frame):
    model = IsonomyGaussianMixture(
        kCandidates=[2, 3, 4], kSelection="purity", labelCol="cell", labels="ignore", seed=1
    ).fit(frame)
    chosen = [row.components for row in model.search().collect() if row.chosen]
    assert chosen == [K], chosen


def check_mllib(model, frame):
    stock = model.toMLlib()
    assert isinstance(stock, GaussianMixtureModel)
    ours = {row.id: row.probability.toArray() for row in model.transform(frame).collect()}
    for exported in (stock, model.toMLlibPipeline()):
        for row in exported.transform(frame).collect():
            assert np.abs(row.probability.toArray() - ours[row.id]).max() < 1e-7


def check_pipeline(frame):
    """A pipeline with stages of both kinds, saved before and after the fit."""
    parts = frame.select("id", "features")
    assembler = VectorAssembler(inputCols=["features"], outputCol="assembled")
    mixture = IsonomyGaussianMixture(k=K, seed=1, featuresCol="assembled", pcaDimension=3)
    pipeline = Pipeline(stages=[assembler, mixture])
    pipeline.save(f"{SCRATCH}/pipeline")
    read = Pipeline.load(f"{SCRATCH}/pipeline")
    assert isinstance(read.getStages()[1], IsonomyGaussianMixture)
    assert read.getStages()[1].getPcaDimension() == 3
    fitted = read.fit(parts)
    fitted.save(f"{SCRATCH}/pipeline-model")
    loaded = PipelineModel.load(f"{SCRATCH}/pipeline-model")
    assert isinstance(loaded.stages[1], IsonomyGaussianMixtureModel)
    assert predictions(loaded, parts) == predictions(fitted, parts)


def check_names(frame):
    """Columns and paths whose names mean something to Spark's parser."""
    names = {"id": "the id", "features": "my.features", "weight": "w`t", "cell": "Cell.é"}
    rows = frame.selectExpr("id", "features", "1.0D AS weight", "cell").toDF(*names.values())
    estimator = IsonomyGaussianMixture(
        k=K,
        seed=1,
        idCol=names["id"],
        featuresCol=names["features"],
        weightCol=names["weight"],
        labelCol=names["cell"],
        predictionCol="found.it",
        probabilityCol="how sure",
    )
    model = estimator.fit(rows)
    path = f"{SCRATCH}/m [1] {{a}} 100%"
    model.save(path)
    loaded = IsonomyGaussianMixtureModel.load(path)
    found = loaded.transform(rows).orderBy("the id").select("`found.it`", "how sure").collect()
    assert len({row["found.it"] for row in found}) == K
    assert abs(sum(found[0]["how sure"]) - 1) < 1e-9
    estimator.save(f"{SCRATCH}/e*?")
    assert IsonomyGaussianMixture.load(f"{SCRATCH}/e*?").getWeightCol() == names["weight"]


def check_errors(spark):
    bad = spark.createDataFrame(
        [("a", Vectors.dense(1.0, 2.0)), ("b", Vectors.dense(1.0, float("nan")))], ["id", "features"]
    )
    try:
        IsonomyGaussianMixture(idCol="id").fit(bad)
    except Exception as error:
        assert "row b must be finite but has NaN at position 1" in str(error), error
    else:
        raise AssertionError("a row that is not a number was taken")


def main():
    spark = session()
    spark.sparkContext.setLogLevel("ERROR")
    frame = clusters(spark).cache()
    model = check_estimator(frame)
    check_search(frame)
    check_mllib(model, frame)
    check_pipeline(frame)
    check_names(frame)
    check_errors(spark)
    print("PySpark", spark.version, "fits, transforms, saves and loads the mixture")


main()
