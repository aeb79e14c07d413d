package dev.isonomy.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.google.gson.JsonObject;
import dev.isonomy.SharedSpark;
import dev.isonomy.attribute.Attribute;
import dev.isonomy.attribute.AttributeSpace;
import dev.isonomy.attribute.CellDistribution;
import dev.isonomy.audit.metric.AuditImage;
import dev.isonomy.audit.metric.PixelSource;
import dev.isonomy.audit.page.AuditPage;
import dev.isonomy.audit.page.Thumbnails;
import dev.isonomy.random.Purpose;
import dev.isonomy.random.RandomStream;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.junit.jupiter.api.Test;

/** Two methods that keep images for quotas, side by side: alike in balance, not within cells. */
class KeptSetsTest {
  private static final AttributeSpace SPACE =
      AttributeSpace.of(new Attribute("tone", List.of("dark", "light")));

  /** Cells are far apart; within each, features spread as told. */
  private static JavaRDD<AuditImage> images(long seed, int count, double spread) {
    List<AuditImage> images = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      RandomStream random = RandomStream.of(seed, 0, i, Purpose.RENDER);
      int cell = i % 2;
      float[] features = {
        (float) (20 * cell + spread * random.nextGaussian()),
        (float) (spread * random.nextGaussian())
      };
      images.add(new AuditImage(cell, cell, cell, 0.9, features, PixelSource.NONE));
    }
    return JavaSparkContext.fromSparkContext(SharedSpark.session().sparkContext())
        .parallelize(images, 2);
  }

  @Test
  void whatASetLosesWithinItsCellsStandsBesideTheOther() {
    AuditReport report =
        Audit.against(CellDistribution.uniform(SPACE))
            .seed(1)
            .subject("prompted", images(1, 200, 0.3))
            .comparedWith("prior", images(2, 200, 1))
            .comparedWithKept("conditional", images(3, 200, 1))
            .reference(Audit.BALANCED, images(4, 400, 1))
            .measure();
    JsonObject methods = AuditJson.of(report).getAsJsonObject("methods");

    JsonObject conditional = methods.getAsJsonObject("conditional");
    JsonObject prompted = methods.getAsJsonObject("prompted");
    assertThat(conditional.getAsJsonObject("labeler").get("kl").getAsDouble()).isZero();
    assertThat(prompted.getAsJsonObject("labeler").get("kl").getAsDouble()).isZero();
    assertThat(ratio(conditional)).isCloseTo(1, within(0.15));
    assertThat(ratio(prompted)).isLessThan(0.6);
    assertThat(unlike(conditional)).isZero();
    assertThat(unlike(prompted)).isEqualTo(2);
    assertThat(methods.getAsJsonObject("prior").has("coverage_within_cells")).isFalse();
    assertThat(AuditPage.render(report, Thumbnails.none()))
        .contains("within cells", "unlike unaided", "2 of 2", "0 of 2");
  }

  private static double ratio(JsonObject method) {
    return method.getAsJsonObject("coverage_within_cells").get("ratio").getAsDouble();
  }

  private static int unlike(JsonObject method) {
    assertThat(method.getAsJsonObject("unlike_unaided").get("tested").getAsInt()).isEqualTo(2);
    return method.getAsJsonObject("unlike_unaided").get("cells").getAsInt();
  }
}
