package dev.isonomy.spark;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.spark.api.java.JavaSparkContext;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OrderedTreeTest {
  @ParameterizedTest
  @CsvSource({"1, 1", "2, 2", "5, 1", "5, 2", "16, 2", "23, 2", "23, 4"})
  void merges_in_the_order_of_partitions_even_if_the_first_ends_last(int partitions, int depth) {
    JavaSparkContext context = JavaSparkContext.fromSparkContext(Clusters.spark().sparkContext());
    List<Integer> numbers = IntStream.range(0, partitions).boxed().toList();
    String merged =
        OrderedTree.reduce(
            context.parallelize(numbers, partitions),
            part -> {
              int number = part.next();
              Thread.sleep(number == 0 ? 100 : 0);
              return number + ";";
            },
            depth,
            String::concat);
    assertThat(merged)
        .isEqualTo(numbers.stream().map(number -> number + ";").collect(Collectors.joining()));
  }
}
