package dev.isonomy.spark;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.IntStream;
import org.apache.spark.SparkEnv;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.Dataset;
import org.apache.spark.storage.DiskBlockManager;
import org.apache.spark.storage.StorageLevel;
import org.junit.jupiter.api.Test;
import scala.jdk.javaapi.CollectionConverters;

class RowCacheTest {
  private static final int PARTITIONS = 500;

  @Test
  void nothing_of_an_rdd_is_left_when_it_returns() {
    JavaRDD<Integer> rows =
        JavaSparkContext.fromSparkContext(Clusters.spark().sparkContext())
            .parallelize(numbers(), PARTITIONS)
            .persist(StorageLevel.DISK_ONLY());
    assertThat(rows.count()).isEqualTo(PARTITIONS);
    assertThat(filesOf(rows.id())).isEqualTo(PARTITIONS);
    RowCache.release(rows);
    assertThat(filesOf(rows.id())).isZero();
    assertThat(rows.getStorageLevel()).isEqualTo(StorageLevel.NONE());
  }

  @Test
  void a_data_set_is_no_longer_cached_when_it_returns() {
    Dataset<Long> rows = Clusters.spark().range(PARTITIONS).persist(StorageLevel.DISK_ONLY());
    assertThat(rows.count()).isEqualTo(PARTITIONS);
    RowCache.release(rows);
    assertThat(rows.storageLevel()).isEqualTo(StorageLevel.NONE());
  }

  @Test
  void rows_that_are_not_cached_stay_as_they_are() {
    Dataset<Long> rows = Clusters.spark().range(PARTITIONS);
    RowCache.release(rows);
    RowCache.release(rows.javaRDD());
    assertThat(rows.count()).isEqualTo(PARTITIONS);
  }

  private static List<Integer> numbers() {
    return IntStream.range(0, PARTITIONS).boxed().toList();
  }

  private static long filesOf(int rdd) {
    DiskBlockManager disk = SparkEnv.get().blockManager().diskBlockManager();
    return CollectionConverters.asJava(disk.getAllBlocks()).stream()
        .filter(block -> block.name().startsWith("rdd_" + rdd + "_"))
        .count();
  }
}
