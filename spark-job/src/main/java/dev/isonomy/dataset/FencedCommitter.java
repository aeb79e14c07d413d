package dev.isonomy.dataset;

import dev.isonomy.run.lease.Leases;
import java.io.IOException;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.mapreduce.JobContext;
import org.apache.hadoop.mapreduce.JobStatus;
import org.apache.hadoop.mapreduce.TaskAttemptContext;
import org.apache.hadoop.mapreduce.lib.output.PathOutputCommitter;

/**
 * A committer that looks, before anything becomes visible or is cleaned up, whether the run
 * directory still belongs to this process. Executors hold no lease and commit as the driver tells
 * them to.
 */
final class FencedCommitter extends PathOutputCommitter {
  private final PathOutputCommitter committer;
  private final String destination;

  FencedCommitter(PathOutputCommitter committer, String destination, TaskAttemptContext context)
      throws IOException {
    super(new Path(destination), context);
    this.committer = committer;
    this.destination = destination;
  }

  @Override
  public Path getOutputPath() {
    return committer.getOutputPath();
  }

  @Override
  public Path getWorkPath() throws IOException {
    return committer.getWorkPath();
  }

  @Override
  public void setupJob(JobContext context) throws IOException {
    Leases.requireHeld(destination);
    committer.setupJob(context);
  }

  @Override
  public void commitJob(JobContext context) throws IOException {
    Leases.requireHeld(destination);
    committer.commitJob(context);
  }

  // Its files are another process's by now, if the lease is lost: that one cleans up.
  @Override
  public void abortJob(JobContext context, JobStatus.State state) throws IOException {
    Leases.requireHeld(destination);
    committer.abortJob(context, state);
  }

  @Override
  public void setupTask(TaskAttemptContext context) throws IOException {
    committer.setupTask(context);
  }

  @Override
  public boolean needsTaskCommit(TaskAttemptContext context) throws IOException {
    return committer.needsTaskCommit(context);
  }

  @Override
  public void commitTask(TaskAttemptContext context) throws IOException {
    Leases.requireHeld(destination);
    committer.commitTask(context);
  }

  @Override
  public void abortTask(TaskAttemptContext context) throws IOException {
    committer.abortTask(context);
  }

  @Override
  public boolean isCommitJobRepeatable(JobContext context) throws IOException {
    return committer.isCommitJobRepeatable(context);
  }

  @Override
  @SuppressWarnings("deprecation") // asked by some callers still
  public boolean isRecoverySupported() {
    return committer.isRecoverySupported();
  }

  @Override
  public boolean isRecoverySupported(JobContext context) throws IOException {
    return committer.isRecoverySupported(context);
  }

  @Override
  public void recoverTask(TaskAttemptContext context) throws IOException {
    committer.recoverTask(context);
  }

  @Override
  public boolean hasOutputPath() {
    return committer.hasOutputPath();
  }

  @Override
  public String toString() {
    return "fenced " + committer;
  }
}
