package dev.isonomy.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class RoundsTest {
  @Test
  void comparesWithinRounds() {
    Rounds rounds = new Rounds("images/s", 1);
    add(rounds, 10, 5);
    add(rounds, 40, 10); // a machine at four times, or twice, the speed
    add(rounds, 20, 8);

    assertThat(rounds.median("job")).isEqualTo(20);
    assertThat(rounds.ratio("job", "bare")).isEqualTo(2.5); // of 2, 4 and 2.5
  }

  @Test
  void whoFailsInARoundIsNotComparedInIt() {
    Rounds rounds = new Rounds("images/s", 1);
    rounds.begin();
    rounds.add("job", 100);
    add(rounds, 10, 5);
    add(rounds, 12, 4);

    assertThat(rounds.all("bare")).containsExactly(5.0, 4.0);
    assertThat(rounds.ratio("job", "bare")).isEqualTo(2.5); // of 2 and 3
    assertThat(rounds.ratio("job", "python")).isNaN();
    assertThat(rounds.has("python")).isFalse();
  }

  @Test
  void tableNamesAllInTheOrderOfTheirTurns() {
    Rounds rounds = new Rounds("images/s", 1);
    add(rounds, 10, 5);
    add(rounds, 12, 6);

    List<String> lines = rounds.table("bare").lines().toList();
    assertThat(lines.get(2)).contains("job", "11.0", "2.000", "10.0, 12.0");
    assertThat(lines.get(3)).contains("bare", "5.5", "1.000", "5.0, 6.0");
  }

  private static void add(Rounds rounds, double job, double bare) {
    rounds.begin();
    rounds.add("job", job);
    rounds.add("bare", bare);
  }
}
