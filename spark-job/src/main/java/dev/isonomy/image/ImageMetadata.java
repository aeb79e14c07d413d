package dev.isonomy.image;

import java.io.IOException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The orientation that a file's metadata tells: EXIF, or XMP where EXIF says nothing. Damaged
 * metadata says nothing: it does not make the image worse.
 */
final class ImageMetadata {
  private static final int ORIENTATION = 274;
  private static final int UNKNOWN = -1;
  private static final String PREFIX = "Exif\0\0";
  private static final Pattern XMP = Pattern.compile("tiff:Orientation(?:=\"|>)([0-9])");

  private int exif = UNKNOWN;
  private int xmp = UNKNOWN;

  /**
   * Takes note of EXIF, which begins like a TIFF file, perhaps after {@code Exif} and two zeros.
   */
  void exif(Bytes data) {
    try {
      Bytes tiff =
          data.has(0, PREFIX) ? data.part(PREFIX.length(), data.length() - PREFIX.length()) : data;
      if (TiffDirectory.recognizes(tiff)) {
        tiff(TiffDirectory.first(tiff));
      }
    } catch (IOException | ArithmeticException damaged) {
      return;
    }
  }

  /** Takes note of a directory of TIFF. */
  void tiff(TiffDirectory directory) throws IOException {
    if (exif == UNKNOWN) {
      exif = (int) Math.min(directory.value(ORIENTATION, UNKNOWN), 9);
    }
  }

  /** Takes note of XMP. */
  void xmp(Bytes data) {
    Matcher matcher = XMP.matcher(data.latin1());
    if (xmp == UNKNOWN && matcher.find()) {
      xmp = Integer.parseInt(matcher.group(1));
    }
  }

  Orientation orientation() {
    return Orientation.of(exif == UNKNOWN ? xmp : exif);
  }
}
