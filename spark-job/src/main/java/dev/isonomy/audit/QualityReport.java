package dev.isonomy.audit;

import dev.isonomy.metric.FoldedMoments;
import dev.isonomy.metric.KernelDistance;
import dev.isonomy.metric.NeighbourQuality;
import java.util.Optional;

/**
 * Quality of a set against a reference.
 *
 * @param fid the Frechet distance of all images' features
 * @param kid the kernel distance of samples, where they are large enough
 * @param neighbours precision, recall, density and coverage of samples, where they are large enough
 */
public record QualityReport(
    FoldedMoments.Estimate fid,
    Optional<KernelDistance> kid,
    Optional<NeighbourQuality> neighbours) {}
