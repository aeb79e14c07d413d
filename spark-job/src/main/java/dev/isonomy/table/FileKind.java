package dev.isonomy.table;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** What a file is, by its name or by its first bytes. */
final class FileKind {
  /** How many bytes {@link #ofBytes} looks at. */
  static final int HEAD = 64;

  private static final Set<String> PARQUET = Set.of("parquet", "parq", "pq");

  // Tables of other kinds: rows that would be missed.
  private static final Set<String> TABLES =
      Set.of("csv", "tsv", "jsonl", "ndjson", "arrow", "feather", "orc", "avro", "lance", "xlsx");
  private static final Set<String> COMPRESSED = Set.of("gz", "bz2", "zst", "xz", "lz4", "zip");

  // What lies beside the tables of data sets and is not meant to be read as one.
  private static final List<String> DOCUMENTS =
      List.of("readme", "license", "notice", "citation", "model_card", "croissant", "dataset_info");

  private record Magic(String bytes, String kind) {}

  private static final List<Magic> MAGICS =
      List.of(
          new Magic("PARE", "encrypted Parquet, which Isonomy cannot decrypt"),
          new Magic("version https://git-lfs", "a pointer of Git LFS; fetch it with git lfs pull"),
          new Magic("PK\003\004", "a zip archive"),
          new Magic("\037\213", "gzip"),
          new Magic("BZh", "bzip2"),
          new Magic("(\265/\375", "Zstandard"),
          new Magic("ORC", "ORC"),
          new Magic("Obj\001", "Avro"),
          new Magic("ARROW1", "Arrow"),
          new Magic("FEA1", "Feather"),
          new Magic("\211PNG", "a PNG image"),
          new Magic("\377\330\377", "a JPEG image"),
          new Magic("SQLite format 3", "an SQLite database"),
          new Magic("\211HDF", "HDF5"),
          new Magic("<!DOCTYPE", "an HTML page, perhaps of a download that failed"),
          new Magic("<html", "an HTML page, perhaps of a download that failed"),
          new Magic("<?xml", "XML, perhaps of a download that failed"),
          new Magic("{", "JSON"),
          new Magic("[", "JSON"));

  private FileKind() {}

  /** Whether a name says that its file is Parquet. */
  static boolean isParquet(String name) {
    return PARQUET.contains(extension(name));
  }

  /** Whether a name says that its file is a table of another kind. */
  static boolean isOtherTable(String name) {
    String[] parts = name.toLowerCase(Locale.ROOT).split("\\.", -1);
    int last = parts.length - 1;
    boolean packed = last > 1 && COMPRESSED.contains(parts[last]);
    return last > 0 && TABLES.contains(parts[packed ? last - 1 : last]);
  }

  /** Whether a name is one of a document that data sets come with. */
  static boolean isDocument(String name) {
    String lower = name.toLowerCase(Locale.ROOT);
    return extension(name).equals("md") || DOCUMENTS.stream().anyMatch(lower::startsWith);
  }

  /** The part behind the last dot in lower case, "" without one. */
  static String extension(String name) {
    int dot = name.lastIndexOf('.');
    return dot <= 0 ? "" : name.substring(dot + 1).toLowerCase(Locale.ROOT);
  }

  /** Whether a file begins like Parquet. */
  static boolean beginsLikeParquet(byte[] head) {
    return begins(head, "PAR1");
  }

  /** What the first bytes of a file that is no Parquet say about it. */
  static String ofBytes(byte[] head) {
    for (Magic magic : MAGICS) {
      if (begins(head, magic.bytes())) {
        return magic.kind();
      }
    }
    return isText(head) ? "text such as CSV" : "of an unknown kind";
  }

  private static boolean begins(byte[] head, String magic) {
    byte[] wanted = magic.getBytes(StandardCharsets.ISO_8859_1);
    return head.length >= wanted.length
        && Arrays.equals(head, 0, wanted.length, wanted, 0, wanted.length);
  }

  private static boolean isText(byte[] head) {
    for (byte each : head) {
      if (each >= 0 && each < 32 && each != '\n' && each != '\r' && each != '\t') {
        return false;
      }
    }
    return head.length > 0;
  }
}
