package dev.isonomy.audit.measure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.google.gson.JsonObject;
import dev.isonomy.SharedSpark;
import dev.isonomy.attribute.Attribute;
import dev.isonomy.attribute.AttributeSpace;
import dev.isonomy.attribute.CellDistribution;
import dev.isonomy.audit.Audit;
import dev.isonomy.audit.AuditJson;
import dev.isonomy.audit.AuditReport;
import dev.isonomy.audit.metric.AuditImage;
import dev.isonomy.audit.metric.Metric;
import dev.isonomy.audit.metric.PixelSource;
import dev.isonomy.audit.page.AuditPage;
import dev.isonomy.audit.page.Thumbnails;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.junit.jupiter.api.Test;

class PromptMetricTest {
  private static final AttributeSpace SPACE =
      AttributeSpace.of(new Attribute("tone", List.of("dark", "light")));
  private static final List<String> PROMPTS = List.of("doctor", "nurse", "nobody");
  private static final double[][] WANTED = {{0.5, 0.5}, {0.5, 0.5}, {0, 0}};

  private static JavaRDD<AuditImage> images(int[][] counts) {
    List<AuditImage> images = new ArrayList<>();
    for (int prompt = 0; prompt < counts.length; prompt++) {
      for (int cell = 0; cell < 2; cell++) {
        for (int i = 0; i < counts[prompt][cell]; i++) {
          images.add(new AuditImage(-1, cell, cell, 0.9, new float[0], prompt, PixelSource.NONE));
        }
      }
    }
    return JavaSparkContext.fromSparkContext(SharedSpark.session().sparkContext())
        .parallelize(images, 3);
  }

  private static AuditReport report(int[][] audited, int[][] unaided) {
    List<Metric> metrics = new ArrayList<>(Metrics.standard());
    metrics.add(new PromptMetric(PROMPTS, WANTED));
    return Audit.against(CellDistribution.uniform(SPACE))
        .metrics(metrics)
        .subject("conditional", images(audited))
        .comparedWith("prior", images(unaided))
        .measure();
  }

  /** Balanced over both prompts, and in neither. */
  @Test
  void whatIsBalancedOverAllPromptsNeedNotBeWithinOne() {
    AuditReport report = report(new int[][] {{10, 10}, {10, 10}}, new int[][] {{15, 5}, {5, 15}});

    JsonObject methods = AuditJson.of(report).getAsJsonObject("methods");
    JsonObject prior = methods.getAsJsonObject("prior").getAsJsonObject("prompts");
    double kl = 0.75 * Math.log(1.5) + 0.25 * Math.log(0.5);
    for (String prompt : List.of("doctor", "nurse")) {
      JsonObject auditor = prior.getAsJsonObject(prompt).getAsJsonObject("auditor");
      assertThat(auditor.get("kl").getAsDouble()).isCloseTo(kl, within(1e-12));
      assertThat(auditor.get("parity_gap").getAsDouble()).isCloseTo(0.25, within(1e-12));
    }
    assertThat(prior.has("nobody")).as("nothing was wanted of it").isFalse();
    JsonObject doctor =
        methods.getAsJsonObject("conditional").getAsJsonObject("prompts").getAsJsonObject("doctor");
    assertThat(doctor.getAsJsonObject("labeler").get("kl").getAsDouble()).isZero();
    assertThat(doctor.get("images").getAsLong()).isEqualTo(20);
    assertThat(AuditPage.render(report, Thumbnails.none()))
        .contains("largest KL", "Balance within each prompt", "<th scope=\"col\">KL, prior</th>")
        .containsPattern("nurse</th><td>20</td>\\s*<td>0.000</td>\\s*<td>0.131</td>");
  }

  @Test
  void setsWithoutPromptsSayNothing() {
    List<Metric> metrics = new ArrayList<>(Metrics.standard());
    metrics.add(new PromptMetric(PROMPTS, WANTED));
    List<AuditImage> labelled = List.of(AuditImage.labelled(0), AuditImage.labelled(1));
    AuditReport report =
        Audit.against(CellDistribution.uniform(SPACE))
            .metrics(metrics)
            .subject(
                "conditional",
                JavaSparkContext.fromSparkContext(SharedSpark.session().sparkContext())
                    .parallelize(labelled, 2))
            .measure();

    assertThat(AuditJson.of(report).toString()).doesNotContain("prompts");
    assertThat(AuditPage.render(report, Thumbnails.none())).doesNotContain("each prompt");
  }

  /** Doctors are drawn as the references show them, nurses beside them; nobody has references. */
  @Test
  void imagesOfAPromptAreMeasuredAgainstTheReferencesOfThatPrompt() {
    List<Metric> metrics = new ArrayList<>(Metrics.standard());
    metrics.add(new PromptMetric(PROMPTS, new double[][] {{0.5, 0.5}, {0.5, 0.5}, {0.5, 0.5}}));
    AuditReport report =
        Audit.against(CellDistribution.uniform(SPACE))
            .metrics(metrics)
            .subject("conditional", drawn(1, new double[] {0, 5, 0}))
            .reference(Audit.BALANCED, drawn(2, new double[] {0, 3}))
            .measure();

    JsonObject prompts =
        AuditJson.of(report)
            .getAsJsonObject("methods")
            .getAsJsonObject("conditional")
            .getAsJsonObject("prompts");
    assertThat(fid(prompts, "doctor")).isCloseTo(0, within(0.3));
    assertThat(fid(prompts, "nurse")).as("two means apart").isCloseTo(4, within(0.8));
    assertThat(prompts.getAsJsonObject("nobody").has("frechet")).isFalse();
    assertThat(AuditPage.render(report, Thumbnails.none()))
        .contains("<th scope=\"col\">FID, conditional</th>", "balanced references that show");
  }

  private static double fid(JsonObject prompts, String prompt) {
    return prompts
        .getAsJsonObject(prompt)
        .getAsJsonObject("frechet")
        .getAsJsonObject("fid_unbiased")
        .get("estimate")
        .getAsDouble();
  }

  /** 400 images of each prompt with two features, normal around (mean of the prompt, 0). */
  private static JavaRDD<AuditImage> drawn(long seed, double[] means) {
    Random random = new Random(seed);
    List<AuditImage> images = new ArrayList<>();
    for (int prompt = 0; prompt < means.length; prompt++) {
      for (int i = 0; i < 400; i++) {
        float[] features = {
          (float) (means[prompt] + random.nextGaussian()), (float) random.nextGaussian()
        };
        images.add(new AuditImage(-1, i % 2, i % 2, 0.9, features, prompt, PixelSource.NONE));
      }
    }
    return JavaSparkContext.fromSparkContext(SharedSpark.session().sparkContext())
        .parallelize(images, 3);
  }
}
