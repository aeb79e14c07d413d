package dev.isonomy.image;

import java.io.EOFException;
import java.io.IOException;
import java.util.Arrays;
import java.util.Locale;

/** What the first directory of a TIFF file says of its image, checked before it is decoded. */
final class TiffStructure {
  /** Values of PhotometricInterpretation. */
  static final int WHITE_IS_ZERO = 0;

  static final int BLACK_IS_ZERO = 1;
  static final int RGB = 2;
  static final int PALETTE = 3;
  static final int CMYK = 5;
  static final int YCBCR = 6;

  private static final int WIDTH = 256;
  private static final int HEIGHT = 257;
  private static final int BITS = 258;
  private static final int COMPRESSION = 259;
  private static final int PHOTOMETRIC = 262;
  private static final int STRIP_OFFSETS = 273;
  private static final int SAMPLES = 277;
  private static final int STRIP_SIZES = 279;
  private static final int TILE_OFFSETS = 324;
  private static final int TILE_SIZES = 325;
  private static final int EXTRA_SAMPLES = 338;
  private static final int SAMPLE_FORMAT = 339;
  private static final int XMP = 700;
  private static final int UNCOMPRESSED = 1;
  private static final int UNSIGNED = 1;
  private static final int UNDEFINED = 4;

  private final TiffDirectory directory;
  private final long width;
  private final long height;
  private final int bits;
  private final int samples;
  private final int photometric;

  private TiffStructure(TiffDirectory directory) throws IOException {
    this.directory = directory;
    width = directory.value(WIDTH, 0);
    height = directory.value(HEIGHT, 0);
    bits = (int) directory.value(BITS, 1);
    samples = (int) directory.value(SAMPLES, 1);
    photometric = (int) directory.value(PHOTOMETRIC, -1);
  }

  /**
   * Reads and checks the directory.
   *
   * @throws IOException if the image is cut, too large or of a kind that is not read
   */
  static TiffStructure read(Bytes file) throws IOException {
    TiffStructure tiff = new TiffStructure(TiffDirectory.first(file));
    ImageDecoder.requireSize(tiff.width, tiff.height);
    tiff.requireKind();
    tiff.requireWhole(file);
    return tiff;
  }

  private void requireKind() throws IOException {
    for (long each : directory.values(BITS)) {
      if (each != bits) {
        throw new RefusedImageException("of samples that differ in their bits is not read");
      }
    }
    for (long format : directory.values(SAMPLE_FORMAT)) {
      if (format != UNSIGNED && format != UNDEFINED) {
        throw new RefusedImageException(
            "of " + (format == 2 ? "signed" : "floating-point") + " samples is not read");
      }
    }
    if (bits != 1 && bits != 2 && bits != 4 && bits != 8 && bits != 16) {
      throw new RefusedImageException("of " + bits + " bits per sample is not read");
    }
    if (photometric < 0 || photometric > YCBCR || photometric == 4) {
      throw new RefusedImageException(
          "of PhotometricInterpretation " + photometric + " (Lab, raw, mask) is not read");
    }
    if (samples < colourSamples()) {
      throw new IOException("it has " + samples + " samples per pixel");
    }
  }

  private void requireWhole(Bytes file) throws IOException {
    boolean tiled = directory.values(TILE_OFFSETS).length > 0;
    long[] offsets = directory.values(tiled ? TILE_OFFSETS : STRIP_OFFSETS);
    long[] sizes = directory.values(tiled ? TILE_SIZES : STRIP_SIZES);
    if (offsets.length == 0) {
      throw new IOException("it has no image");
    }
    for (int i = 0; i < offsets.length; i++) {
      file.part(offsets[i], i < sizes.length ? sizes[i] : 0);
    }
    long stored = Arrays.stream(sizes).sum();
    long least = height * ((width * bits * (photometric == YCBCR ? 1 : samples) + 7) / 8);
    if (directory.value(COMPRESSION, UNCOMPRESSED) == UNCOMPRESSED && stored < least) {
      throw new EOFException(
          String.format(Locale.ROOT, "it holds %,d of %,d bytes of pixels", stored, least));
    }
  }

  int bits() {
    return bits;
  }

  int photometric() {
    return photometric;
  }

  /** Samples that make the colour; others follow them. */
  int colourSamples() {
    return switch (photometric) {
      case RGB, YCBCR -> 3;
      case CMYK -> 4;
      default -> 1;
    };
  }

  /**
   * What the first sample after the colour is: 1 for coverage by which colours are multiplied
   * already, 2 for coverage, 0 for nothing that is known.
   */
  int extraSample() throws IOException {
    return samples > colourSamples() ? (int) directory.value(EXTRA_SAMPLES, 0) : 0;
  }

  Orientation orientation() throws IOException {
    ImageMetadata metadata = new ImageMetadata();
    metadata.tiff(directory);
    metadata.xmp(directory.bytes(XMP));
    return metadata.orientation();
  }
}
