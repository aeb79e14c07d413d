package dev.isonomy.image;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/** The formats of images that are read, by whatever source. */
@SuppressWarnings("ImmutableEnumChecker") // copied lists of texts, and decoders without state
public enum ImageFormat {
  PNG("PNG", List.of(".png", ".apng"), new PngDecoder()),
  JPEG("JPEG", List.of(".jpg", ".jpeg", ".jpe", ".jfif"), new JpegDecoder()),
  GIF("GIF", List.of(".gif"), new GifDecoder()),
  BMP("BMP", List.of(".bmp", ".dib"), new BmpDecoder()),
  TIFF("TIFF", List.of(".tif", ".tiff"), new TiffDecoder()),
  WEBP("WebP", List.of(".webp"), new WebpDecoder());

  private static final String NAMES =
      Arrays.stream(values()).map(ImageFormat::label).collect(Collectors.joining(", "));

  private static final String ENDINGS =
      Arrays.stream(values())
          .flatMap(format -> format.suffixes.stream())
          .collect(Collectors.joining(", "));

  private final String label;
  private final List<String> suffixes;
  private final FormatDecoder decoder;

  ImageFormat(String label, List<String> suffixes, FormatDecoder decoder) {
    this.label = label;
    this.suffixes = suffixes;
    this.decoder = decoder;
  }

  /** Its name in messages. */
  public String label() {
    return label;
  }

  /** Endings of its files' names, in lower case, with their dot. */
  public List<String> suffixes() {
    return suffixes;
  }

  FormatDecoder decoder() {
    return decoder;
  }

  /** The names of all formats, for messages: {@code PNG, JPEG, ...}. */
  public static String names() {
    return NAMES;
  }

  /** The endings of all formats, for messages: {@code .png, .apng, ...}. */
  public static String endings() {
    return ENDINGS;
  }

  /** Whether a file's name ends like one of an image; upper and lower case are alike. */
  public static boolean hasSuffix(String name) {
    String lower = name.toLowerCase(Locale.ROOT);
    return Arrays.stream(values())
        .anyMatch(format -> format.suffixes.stream().anyMatch(lower::endsWith));
  }

  /** The format that a file's first bytes tell; nothing if none of these. */
  static Optional<ImageFormat> of(Bytes file) {
    return Arrays.stream(values()).filter(format -> format.decoder.recognizes(file)).findFirst();
  }
}
