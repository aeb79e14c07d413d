package dev.isonomy.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is no image of these formats is named. */
class OtherContentTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "____ftypavif____|it is an AVIF image, which is not read",
        "____ftypheic____|it is a HEIC image, which is not read",
        "____ftypmif1____|it is a HEIF image, which is not read",
        "____ftypisom____|it is an MP4 or QuickTime video, which is not read",
        "8BPS____________|it is a Photoshop image (PSD), which is not read",
        "%PDF-1.7        |it is a PDF document, which is not read",
        "<!DOCTYPE html><p>404|it is an HTML page, not an image",
        "<html><body>|it is an HTML page, not an image",
        "<?xml version='1.0'?><svg width='3'/>|it is an SVG drawing, not an image",
        "<svg xmlns='http://www.w3.org/2000/svg'/>|it is an SVG drawing, not an image",
        "<?xml version='1.0'?><Error/>|it is XML, not an image",
        "{\"error\": 404}|it is JSON, not an image",
        "Not Found|it is text, not an image",
        "version https://git-lfs.github.com/spec/v1|it is a Git LFS pointer, not the file itself,"
            + " which is not read",
      })
  void whatIsNoImageIsNamedWithTheFormatsThatAreRead(String content, String message) {
    assertRefused(
        content.getBytes(StandardCharsets.ISO_8859_1),
        message + "; the formats that are read are PNG, JPEG, GIF, BMP, TIFF, WebP");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "ff0a|a JPEG XL image",
        "0000000c4a584c20|a JPEG XL image",
        "0000000c6a502020|a JPEG 2000 image",
        "ff4fff51|a JPEG 2000 image",
        "504b0304|a zip archive",
        "1f8b0800|a gzip archive",
        "00000100|an icon (ICO)",
        "934e554d5059|a NumPy array"
      })
  void binaryFormatsAreNamed(String start, String name) {
    byte[] file = new byte[64];
    for (int i = 0; i < start.length() / 2; i++) {
      file[i] = (byte) Integer.parseInt(start.substring(2 * i, 2 * i + 2), 16);
    }
    assertRefused(
        file,
        "it is "
            + name
            + ", which is not read; the formats that are read are PNG, JPEG, GIF, BMP, TIFF, WebP");
  }

  @Test
  void nothingIsNoImage() {
    assertRefused(new byte[0], "no image: 0 bytes");
    assertRefused(
        new byte[100],
        "it is no image that is known; the formats that are read are PNG, JPEG, GIF, BMP, TIFF,"
            + " WebP");
  }

  @Test
  void suffixesAreRecognizedInAnyCase() {
    assertThat(ImageFormat.hasSuffix("s3a://bucket/a/B.JPEG")).isTrue();
    assertThat(ImageFormat.hasSuffix("x.webp")).isTrue();
    assertThat(ImageFormat.hasSuffix("x.tif")).isTrue();
    assertThat(ImageFormat.hasSuffix("x.txt")).isFalse();
    assertThat(ImageFormat.hasSuffix("png")).isFalse();
  }

  private static void assertRefused(byte[] file, String message) {
    assertThatThrownBy(() -> ImageDecoder.decode(file))
        .isInstanceOf(IOException.class)
        .hasMessage(message);
  }
}
