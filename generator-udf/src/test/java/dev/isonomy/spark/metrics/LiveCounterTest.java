package dev.isonomy.spark.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.spark.TaskContext;
import org.apache.spark.api.java.JavaFutureAction;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.api.java.function.VoidFunction;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;

/** Counts in a real local Spark, seen while tasks run and after one of them failed. */
class LiveCounterTest {
  private static final CountDownLatch SEEN = new CountDownLatch(1);

  /** The first attempt counts 3, waits until that was seen, and fails; the second counts 5. */
  private static final class CountThenFail implements VoidFunction<Integer> {
    private static final long serialVersionUID = 1L;

    private final LiveCounter counter;

    CountThenFail(LiveCounter counter) {
      this.counter = counter;
    }

    @Override
    public void call(Integer item) throws InterruptedException {
      if (TaskContext.get().attemptNumber() > 0) {
        counter.add(5);
        return;
      }
      counter.add(1);
      counter.add(2);
      SEEN.await(1, TimeUnit.MINUTES);
      throw new IllegalStateException("the first attempt fails");
    }
  }

  @Test
  void countsOfRunningTasksAreSeenAndFailedAttemptsDoNotCountTwice() throws Exception {
    SparkSession spark =
        SparkSession.builder()
            .master("local[1,2]")
            .appName("counts")
            .config("spark.ui.enabled", "false")
            .config("spark.plugins", IsonomyPlugin.class.getName())
            .getOrCreate();
    try {
      LiveCounter counter = LiveCounter.register(spark.sparkContext(), "test");
      JavaFutureAction<Void> job =
          JavaSparkContext.fromSparkContext(spark.sparkContext())
              .parallelize(List.of(1), 1)
              .foreachAsync(new CountThenFail(counter));
      while (counter.value() < 3 && !job.isDone()) {
        Thread.sleep(10);
      }
      assertThat(counter.value()).isEqualTo(3);
      assertThat(job.isDone()).isFalse();
      SEEN.countDown();
      job.get(1, TimeUnit.MINUTES);
      assertThat(counter.value()).isEqualTo(5);
    } finally {
      spark.stop();
    }
  }
}
