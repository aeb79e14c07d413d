package dev.isonomy.audit;

import dev.isonomy.metric.FoldedMoments;
import dev.isonomy.metric.KernelDistance;
import dev.isonomy.metric.NeighbourQuality;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * Quality of a set against a reference.
 *
 * @param fid the Frechet distance of all images' features
 * @param fidFloor what the corrected Frechet distance shows if there is nothing to find, where that
 *     was simulated
 * @param kid the kernel distance of samples, where they are large enough
 * @param neighbours precision, recall, density and coverage of samples, where they are large enough
 * @param copies images of the sample that are as close to a reference image as near duplicates are
 *     to each other; the reference of a run on a table or a folder has its labelled images
 */
public record QualityReport(
    FoldedMoments.Estimate fid,
    OptionalDouble fidFloor,
    Optional<KernelDistance> kid,
    Optional<NeighbourQuality> neighbours,
    long copies) {}
