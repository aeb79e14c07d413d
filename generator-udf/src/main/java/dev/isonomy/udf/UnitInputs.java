package dev.isonomy.udf;

import dev.isonomy.generate.LatentSource;
import dev.isonomy.generate.ShortfallPolicy;
import dev.isonomy.plan.GenerationPlan;
import java.io.Serializable;

/**
 * What units are made from; meant to be broadcast.
 *
 * @param planJson the plan, as {@link GenerationPlan#toJson} writes it
 * @param source draws latents
 * @param cellGivenComponent P[cell][component], the posterior column of kept images
 * @param maxDrawsPerImage see {@link dev.isonomy.generate.UnitSettings}
 * @param shortfall see {@link dev.isonomy.generate.UnitSettings}
 */
public record UnitInputs(
    String planJson,
    LatentSource source,
    double[][] cellGivenComponent,
    int maxDrawsPerImage,
    ShortfallPolicy shortfall)
    implements Serializable {}
