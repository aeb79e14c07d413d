package dev.isonomy.run;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ProgressTest {
  private static final long SECOND = 1_000_000_000L;

  @Test
  void showsShareRateAndTimeLeft() {
    assertThat(Progress.line("generate", "images", 450, 1800, 0, 10 * SECOND))
        .isEqualTo("generate  [######------------------] 450/1800 images  45.0/s  0:30 left");
  }

  @Test
  void whatWasDoneBeforeDoesNotCountAsSpeed() {
    assertThat(Progress.line("generate", "images", 1000, 1800, 900, 10 * SECOND))
        .endsWith("1000/1800 images  10.0/s  1:20 left");
  }

  @Test
  void saysNothingAboutTimeBeforeTheFirstAndAfterTheLast() {
    assertThat(Progress.line("encode", "images", 0, 10, 0, SECOND))
        .endsWith("0/10 images  starting");
    assertThat(Progress.line("encode", "images", 10, 10, 0, SECOND))
        .isEqualTo("encode    [########################] 10/10 images  10.0/s");
  }
}
