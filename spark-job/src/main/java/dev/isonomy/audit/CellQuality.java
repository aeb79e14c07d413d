package dev.isonomy.audit;

import dev.isonomy.metric.CoverageRatio;
import dev.isonomy.metric.EnergyTest;
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
 * @param neighbours precision, recall and density, where there are enough images
 * @param coverage beside what it would be if nothing were lost
 * @param unaided the images against those that the model draws of this cell by itself, where there
 *     are enough of both
 * @param labelled labelled images of the source against unlabelled ones to which the labeler gives
 *     this cell, where there are enough of both: a model's cell is localized by labelled images
 */
public record CellQuality(
    int cell,
    OptionalDouble confidence,
    OptionalDouble agreement,
    Optional<FoldedMoments.Estimate> fid,
    Optional<KernelDistance> kid,
    Optional<NeighbourQuality> neighbours,
    Optional<CoverageRatio> coverage,
    Optional<EnergyTest> unaided,
    Optional<EnergyTest> labelled) {}
