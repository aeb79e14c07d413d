package dev.isonomy.dataset;

import dev.isonomy.run.lease.Leases;
import java.util.Locale;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.mapreduce.OutputCommitter;
import org.apache.hadoop.mapreduce.TaskAttemptContext;
import org.apache.hadoop.mapreduce.lib.output.PathOutputCommitter;
import org.apache.hadoop.mapreduce.lib.output.PathOutputCommitterFactory;
import org.apache.spark.internal.io.FileNameSpec;
import org.apache.spark.internal.io.HadoopMapReduceCommitProtocol;
import scala.Option;

/**
 * How Spark commits files: by the committer that Hadoop has for the place (the magic one for {@code
 * s3a}, renames elsewhere), and under names that tell the work unit.
 *
 * <p>A unit has one name, and its content depends on nothing but the plan and the model. So
 * whatever commits it twice, a driver that was thought dead or a request that arrives late, only
 * writes the same file again.
 */
public final class UnitCommitProtocol extends HadoopMapReduceCommitProtocol {
  /** Write option: the unit of each partition, as {@link UnitRanges}. */
  static final String UNITS = "isonomy.units";

  /** Write option: the split that the units belong to, with which their files' names begin. */
  static final String SPLIT = "isonomy.split";

  private static final long serialVersionUID = 1L;

  private final String destination;
  private transient PathOutputCommitter committer;

  /** Spark calls this by reflection: id of the write, destination, dynamic partitions or not. */
  public UnitCommitProtocol(String jobId, String path, boolean dynamicPartitionOverwrite) {
    super(jobId, path, dynamicPartitionOverwrite);
    if (dynamicPartitionOverwrite) {
      throw new IllegalArgumentException("partitions cannot be overwritten one by one");
    }
    this.destination = path;
  }

  /** The name of a unit's file, without the suffix that Spark gives it. */
  static String fileName(String split, long unit) {
    return String.format(Locale.ROOT, "%s-unit-%09d", split, unit);
  }

  @Override
  public OutputCommitter setupCommitter(TaskAttemptContext context) {
    try {
      committer =
          new FencedCommitter(
              PathOutputCommitterFactory.createCommitter(new Path(destination), context),
              destination,
              context);
      return committer;
    } catch (java.io.IOException e) {
      throw new java.io.UncheckedIOException("no committer for " + destination, e);
    }
  }

  /** What a write with overwrite removes before it begins. */
  @Override
  public boolean deleteWithJob(FileSystem files, Path path, boolean recursive) {
    Leases.requireHeld(destination);
    return super.deleteWithJob(files, path, recursive);
  }

  @Override
  public String newTaskTempFile(
      TaskAttemptContext context, Option<String> directory, FileNameSpec name) {
    try {
      Path work = committer.getWorkPath();
      Path parent = directory.isEmpty() ? work : new Path(work, directory.get());
      return new Path(parent, getFilename(context, name)).toString();
    } catch (java.io.IOException e) {
      throw new java.io.UncheckedIOException("no work path for " + destination, e);
    }
  }

  @Override
  public String getFilename(TaskAttemptContext context, FileNameSpec name) {
    String units = context.getConfiguration().get(UNITS, "");
    if (units.isEmpty()) {
      return super.getFilename(context, name);
    }
    int partition = context.getTaskAttemptID().getTaskID().getId();
    String split = context.getConfiguration().get(SPLIT, "data");
    return name.prefix() + fileName(split, UnitRanges.at(units, partition)) + name.suffix();
  }
}
