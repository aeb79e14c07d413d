package dev.isonomy.generate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.isonomy.model.BundleModules;
import java.util.List;
import org.junit.jupiter.api.Test;

class MethodSamplerTest {
  private static MethodSampler sampler(BundleModules modules, int batch) {
    return new MethodSampler(
        new ImageGenerator(modules, TinyRun.SAMPLING, GenerationListener.NONE),
        new MixtureLatents(TinyRun.mixture()),
        batch,
        GenerationListener.NONE);
  }

  @Test
  void drawsFollowTheWeightsAndDependOnTheirNumbersAlone() {
    double[] weights = {0.5, 0.5, 0, 0, 0, 0};
    try (BundleModules modules = TinyRun.modules(16)) {
      List<DrawnImage> images = sampler(modules, 64).draw(3, -1, 0, 100, weights);
      assertThat(images).hasSize(100).allMatch(image -> image.component() < 2);
      assertThat(images.stream().filter(image -> image.component() == 0).count())
          .isBetween(30L, 70L);
      assertThat(images.stream().filter(image -> image.label().cell() == image.component()).count())
          .isGreaterThan(60);
      List<DrawnImage> tail = sampler(modules, 7).draw(3, -1, 90, 10, weights);
      for (int i = 0; i < 10; i++) {
        assertThat(tail.get(i).pixels()).isEqualTo(images.get(90 + i).pixels());
        assertThat(tail.get(i).draw()).isEqualTo(90 + i);
      }
    }
  }

  @Test
  void drawsFromOneComponentAndFromNone() {
    try (BundleModules modules = TinyRun.modules(16)) {
      assertThat(sampler(modules, 16).drawComponent(3, -2, 0, 20, 4))
          .hasSize(20)
          .allMatch(i -> i.component() == 4);
      assertThat(sampler(modules, 16).drawUnconditional(3, -3, 0, 20))
          .hasSize(20)
          .allMatch(i -> i.component() == DrawnImage.NO_COMPONENT);
    }
  }
}
