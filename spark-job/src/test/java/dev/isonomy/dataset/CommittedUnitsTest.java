package dev.isonomy.dataset;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class CommittedUnitsTest {
  private static final UnitRule ANY = (unit, images) -> Optional.empty();

  /** Unit u has u % 3 dark images and 2 light ones. */
  private static Map<String, Long> images(long unit) {
    return Map.of("dark", unit % 3, "light", 2L);
  }

  private static CommittedUnits of(UnitRule rule, Iterable<Long> units) {
    CommittedUnits committed = CommittedUnits.none();
    units.forEach(unit -> committed.add(unit, images(unit), rule));
    return committed;
  }

  @Test
  void noUnitsAreNone() {
    CommittedUnits none = CommittedUnits.none();

    assertThat(none.count()).isZero();
    assertThat(none.images()).isZero();
    assertThat(none.contains(0)).isFalse();
    assertThat(none.problem()).isEmpty();
    assertThat(none.imagesByCell()).isEmpty();
  }

  /** Parts of any sizes in any order tell the same of the whole, beyond the first capacity. */
  @Test
  void theSumOfPartsIsTheWhole() throws Exception {
    List<Long> units = new ArrayList<>();
    for (long unit = 0; unit < 300; unit += 1 + unit % 4) {
      units.add(unit);
    }
    UnitRule rule =
        (unit, images) ->
            unit % 7 == 6 ? Optional.of("unit " + unit + " is odd") : Optional.empty();
    CommittedUnits whole = of(rule, units);
    for (int seed = 0; seed < 20; seed++) {
      List<Long> shuffled = new ArrayList<>(units);
      Random random = new Random(seed);
      Collections.shuffle(shuffled, random);
      CommittedUnits merged = CommittedUnits.none();
      for (int from = 0; from < shuffled.size(); ) {
        int to = Math.min(shuffled.size(), from + random.nextInt(40));
        merged.add(sent(of(rule, shuffled.subList(from, to))));
        from = to;
      }

      assertThat(merged.count()).isEqualTo(units.size());
      assertThat(merged.images()).isEqualTo(whole.images());
      assertThat(merged.imagesByCell()).isEqualTo(whole.imagesByCell());
      assertThat(merged.images(10, 50)).isEqualTo(whole.images(10, 50)).isPositive();
      assertThat(merged.problem())
          .as("of the smallest unit")
          .isEqualTo(whole.problem())
          .isPresent();
      for (long unit = -1; unit < 302; unit++) {
        assertThat(merged.contains(unit)).as("unit %d", unit).isEqualTo(units.contains(unit));
      }
    }
  }

  private static CommittedUnits sent(CommittedUnits units) throws Exception {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    units.contains(3); // builds what is not sent
    try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
      out.writeObject(units);
    }
    try (ObjectInputStream in =
        new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray()))) {
      return (CommittedUnits) in.readObject();
    }
  }

  @Test
  void aUnitThatComesLaterIsFoundToo() {
    CommittedUnits units = of(ANY, List.of(4L));

    assertThat(units.contains(5)).isFalse();
    units.add(5, images(5), ANY);
    assertThat(units.contains(5)).isTrue();
    units.add(of(ANY, List.of(9L)));
    assertThat(units.contains(9)).isTrue();
  }

  @Test
  void imagesOfARangeLeaveItsEndOut() {
    CommittedUnits units = of(ANY, List.of(1L, 2L, 3L)); // 3, 4 and 2 images

    assertThat(units.images(1, 3)).isEqualTo(7);
    assertThat(units.images(3, 4)).isEqualTo(2);
    assertThat(units.images(4, 4)).isZero();
    assertThat(units.imagesByCell()).isEqualTo(new TreeMap<>(Map.of("dark", 3L, "light", 6L)));
  }

  @Test
  void aNumberThatNoUnitCanHaveIsAProblem() {
    for (long unit : new long[] {-1, Integer.MAX_VALUE, 1L << 32}) {
      CommittedUnits units = of(ANY, List.of(unit));

      assertThat(units.problem()).contains("holds unit " + unit);
      assertThat(units.contains(unit)).isFalse();
      assertThat(units.contains((int) unit & 3)).as("it is not taken for another").isFalse();
    }
  }
}
