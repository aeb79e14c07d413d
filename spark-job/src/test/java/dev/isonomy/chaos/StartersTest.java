package dev.isonomy.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The short version of {@code deploy/local/chaos starters}. */
@Tag("job")
@Tag("server")
class StartersTest {
  @TempDir private Path temporary;

  @Test
  void ofSeveralStartersInALocalDirectoryOneWorks() throws Exception {
    try (Starters starters = Starters.local(temporary)) {
      oneWorks(starters, 1, 3, 6, 9);
    }
  }

  @Test
  void ofSeveralStartersOnS3OneWorks() throws Exception {
    try (Starters starters = Starters.onS3(temporary)) {
      oneWorks(starters, 2, 6, 9);
    }
  }

  private static void oneWorks(Starters starters, long... seeds) throws Exception {
    int refused = 0;
    for (long seed : seeds) {
      Starters.Outcome outcome = starters.run(seed);
      assertThat(outcome.problems()).as(outcome.toString()).isEmpty();
      refused += outcome.refused();
    }
    assertThat(refused).as("refused").isPositive();
  }
}
