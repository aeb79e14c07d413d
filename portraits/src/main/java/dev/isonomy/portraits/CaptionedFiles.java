package dev.isonomy.portraits;

import dev.isonomy.portraits.caption.CaptionedPortrait;
import dev.isonomy.portraits.caption.CaptionedSampler;
import dev.isonomy.portraits.person.Portrait;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.LongStream;

/**
 * A part of a stream of captioned portraits as plain files that any language reads without a
 * library.
 *
 * <p>{@code images.u8} and the first columns of {@code labels.csv} are those of {@link
 * PortraitFiles}; two columns with the class indices of occupation and expression follow. {@code
 * captions.txt} has a line per image.
 */
final class CaptionedFiles {
  static final String HEADER = PortraitFiles.HEADER.strip() + ",occupation,expression\n";

  private final CaptionedSampler sampler;
  private final long first;

  CaptionedFiles(CaptionedSampler sampler, long first) {
    this.sampler = sampler;
    this.first = first;
  }

  /** Writes {@code count} portraits into a directory, which is created if it does not exist. */
  void write(Path directory, int count) throws IOException {
    Files.createDirectories(directory);
    try (OutputStream images =
            new BufferedOutputStream(Files.newOutputStream(directory.resolve("images.u8")));
        Writer labels = Files.newBufferedWriter(directory.resolve("labels.csv"));
        Writer captions = Files.newBufferedWriter(directory.resolve("captions.txt"))) {
      labels.write(HEADER);
      for (int start = 0; start < count; start += RenderedBlock.SIZE) {
        long from = first + start;
        long to = Math.min(from + RenderedBlock.SIZE, first + count);
        List<CaptionedPortrait> block =
            LongStream.range(from, to).mapToObj(sampler::sample).toList();
        for (byte[] rgb :
            RenderedBlock.of(block.stream().map(CaptionedPortrait::portrait).toList())) {
          images.write(rgb);
        }
        for (int i = 0; i < block.size(); i++) {
          labels.write(row(block.get(i).portrait(), from + i));
          captions.write(block.get(i).caption() + "\n");
        }
      }
    }
  }

  private static String row(Portrait portrait, long index) {
    return PortraitFiles.row(portrait, index).strip()
        + ","
        + portrait.occupation().ordinal()
        + ","
        + portrait.expression().ordinal()
        + "\n";
  }
}
