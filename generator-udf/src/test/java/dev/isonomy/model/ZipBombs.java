package dev.isonomy.model;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.CRC32;
import java.util.zip.Deflater;

/**
 * Writes archives by hand, entry by entry, so that a bomb of gigabytes takes no time: the deflated
 * form of a megabyte of zeros is repeated.
 */
final class ZipBombs {
  private static final int MEGABYTE = 1 << 20;
  private static final int ZIP64 = 0xFFFFFFFF;

  private final ByteArrayOutputStream directory = new ByteArrayOutputStream();
  private final OutputStream out;
  private long position;
  private int entries;

  private ZipBombs(OutputStream out) {
    this.out = out;
  }

  /** Files of a folder, stored, one of them replaced by zeros that are said to be so many bytes. */
  static void write(Path archive, Path folder, String bomb, long size) throws IOException {
    try (OutputStream out = Files.newOutputStream(archive);
        Stream<Path> files = Files.list(folder)) {
      ZipBombs zip = new ZipBombs(out);
      for (Path file : files.toList()) {
        String name = file.getFileName().toString();
        if (!name.equals(bomb)) {
          byte[] bytes = Files.readAllBytes(file);
          CRC32 crc = new CRC32();
          crc.update(bytes);
          zip.entry(name, 0, (int) crc.getValue(), bytes.length, List.of(bytes));
        }
      }
      byte[] megabyte = deflated(new byte[MEGABYTE]);
      Stream<byte[]> blocks = Stream.generate(() -> megabyte).limit(size / MEGABYTE);
      // The last block: deflate's end mark.
      zip.entry(bomb, 8, 0, size, Stream.concat(blocks, Stream.of(new byte[] {3, 0})).toList());
      zip.finish();
    }
  }

  private static byte[] deflated(byte[] bytes) {
    Deflater deflater = new Deflater(Deflater.BEST_COMPRESSION, true);
    try {
      deflater.setInput(bytes);
      byte[] buffer = new byte[bytes.length];
      int length = deflater.deflate(buffer, 0, buffer.length, Deflater.SYNC_FLUSH);
      return java.util.Arrays.copyOf(buffer, length);
    } finally {
      deflater.end();
    }
  }

  private void entry(String name, int method, int crc, long size, List<byte[]> blocks)
      throws IOException {
    byte[] text = name.getBytes(StandardCharsets.US_ASCII);
    long start = position;
    int packed = Math.toIntExact(blocks.stream().mapToLong(block -> block.length).sum());
    ByteBuffer extra = little(20).putShort((short) 1).putShort((short) 16).putLong(size);
    extra.putLong(packed);
    ByteBuffer local = little(30).putInt(0x04034b50).putShort((short) 45).putShort((short) 0);
    sizes(local, method, crc, text.length);
    write(bytes(local), text, bytes(extra));
    for (byte[] block : blocks) {
      write(block);
    }
    ByteBuffer central = little(46).putInt(0x02014b50).putShort((short) 45).putShort((short) 45);
    central.putShort((short) 0);
    sizes(central, method, crc, text.length);
    central.putShort((short) 0).putShort((short) 0).putShort((short) 0).putInt(0);
    central.putInt(Math.toIntExact(start));
    directory.writeBytes(bytes(central));
    directory.writeBytes(text);
    directory.writeBytes(bytes(extra));
    entries++;
  }

  private static void sizes(ByteBuffer header, int method, int crc, int nameLength) {
    header.putShort((short) method).putInt(0).putInt(crc).putInt(ZIP64).putInt(ZIP64);
    header.putShort((short) nameLength).putShort((short) 20);
  }

  private void finish() throws IOException {
    ByteBuffer end = little(22).putInt(0x06054b50).putInt(0);
    end.putShort((short) entries).putShort((short) entries).putInt(directory.size());
    end.putInt(Math.toIntExact(position)).putShort((short) 0);
    write(directory.toByteArray(), bytes(end));
  }

  private void write(byte[]... parts) throws IOException {
    for (byte[] part : parts) {
      out.write(part);
      position += part.length;
    }
  }

  private static byte[] bytes(ByteBuffer buffer) {
    byte[] bytes = new byte[buffer.capacity()];
    buffer.rewind().get(bytes);
    return bytes;
  }

  private static ByteBuffer little(int size) {
    return ByteBuffer.allocate(size).order(ByteOrder.LITTLE_ENDIAN);
  }
}
