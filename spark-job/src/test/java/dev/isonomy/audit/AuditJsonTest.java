package dev.isonomy.audit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.isonomy.audit.metric.JsonParts;
import dev.isonomy.metric.Interval;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;

class AuditJsonTest {
  private record Values(
      double exactShare,
      double notANumber,
      OptionalDouble unknown,
      OptionalDouble known,
      Optional<String> absent,
      Optional<String> present,
      Interval shareInterval,
      Interval none,
      Map<String, Object> cells) {}

  private record More(long images, List<Double> weights) {}

  @Test
  void numbersThatDoNotExistAreNullAndEmptyOptionalsLeaveTheirKeysOut() {
    Map<String, Object> cells = new LinkedHashMap<>();
    cells.put("a.<b>", JsonParts.of(new More(2, List.of(0.5, Double.POSITIVE_INFINITY))));
    cells.put("empty", Optional.empty());
    Values values =
        new Values(
            0.1,
            Double.NaN,
            OptionalDouble.empty(),
            OptionalDouble.of(2),
            Optional.empty(),
            Optional.of("text"),
            new Interval(0, 1),
            null,
            cells);

    assertThat(AuditJson.tree(JsonParts.of(values, new More(3, List.of()))).toString())
        .isEqualTo(
            "{'exact_share':0.1,'not_a_number':null,'unknown':null,'known':2.0,'present':'text',"
                    .replace('\'', '"')
                + "'share_interval':[0.0,1.0],'none':null,".replace('\'', '"')
                + "'cells':{'a.<b>':{'images':2,'weights':[0.5,null]}},".replace('\'', '"')
                + "'images':3,'weights':[]}".replace('\'', '"'));
  }

  @Test
  void aLaterPartReplacesAMemberOfAnEarlierOne() {
    assertThat(
            AuditJson.tree(JsonParts.of(new More(1, List.of()), Map.of("images", "many")))
                .toString())
        .isEqualTo("{\"images\":\"many\",\"weights\":[]}");
  }
}
