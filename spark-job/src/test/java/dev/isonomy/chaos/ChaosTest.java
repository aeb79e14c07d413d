package dev.isonomy.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The short version of {@code deploy/local/chaos}: an executor, a worker and a driver die. */
@Tag("job")
@Tag("cluster")
@Tag("server")
class ChaosTest {
  @TempDir private static Path temporary;
  private static Chaos chaos;

  @BeforeAll
  static void prepare() throws Exception {
    chaos = Chaos.prepare(temporary, 12, 1);
  }

  @AfterAll
  static void stop() {
    chaos.close();
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void aDisturbedRunEndsWithTheImagesOfTheUndisturbedOne(long seed) throws Exception {
    Chaos.Outcome outcome = chaos.run(seed);
    assertThat(outcome.problems()).as(outcome.toString()).isEmpty();
    assertThat(outcome.read()).isGreaterThanOrEqualTo(12);
  }
}
