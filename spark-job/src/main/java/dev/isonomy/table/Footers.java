package dev.isonomy.table;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.Path;
import org.apache.parquet.HadoopReadOptions;
import org.apache.parquet.ParquetReadOptions;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.util.SerializableConfiguration;

/** Reads the footers of many files: reading waits for the storage, not for the processor. */
final class Footers {
  /** More files than this are read by the cluster. */
  static final int MOST_ON_DRIVER = 256;

  private static final int FILES_PER_SLICE = 64;
  private static final int THREADS = 16;

  private Footers() {}

  /** The footers of files, in their order. */
  static List<Footer> read(SparkSession spark, List<FileStatus> files) {
    Configuration hadoop = spark.sparkContext().hadoopConfiguration();
    if (files.size() <= MOST_ON_DRIVER) {
      return read(files, hadoop);
    }
    SerializableConfiguration shipped = new SerializableConfiguration(hadoop);
    List<Place> places =
        files.stream().map(file -> new Place(file.getPath().toString(), file.getLen())).toList();
    return JavaSparkContext.fromSparkContext(spark.sparkContext())
        .parallelize(places, (places.size() + FILES_PER_SLICE - 1) / FILES_PER_SLICE)
        .mapPartitions(
            slice -> {
              List<FileStatus> part = new ArrayList<>();
              slice.forEachRemaining(place -> part.add(place.status()));
              return read(part, shipped.value()).iterator();
            })
        .collect();
  }

  /** A file as it travels to executors. */
  private record Place(String path, long length) implements java.io.Serializable {
    FileStatus status() {
      return new FileStatus(length, false, 0, 0, 0, new Path(path));
    }
  }

  private static List<Footer> read(List<FileStatus> files, Configuration hadoop) {
    ParquetReadOptions options = HadoopReadOptions.builder(hadoop).build();
    ExecutorService threads = Executors.newFixedThreadPool(Math.min(THREADS, files.size()));
    try {
      List<Future<Footer>> read =
          files.stream()
              .map(file -> threads.submit(() -> Footer.read(file, hadoop, options)))
              .toList();
      List<Footer> footers = new ArrayList<>();
      for (Future<Footer> each : read) {
        footers.add(each.get());
      }
      return footers;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while reading footers", e);
    } catch (ExecutionException e) {
      throw new IllegalStateException("cannot read footers", e);
    } finally {
      threads.shutdownNow();
    }
  }
}
