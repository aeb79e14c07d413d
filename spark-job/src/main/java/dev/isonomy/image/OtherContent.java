package dev.isonomy.image;

import java.util.List;
import java.util.Locale;

/** Names what a file is that is none of the formats that are read. */
final class OtherContent {
  private static final int LOOKED_AT = 512;

  private OtherContent() {}

  /** Bytes at a place that tell a format. */
  private record Magic(String name, int at, String bytes) {
    boolean matches(Bytes file) {
      return file.has(at, bytes);
    }
  }

  private static final List<Magic> KNOWN =
      List.of(
          new Magic("an AVIF image", 4, "ftypavif"),
          new Magic("an AVIF image", 4, "ftypavis"),
          new Magic("a HEIC image", 4, "ftyphei"),
          new Magic("a HEIC image", 4, "ftyphev"),
          new Magic("a HEIF image", 4, "ftypmif1"),
          new Magic("a HEIF image", 4, "ftypmsf1"),
          new Magic("a Canon raw image (CR3)", 4, "ftypcrx"),
          new Magic("an MP4 or QuickTime video", 4, "ftyp"),
          new Magic("a JPEG XL image", 0, "\u00ff\n"),
          new Magic("a JPEG XL image", 0, "\0\0\0\fJXL "),
          new Magic("a JPEG 2000 image", 0, "\0\0\0\fjP  "),
          new Magic("a JPEG 2000 image", 0, "\u00ffO\u00ffQ"),
          new Magic("a JPEG-LS or damaged JPEG image", 0, "\u00ff\u00d8"),
          new Magic("a Photoshop image (PSD)", 0, "8BPS"),
          new Magic("an icon (ICO)", 0, "\0\0\1\0"),
          new Magic("a cursor (CUR)", 0, "\0\0\2\0"),
          new Magic("an Apple icon (ICNS)", 0, "icns"),
          new Magic("an OpenEXR image", 0, "v/1\1"),
          new Magic("a Radiance HDR image", 0, "#?RADIANCE"),
          new Magic("a DDS texture", 0, "DDS "),
          new Magic("a QOI image", 0, "qoif"),
          new Magic("a FITS image", 0, "SIMPLE  ="),
          new Magic("a GIMP image (XCF)", 0, "gimp xcf"),
          new Magic("a PBM, PGM or PPM image", 0, "P1\n"),
          new Magic("a PBM, PGM or PPM image", 0, "P2\n"),
          new Magic("a PBM, PGM or PPM image", 0, "P3\n"),
          new Magic("a PBM, PGM or PPM image", 0, "P4\n"),
          new Magic("a PBM, PGM or PPM image", 0, "P5\n"),
          new Magic("a PBM, PGM or PPM image", 0, "P6\n"),
          new Magic("a PCX image", 0, "\n\5\1"),
          new Magic("a PDF document", 0, "%PDF"),
          new Magic("a PostScript document", 0, "%!PS"),
          new Magic("a zip archive", 0, "PK\3\4"),
          new Magic("a gzip archive", 0, "\u001f\u008b"),
          new Magic("a NumPy array", 0, "\u0093NUMPY"),
          new Magic("a DICOM image", 128, "DICM"),
          new Magic("an HDF5 file", 0, "\u0089HDF"),
          new Magic("a Parquet file", 0, "PAR1"),
          new Magic("a WebM or Matroska video", 0, "\u001aE\u00df\u00a3"),
          new Magic("a Git LFS pointer, not the file itself", 0, "version https://git-lfs"));

  /** What a file seems to be: a sentence's subject that says that it is not read. */
  static String describe(Bytes file) {
    for (Magic magic : KNOWN) {
      if (magic.matches(file)) {
        return "it is " + magic.name() + ", which is not read";
      }
    }
    String text = text(file);
    return text.isEmpty() ? "it is no image that is known" : "it is " + text + ", not an image";
  }

  private static String text(Bytes file) {
    String start = file.start(LOOKED_AT).latin1();
    String lower = start.replace("\u00ef\u00bb\u00bf", "").strip().toLowerCase(Locale.ROOT);
    if (lower.contains("<svg")) {
      return "an SVG drawing";
    }
    if (lower.startsWith("<!doctype html") || lower.contains("<html")) {
      return "an HTML page";
    }
    if (lower.startsWith("<?xml")) {
      return "XML";
    }
    if (lower.startsWith("{") || lower.startsWith("[")) {
      return "JSON";
    }
    boolean printable = start.chars().noneMatch(c -> c < 9 || (c > 13 && c < 32) || c == 127);
    return printable ? "text" : "";
  }
}
