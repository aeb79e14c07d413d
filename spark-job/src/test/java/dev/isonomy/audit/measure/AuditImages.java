package dev.isonomy.audit.measure;

import dev.isonomy.attribute.Attribute;
import dev.isonomy.attribute.AttributeSpace;
import dev.isonomy.attribute.CellDistribution;
import dev.isonomy.audit.metric.AuditImage;
import dev.isonomy.audit.metric.AuditScope;
import dev.isonomy.audit.metric.MeasuredSet;
import dev.isonomy.audit.metric.PixelSource;
import dev.isonomy.audit.metric.SetTally;
import dev.isonomy.audit.metric.TallySize;
import dev.isonomy.random.Purpose;
import dev.isonomy.random.RandomStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Images of four cells, and sets of them. */
final class AuditImages {
  static final AttributeSpace SPACE =
      AttributeSpace.of(
          new Attribute("shape", List.of("round", "square")),
          new Attribute("colour", List.of("red", "blue")));
  static final CellDistribution EQUAL = CellDistribution.uniform(SPACE);

  private AuditImages() {}

  static AuditImage image(int truth, int labeler, int auditor, float... features) {
    return new AuditImage(truth, labeler, auditor, 0.5, features, PixelSource.NONE);
  }

  /** Images of each cell in turn, whose features are around the cell's number and a shift. */
  static List<AuditImage> gaussian(long seed, int number, double shift) {
    List<AuditImage> images = new ArrayList<>();
    for (int i = 0; i < number; i++) {
      RandomStream random = RandomStream.of(seed, 0, i, Purpose.RENDER);
      float x = (float) (random.nextGaussian() + (10 * (i % 4)));
      float y = (float) (random.nextGaussian() + shift);
      images.add(image(i % 4, i % 4, i % 4, x, y));
    }
    return images;
  }

  static MeasuredSet set(String name, MeasuredSet.Role role, List<AuditImage> images) {
    SetTally tally = SetTally.of(Metrics.standard(), new TallySize(4, 1_000));
    images.forEach(tally::add);
    return new MeasuredSet(name, role, tally);
  }

  static MeasuredSet audited(List<AuditImage> images) {
    return set("conditional", MeasuredSet.Role.AUDITED, images);
  }

  static MeasuredSet audited(AuditImage... images) {
    return audited(Arrays.asList(images));
  }

  static AuditScope scope() {
    return AuditScope.ofTarget(EQUAL, 1);
  }

  /** A scope with one reference. */
  static AuditScope scope(String reference, List<AuditImage> images) {
    return new AuditScope(
        EQUAL,
        1,
        Map.of(reference, set(reference, MeasuredSet.Role.REFERENCE, images)),
        Optional.empty(),
        Optional.empty());
  }
}
