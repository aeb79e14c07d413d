package dev.isonomy.audit;

import dev.isonomy.metric.FoldedMoments;
import dev.isonomy.metric.KernelDistance;
import dev.isonomy.metric.NeighbourQuality;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * Quality inside one cell, against the reference's images of the same cell.
 *
 * @param cell its index
 * @param confidence the labeler's mean confidence
 * @param agreement share of the labeler's images to which the auditor gives the same cell
 * @param fid Frechet distance of samples, where there are enough images; its bias of first order in
 *     the cell's images is taken out, that of the reference's is not
 * @param kid kernel distance, where there are enough images
 * @param neighbours precision, recall, density and coverage, where there are enough images
 * @param expectedCoverage what coverage would be if both sets were of one distribution
 */
public record CellQuality(
    int cell,
    OptionalDouble confidence,
    OptionalDouble agreement,
    Optional<FoldedMoments.Estimate> fid,
    Optional<KernelDistance> kid,
    Optional<NeighbourQuality> neighbours,
    OptionalDouble expectedCoverage) {}
