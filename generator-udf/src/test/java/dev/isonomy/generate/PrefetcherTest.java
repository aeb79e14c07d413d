package dev.isonomy.generate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class PrefetcherTest {
  @Test
  void everyItemComesOnceAndInOrderAndNotTooManyAreAhead() {
    AtomicInteger made = new AtomicInteger();
    List<Integer> taken = new ArrayList<>();
    try (Prefetcher<Integer> ahead =
        Prefetcher.start(
            "numbers",
            3,
            sink -> {
              for (int i = 0; i < 1000; i++) {
                made.incrementAndGet();
                sink.accept(i);
              }
            })) {
      while (ahead.hasNext()) {
        taken.add(ahead.next());
        // Three wait in the queue, one in the producer's hand.
        assertThat(made.get() - taken.size()).isLessThanOrEqualTo(4);
      }
    }
    assertThat(taken).hasSize(1000).isSorted().doesNotHaveDuplicates();
  }

  @Test
  void aFailureComesAfterTheItemsBeforeItAndAgainIfAskedAgain() {
    try (Prefetcher<String> ahead =
        Prefetcher.start(
            "failing",
            8,
            sink -> {
              sink.accept("good");
              throw new ShortfallException("no more");
            })) {
      assertThat(ahead.next()).isEqualTo("good");
      assertThatThrownBy(ahead::hasNext).isInstanceOf(ShortfallException.class);
      assertThatThrownBy(ahead::next).isInstanceOf(ShortfallException.class).hasMessage("no more");
    }
  }

  @Test
  void stagesPassFailuresOn() {
    Prefetcher<Integer> first =
        Prefetcher.start(
            "first",
            1,
            sink -> {
              sink.accept(1);
              throw new AssertionError("broken");
            });
    try (first;
        Prefetcher<Integer> second =
            Prefetcher.start(
                "second", 1, sink -> first.forEachRemaining(each -> sink.accept(10 * each)))) {
      assertThat(second.next()).isEqualTo(10);
      assertThatThrownBy(second::next).isInstanceOf(AssertionError.class).hasMessage("broken");
    }
  }

  @Test
  void closingEndsAProducerThatWaitsForRoom() {
    AtomicInteger made = new AtomicInteger();
    Prefetcher<Integer> ahead =
        Prefetcher.start(
            "endless",
            2,
            sink -> {
              while (true) {
                sink.accept(made.incrementAndGet());
              }
            });
    assertThat(ahead.next()).isEqualTo(1);
    ahead.close();
    int after = made.get();
    assertThat(after).isBetween(1, 4);
    assertThat(Thread.getAllStackTraces().keySet())
        .noneMatch(thread -> thread.getName().equals("endless"));
  }
}
