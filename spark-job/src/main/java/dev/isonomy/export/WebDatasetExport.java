package dev.isonomy.export;

import com.google.gson.JsonObject;
import dev.isonomy.attribute.AttributeSpace;
import dev.isonomy.error.Quoted;
import dev.isonomy.error.UserException;
import dev.isonomy.spark.task.ImageSchema;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.Serializable;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.spark.TaskContext;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.util.SerializableConfiguration;

/**
 * Exports a data set as WebDataset shards: {@code train-000000.tar} with a {@code .png} and a
 * {@code .json} per image, one shard per unit, named after the split and the unit's number. A shard
 * appears whole or not at all.
 */
public final class WebDatasetExport implements Serializable {
  private static final long serialVersionUID = 1L;

  private static final String NAME = "_name";

  private final AttributeSpace space;
  private final String directory;
  private final SerializableConfiguration hadoop;

  private WebDatasetExport(AttributeSpace space, String directory, Configuration hadoop) {
    this.space = space;
    this.directory = directory;
    this.hadoop = new SerializableConfiguration(hadoop);
  }

  /**
   * An export that has not started.
   *
   * @param spark the session
   * @param space the attributes
   * @param directory any Hadoop path that does not exist yet
   * @throws UserException if the directory exists, or two labels would have the same key
   */
  public static WebDatasetExport into(SparkSession spark, AttributeSpace space, String directory) {
    requireKeys(space);
    Configuration hadoop = spark.sparkContext().hadoopConfiguration();
    Path path = new Path(directory);
    try {
      if (path.getFileSystem(hadoop).exists(path)) {
        throw new UserException(directory + " exists already; choose another directory");
      }
    } catch (IOException e) {
      throw new UserException(directory + " cannot be written: " + e.getMessage(), e);
    }
    return new WebDatasetExport(space, directory, hadoop);
  }

  /** Each attribute has two keys, its name and that with {@code _name} behind it. */
  private static void requireKeys(AttributeSpace space) {
    Set<String> keys =
        new HashSet<>(
            Set.of(ImageSchema.SAMPLE, ImageSchema.CELL, ImageSchema.PIXELS, ImageSchema.FILE));
    for (var attribute : space.attributes()) {
      for (String key : List.of(attribute.name(), attribute.name() + NAME)) {
        if (!keys.add(key)) {
          throw new UserException(
              "attribute "
                  + Quoted.of(attribute.name())
                  + " cannot be exported: the .json of an image would hold the key "
                  + Quoted.of(key)
                  + " twice");
        }
      }
    }
  }

  /**
   * Writes the shards of a split.
   *
   * @param split its name
   * @param rows with the rows of a unit together, in one partition
   */
  public void write(String split, Dataset<Row> rows) {
    rows.toJavaRDD().foreachPartition(part -> shards(split, part));
  }

  private void shards(String split, Iterator<Row> rows) {
    if (!rows.hasNext()) {
      return;
    }
    Row next = rows.next();
    while (next != null) {
      next = shard(split, next, rows);
    }
  }

  /** Writes the shard that a row begins; returns the first row of the next one, null at the end. */
  private Row shard(String split, Row first, Iterator<Row> rows) {
    long unit = first.<Long>getAs(ImageSchema.UNIT);
    String name = String.format(Locale.ROOT, "%s-%06d.tar", split, unit);
    Path whole = new Path(directory, name);
    Path part = new Path(directory, "." + name + "-" + TaskContext.get().taskAttemptId());
    Row next = first;
    try {
      FileSystem files = whole.getFileSystem(hadoop.value());
      try (Tar tar = new Tar(new BufferedOutputStream(files.create(part, true), 1 << 16))) {
        while (next != null && next.<Long>getAs(ImageSchema.UNIT) == unit) {
          add(tar, next);
          next = rows.hasNext() ? rows.next() : null;
        }
      }
      if (!files.rename(part, whole)) {
        files.delete(part, false); // another attempt was first
        if (!files.exists(whole)) {
          throw new IOException("cannot rename " + part);
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException("cannot write " + whole, e);
    }
    return next;
  }

  private void add(Tar tar, Row row) throws IOException {
    String id = row.getAs(ImageSchema.SAMPLE);
    Row image = row.getAs(ImageSchema.IMAGE);
    JsonObject labels = new JsonObject();
    labels.addProperty(ImageSchema.SAMPLE, id);
    labels.addProperty(ImageSchema.CELL, row.<String>getAs(ImageSchema.CELL));
    for (var attribute : space.attributes()) {
      int label = row.<Long>getAs(attribute.name()).intValue();
      labels.addProperty(attribute.name(), label);
      labels.addProperty(attribute.name() + NAME, attribute.classes().get(label));
    }
    for (String hash : List.of(ImageSchema.PIXELS, ImageSchema.FILE)) {
      labels.addProperty(hash, row.<String>getAs(hash));
    }
    tar.add(id + ".png", image.getAs("bytes"));
    tar.add(id + ".json", labels.toString().getBytes(StandardCharsets.UTF_8));
  }
}
