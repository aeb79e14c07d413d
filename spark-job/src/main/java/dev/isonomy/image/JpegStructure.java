package dev.isonomy.image;

import java.io.ByteArrayOutputStream;
import java.io.IOException;

/**
 * The segments of a JPEG file: what they say of colours and orientation, and whether they are all
 * there. Decoders warn of a missing end and fill up with grey, so that it is found here.
 */
final class JpegStructure {
  /** Without an Adobe segment. */
  static final int NO_ADOBE = -1;

  private static final int SOI = 0xd8;
  private static final int EOI = 0xd9;
  private static final int SOS = 0xda;
  private static final int DHT = 0xc4;
  private static final int DAC = 0xcc;
  private static final int APP0 = 0xe0;
  private static final int APP1 = 0xe1;
  private static final int APP14 = 0xee;
  private static final int APP15 = 0xef;
  private static final int COMMENT = 0xfe;
  private static final String EXIF = "Exif\0\0";
  private static final String XMP = "http://ns.adobe.com/xap/1.0/\0";

  private final Bytes file;
  private final ByteArrayOutputStream stripped;
  private final ImageMetadata metadata = new ImageMetadata();
  private boolean jfif;
  private int adobeTransform = NO_ADOBE;
  private String componentNames = "";
  private JpegScans scans;

  private JpegStructure(Bytes file) {
    this.file = file;
    this.stripped = new ByteArrayOutputStream(file.length());
  }

  /**
   * Goes through a file up to its end.
   *
   * @throws IOException if it is cut, damaged or of a kind that is not read
   */
  static JpegStructure read(Bytes file) throws IOException {
    JpegStructure jpeg = new JpegStructure(file);
    jpeg.stripped.write(0xff);
    jpeg.stripped.write(SOI);
    jpeg.segments();
    return jpeg;
  }

  private void segments() throws IOException {
    long at = 2;
    while (true) {
      at = marker(at);
      int code = file.u8(at - 1);
      if (code == EOI) {
        stripped.write(0xff);
        stripped.write(EOI);
        break;
      }
      if (code == SOI || code == 0x01 || isRestart(code)) {
        continue;
      }
      Bytes segment = file.part(at, file.u16be(at));
      if (segment.length() < 2) {
        throw new IOException("a segment of " + segment.length() + " bytes");
      }
      at += segment.length();
      note(code, segment);
      if (code == SOS) {
        long end = endOfScan(at);
        stripped.write(file.part(at, end - at).toArray());
        at = end;
      }
    }
    if (scans == null) {
      throw new IOException("it has no image");
    }
    scans.requireComplete();
  }

  /** The place after the next marker's code; other bytes before it are passed over. */
  private long marker(long from) throws IOException {
    long at = from;
    while (true) {
      while (file.u8(at) != 0xff) {
        at++;
      }
      while (file.u8(at) == 0xff) {
        at++;
      }
      if (file.u8(at++) != 0) {
        return at;
      }
    }
  }

  /**
   * Where the coded data of a scan end: at a marker that is neither a stuffed 255 nor a restart.
   */
  private long endOfScan(long from) throws IOException {
    long at = from;
    while (true) {
      while (file.u8(at) != 0xff) {
        at++;
      }
      int code = file.u8(at + 1);
      if (code == 0xff) {
        at++;
      } else if (code == 0 || isRestart(code)) {
        at += 2;
      } else {
        return at;
      }
    }
  }

  private static boolean isRestart(int code) {
    return code >= 0xd0 && code <= 0xd7;
  }

  private void note(int code, Bytes segment) throws IOException {
    if (code == APP0) {
      jfif |= segment.has(2, "JFIF\0");
    } else if (code == APP1 && segment.has(2, EXIF)) {
      metadata.exif(segment.part(2, segment.length() - 2L));
    } else if (code == APP1 && segment.has(2, XMP)) {
      metadata.xmp(segment);
    } else if (code == APP14 && segment.has(2, "Adobe") && segment.length() >= 14) {
      adobeTransform = segment.u8(13);
    }
    if (code == COMMENT || (code >= APP0 && code <= APP15)) {
      return;
    }
    if (code == SOS) {
      scan(segment);
    } else if (code == DAC) {
      throw new RefusedImageException("with arithmetic coding is not read");
    } else if (code >= 0xc0 && code <= 0xcf && code != DHT) {
      frame(code, segment);
    }
    stripped.write(0xff);
    stripped.write(code);
    stripped.write(segment.toArray());
  }

  private void frame(int code, Bytes segment) throws IOException {
    if (scans != null) {
      throw new IOException("it has two frames");
    }
    if (code > 0xc2) {
      throw new RefusedImageException(
          code >= 0xc9
              ? "with arithmetic coding is not read"
              : code == 0xc3
                  ? "of the lossless kind is not read"
                  : "of several layers is not read");
    }
    if (segment.u8(2) != 8) {
      throw new RefusedImageException("of " + segment.u8(2) + " bits per sample is not read");
    }
    ImageDecoder.requireSize(segment.u16be(5), segment.u16be(3));
    int count = segment.u8(7);
    StringBuilder names = new StringBuilder();
    for (int i = 0; i < count; i++) {
      names.append((char) segment.u8(8 + 3 * i));
    }
    componentNames = names.toString();
    scans = new JpegScans(componentNames, code == 0xc2);
  }

  private void scan(Bytes segment) throws IOException {
    if (scans == null) {
      throw new IOException("it has a scan before its frame");
    }
    scans.add(segment);
  }

  int components() {
    return componentNames.length();
  }

  String componentNames() {
    return componentNames;
  }

  boolean jfif() {
    return jfif;
  }

  /** The colour transform that an Adobe segment names, {@link #NO_ADOBE} without. */
  int adobeTransform() {
    return adobeTransform;
  }

  Orientation orientation() {
    return metadata.orientation();
  }

  /** The file without segments for applications: what decoders see is not theirs to interpret. */
  byte[] stripped() {
    return stripped.toByteArray();
  }
}
