package dev.isonomy.mixture;

import java.io.Closeable;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.Deflater;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import java.util.zip.ZipOutputStream;

/**
 * Arrays of doubles in one file in NumPy's format, {@code .npz}: a zip of {@code .npy} files, which
 * {@code numpy.load} reads. Numbers are streamed, so that a file may be larger than an array of
 * bytes. Members without {@code .npy} are text. The format is <a
 * href="https://numpy.org/doc/stable/reference/generated/numpy.lib.format.html">NumPy's</a>.
 */
final class NpzArchive {
  private static final String SUFFIX = ".npy";
  private static final byte[] MAGIC = {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y', 1, 0};

  /** Data start at a multiple of this, as NumPy writes it. */
  private static final int ALIGNMENT = 64;

  private static final int BUFFER = 1 << 16;

  /** The oldest time that a zip can say: files of equal numbers have equal bytes. */
  private static final LocalDateTime TIME = LocalDateTime.of(1980, 1, 1, 0, 0);

  private static final Pattern HEADER =
      Pattern.compile(
          "\\{'descr': '<f8', 'fortran_order': False, 'shape': \\((\\d{1,9}),(?: (\\d{1,9}))?\\), \\}\\s*");

  private final Map<String, double[][]> numbers = new LinkedHashMap<>();
  private final Map<String, String> texts = new LinkedHashMap<>();

  private NpzArchive() {}

  /**
   * Reads an archive.
   *
   * @throws IOException if it is not one
   */
  static NpzArchive read(InputStream in) throws IOException {
    NpzArchive archive = new NpzArchive();
    ZipInputStream zip = new ZipInputStream(in, StandardCharsets.UTF_8);
    for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
      String name = entry.getName();
      if (name.endsWith(SUFFIX)) {
        archive.numbers.put(
            name.substring(0, name.length() - SUFFIX.length()),
            array(name, new DataInputStream(zip)));
      } else {
        archive.texts.put(name, new String(zip.readAllBytes(), StandardCharsets.UTF_8));
      }
    }
    return archive;
  }

  /** The rows of a matrix, or a vector as its only row. */
  double[][] rows(String name) throws IOException {
    return required(numbers, name);
  }

  /** A vector. */
  double[] vector(String name) throws IOException {
    return rows(name)[0];
  }

  /** A text. */
  String text(String name) throws IOException {
    return required(texts, name);
  }

  /** Whether there is an array of this name. */
  boolean has(String name) {
    return numbers.containsKey(name);
  }

  private static <T> T required(Map<String, T> members, String name) throws IOException {
    T member = members.get(name);
    if (member == null) {
      throw new IOException("there is no " + name);
    }
    return member;
  }

  private static double[][] array(String name, DataInputStream in) throws IOException {
    byte[] magic = new byte[MAGIC.length];
    in.readFully(magic);
    byte[] header = new byte[Short.toUnsignedInt(Short.reverseBytes(in.readShort()))];
    in.readFully(header);
    Matcher shape = HEADER.matcher(new String(header, StandardCharsets.US_ASCII));
    if (!Arrays.equals(magic, MAGIC) || !shape.matches()) {
      throw new IOException(name + " is not an array of little-endian doubles");
    }
    int first = Integer.parseInt(shape.group(1));
    boolean vector = shape.group(2) == null;
    int width = vector ? first : Integer.parseInt(shape.group(2));
    int count = width == 0 ? 0 : vector ? 1 : first;
    List<double[]> rows = new ArrayList<>();
    byte[] buffer = new byte[BUFFER];
    for (int r = 0; r < count; r++) {
      rows.add(row(in, width, buffer));
    }
    return rows.toArray(double[][]::new);
  }

  /** Memory grows with the numbers that there are: a header can claim any size. */
  private static double[] row(DataInputStream in, int width, byte[] buffer) throws IOException {
    double[] row = new double[Math.min(width, BUFFER)];
    for (int from = 0; from < width; from += BUFFER / Double.BYTES) {
      int count = Math.min(BUFFER / Double.BYTES, width - from);
      in.readFully(buffer, 0, count * Double.BYTES);
      if (from + count > row.length) {
        row = Arrays.copyOf(row, (int) Math.min(width, 2L * row.length));
      }
      ByteBuffer.wrap(buffer).order(ByteOrder.LITTLE_ENDIAN).asDoubleBuffer().get(row, from, count);
    }
    return row;
  }

  /** Writes an archive, member by member. */
  static final class Writer implements Closeable {
    private final ZipOutputStream zip;
    private final byte[] buffer = new byte[BUFFER];

    Writer(OutputStream out) {
      zip = new ZipOutputStream(out, StandardCharsets.UTF_8);
      zip.setLevel(Deflater.NO_COMPRESSION); // doubles hardly shrink
    }

    Writer add(String name, double[] vector) throws IOException {
      begin(name + SUFFIX);
      header(vector.length + ",");
      row(vector);
      zip.closeEntry();
      return this;
    }

    Writer add(String name, double[][] rows) throws IOException {
      begin(name + SUFFIX);
      header(rows.length + ", " + (rows.length == 0 ? 0 : rows[0].length));
      for (double[] row : rows) {
        row(row);
      }
      zip.closeEntry();
      return this;
    }

    Writer add(String name, String text) throws IOException {
      begin(name);
      zip.write(text.getBytes(StandardCharsets.UTF_8));
      zip.closeEntry();
      return this;
    }

    private void begin(String name) throws IOException {
      ZipEntry entry = new ZipEntry(name);
      entry.setTimeLocal(TIME);
      zip.putNextEntry(entry);
    }

    private void header(String shape) throws IOException {
      String dict = "{'descr': '<f8', 'fortran_order': False, 'shape': (" + shape + "), }";
      int length = MAGIC.length + Short.BYTES + dict.length() + 1;
      String header = dict + " ".repeat((ALIGNMENT - (length % ALIGNMENT)) % ALIGNMENT) + "\n";
      zip.write(MAGIC);
      zip.write(header.length() & 0xff);
      zip.write(header.length() >>> 8);
      zip.write(header.getBytes(StandardCharsets.US_ASCII));
    }

    private void row(double[] row) throws IOException {
      for (int from = 0; from < row.length; from += BUFFER / Double.BYTES) {
        int count = Math.min(BUFFER / Double.BYTES, row.length - from);
        ByteBuffer.wrap(buffer)
            .order(ByteOrder.LITTLE_ENDIAN)
            .asDoubleBuffer()
            .put(row, from, count);
        zip.write(buffer, 0, count * Double.BYTES);
      }
    }

    @Override
    public void close() throws IOException {
      zip.close();
    }
  }
}
