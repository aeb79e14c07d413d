package dev.isonomy.config;

import dev.isonomy.mixture.CovarianceType;
import dev.isonomy.mixture.fit.MixtureSettings.LabelUse;
import dev.isonomy.mixture.projection.PrincipalSettings;

/**
 * Section {@code fit}.
 *
 * @param engine who fits
 * @param covariance form of the covariance matrices
 * @param rank columns of the factor of a low-rank covariance
 * @param componentsPerCell components that each labelled cell is seeded with
 * @param components components if nothing is labelled, 0 for components per cell times cells
 * @param rows which latents are fitted
 * @param labels what labelled images do in the fit
 * @param maxIterations rounds of EM at most
 * @param tolerance growth of the mean log-likelihood per row, in nats, below which EM stops
 * @param covarianceFloor smallest variance as a share of the data's mean variance
 * @param restarts starts tried on a sample
 * @param restartSampleSize rows in that sample
 * @param pca the principal components that the mixture is fitted to
 * @param selection how the number of components is chosen
 */
public record FitSettings(
    FitEngine engine,
    CovarianceType covariance,
    int rank,
    int componentsPerCell,
    int components,
    FitRows rows,
    LabelUse labels,
    int maxIterations,
    double tolerance,
    double covarianceFloor,
    int restarts,
    int restartSampleSize,
    PrincipalSettings pca,
    SelectionSettings selection) {

  static FitSettings read(Section section) {
    return new FitSettings(
        section.choice("engine", FitEngine.class),
        section.choice("covariance", CovarianceType.class),
        section.integer("rank", 1, 10_000),
        section.integer("components-per-cell", 1, 1_000),
        section.integer("components", 0, 100_000),
        section.choice("rows", FitRows.class),
        section.choice("labels", LabelUse.class),
        section.integer("max-iterations", 1, 1_000_000),
        section.number("tolerance", 0, 1e6),
        section.number("covariance-floor", 0, 1),
        section.integer("restarts", 1, 1_000),
        section.integer("restart-sample-size", 1, Integer.MAX_VALUE),
        pca(section.section("pca")),
        SelectionSettings.read(section.section("selection")));
  }

  private static PrincipalSettings pca(Section section) {
    int dimension = section.integer("dimension", 0, 1_000_000);
    double share = section.number("variance-share", 0, 1);
    if (share == 0) {
      throw section.wrong("variance-share", "above 0 and at most 1");
    }
    return new PrincipalSettings(dimension, share);
  }
}
