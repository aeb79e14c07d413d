package dev.isonomy.table;

import java.io.IOException;
import java.io.InputStream;
import java.io.Serializable;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.ChecksumException;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.Path;
import org.apache.parquet.ParquetReadOptions;
import org.apache.parquet.hadoop.ParquetFileReader;
import org.apache.parquet.hadoop.metadata.ColumnChunkMetaData;
import org.apache.parquet.hadoop.metadata.CompressionCodecName;
import org.apache.parquet.hadoop.metadata.ParquetMetadata;
import org.apache.parquet.hadoop.util.HadoopInputFile;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.Type;
import org.apache.spark.sql.execution.datasources.parquet.ParquetToSparkSchemaConverter;
import org.apache.spark.sql.internal.SQLConf;

/**
 * What the end of a Parquet file tells of the file.
 *
 * @param file its path
 * @param rows how many rows it holds
 * @param columns its columns in their order
 * @param names class names of columns, by column
 * @param unreadable keys of its metadata that should hold class names but are no JSON
 * @param problem why it cannot be read, empty if it can
 */
record Footer(
    String file,
    long rows,
    List<Column> columns,
    Map<String, List<String>> names,
    List<String> unreadable,
    String problem)
    implements Serializable {
  // A footer names a type by its number; an older library trips over one that it has no name for.
  private static final String UNKNOWN_TYPE = "LogicalType.getSetField()";

  /**
   * A column of a file.
   *
   * @param type Spark's type as JSON, empty if Spark has none
   * @param problem why Spark has none, empty if it has one
   */
  record Column(String name, String type, String problem) implements Serializable {}

  /**
   * Reads a file's footer; a file that has none is described, not thrown.
   *
   * @param options made once: without them the reader parses Hadoop's configuration for every file
   */
  static Footer read(FileStatus file, Configuration hadoop, ParquetReadOptions options) {
    try (ParquetFileReader reader =
        ParquetFileReader.open(HadoopInputFile.fromStatus(file, hadoop), options)) {
      ParquetMetadata footer = reader.getFooter();
      Map<String, String> metadata = footer.getFileMetaData().getKeyValueMetaData();
      return new Footer(
          file.getPath().toString(),
          reader.getRecordCount(),
          columns(footer.getFileMetaData().getSchema()),
          MetadataNames.of(metadata),
          MetadataNames.unreadable(metadata),
          codecProblem(footer));
    } catch (IOException | RuntimeException e) { // the reader throws both on damaged files
      return new Footer(
          file.getPath().toString(), 0, List.of(), Map.of(), List.of(), problem(file, hadoop, e));
    }
  }

  // One by one: Spark refuses a whole file for one column of a type that it does not have.
  private static List<Column> columns(MessageType schema) {
    ParquetToSparkSchemaConverter converter = new ParquetToSparkSchemaConverter(SQLConf.get());
    return schema.getFields().stream().map(field -> column(field, converter)).toList();
  }

  // Parquet has codecs that neither Spark nor Hadoop comes with.
  private static String codecProblem(ParquetMetadata footer) {
    return footer.getBlocks().stream()
        .flatMap(block -> block.getColumns().stream())
        .map(ColumnChunkMetaData::getCodec)
        .distinct()
        .filter(Footer::isUnknown)
        .findFirst()
        .map(
            codec ->
                "is compressed by %s, for which this Spark has no codec; write it with zstd, snappy or gzip"
                    .formatted(codec))
        .orElse("");
  }

  private static boolean isUnknown(CompressionCodecName codec) {
    String implementation = codec.getHadoopCompressionCodecClassName();
    if (implementation == null) { // uncompressed
      return false;
    }
    try {
      Class.forName(implementation, false, Thread.currentThread().getContextClassLoader());
      return false;
    } catch (ClassNotFoundException e) {
      return true;
    }
  }

  private static Column column(Type field, ParquetToSparkSchemaConverter converter) {
    try {
      MessageType alone = new MessageType("alone", field);
      return new Column(
          field.getName(), converter.convert(alone).fields()[0].dataType().json(), "");
    } catch (Exception e) { // AnalysisException is checked, but not declared
      return new Column(
          field.getName(),
          "",
          "Spark has no type for it (%s); write it as another type"
              .formatted(String.valueOf(e.getMessage())));
    }
  }

  private static String problem(FileStatus file, Configuration hadoop, Exception error) {
    byte[] head;
    Path path = file.getPath();
    try (InputStream in = path.getFileSystem(hadoop).open(path)) {
      head = in.readNBytes(FileKind.HEAD);
    } catch (ChecksumException e) {
      return "does not match .%s.crc beside it; delete that one if the file was replaced"
          .formatted(path.getName());
    } catch (IOException | IllegalArgumentException e) {
      return "cannot be read: " + e.getMessage();
    }
    if (String.valueOf(error.getMessage()).contains(UNKNOWN_TYPE)) {
      return "has a column of a type that the Parquet library of this Spark does not know; write it with another type, such as float32 for float16, or use a newer Spark";
    }
    return FileKind.beginsLikeParquet(head)
        ? "is damaged, perhaps cut off (it begins like Parquet, but its footer cannot be read: %s)"
            .formatted(reason(error))
        : "is not Parquet but " + FileKind.ofBytes(head);
  }

  private static String reason(Exception error) {
    String message = String.valueOf(error.getMessage());
    return message.contains("not a Parquet file") || message.contains("corrupted")
        ? "it is not at the end of the file"
        : message.lines().findFirst().orElse(error.getClass().getSimpleName());
  }
}
