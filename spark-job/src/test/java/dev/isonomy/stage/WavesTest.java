package dev.isonomy.stage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.isonomy.stage.Waves.Wave;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class WavesTest {
  private static String split(long unit) {
    return unit < 5 ? "train" : "test";
  }

  @Test
  void aWaveHasUnitsOfOneSplitAndNoMoreThanAllowed() {
    Waves<Long> waves = new Waves<>(units(8), WavesTest::split, () -> 2);

    assertThat(all(waves))
        .containsExactly(
            new Wave<>("train", List.of(0L, 1L)),
            new Wave<>("train", List.of(2L, 3L)),
            new Wave<>("train", List.of(4L)),
            new Wave<>("test", List.of(5L, 6L)),
            new Wave<>("test", List.of(7L)));
  }

  @Test
  void theSizeIsAskedForBeforeEachWave() {
    Iterator<Integer> sizes = List.of(1, 3, 100).iterator();
    Waves<Long> waves = new Waves<>(units(8), unit -> "train", sizes::next);

    assertThat(all(waves)).extracting(wave -> wave.units().size()).containsExactly(1, 3, 4);
    assertThat(sizes.hasNext()).isFalse();
  }

  @Test
  void withoutUnitsThereIsNoWave() {
    Waves<Long> waves = new Waves<>(units(0), WavesTest::split, () -> 2);

    assertThat(waves.hasNext()).isFalse();
    assertThatThrownBy(waves::next).isInstanceOf(NoSuchElementException.class);
  }

  private static Iterator<Long> units(long count) {
    return LongStream.range(0, count).iterator();
  }

  private static List<Wave<Long>> all(Waves<Long> waves) {
    List<Wave<Long>> all = new ArrayList<>();
    waves.forEachRemaining(all::add);
    return all;
  }
}
