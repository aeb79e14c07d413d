package dev.isonomy.spark.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class MetricNamesTest {
  @Test
  void plain_names_stay_as_they_are() {
    List<String> cells = List.of("feminine.middle-aged", "masculine.young_1");

    assertThat(MetricNames.of(cells)).isEqualTo(cells);
  }

  @Test
  void names_that_a_sink_would_take_for_one_get_their_cells_numbers() {
    List<String> cells =
        List.of("a b.x", "a_b.x", "a-b.x", "East Asian", "日本", "中国", "", "v1%2E0", "plain");

    List<String> names = MetricNames.of(cells);

    assertThat(names).endsWith("plain").contains("East_Asian-cell3", "a_b.x-cell1");
    assertThat(names).allMatch(name -> name.matches("[A-Za-z0-9._-]+"));
    Set<String> inSink = new HashSet<>();
    assertThat(names).allMatch(name -> inSink.add(name.replaceAll("[^A-Za-z0-9]", "_")));
  }
}
