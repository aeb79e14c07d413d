package dev.isonomy.generate;

import dev.isonomy.generate.GenerationListener.Phase;
import dev.isonomy.model.ModelBundle;
import dev.isonomy.model.PixelShape;
import dev.isonomy.model.Sha256;

/**
 * Makes images of kept draws: pixels to a marked PNG and the hashes of both. Not safe for several
 * threads.
 */
public final class ImageEncoder {
  private final PngEncoder png;
  private final PixelShape shape;
  private final int cells;
  private final GenerationListener listener;

  /** An encoder of a model's images, which it names as their source. */
  public ImageEncoder(ModelBundle bundle, GenerationListener listener) {
    this.png =
        new PngEncoder(bundle.manifest().identity().name() + " sha256:" + bundle.fingerprint());
    this.shape = bundle.manifest().pixels();
    this.cells = bundle.manifest().attributes().cellCount();
    this.listener = listener;
  }

  /** The image of a kept draw. */
  public GeneratedImage encode(KeptDraw kept) {
    long start = System.nanoTime();
    byte[] bytes = png.encode(kept.pixels(), shape);
    String file = Sha256.of(bytes);
    String pixels = Pixels.sha256(kept.pixels(), shape);
    listener.spent(Phase.ENCODE, System.nanoTime() - start);
    return new GeneratedImage(
        GeneratedImage.sampleId(
            kept.unit(), kept.prompt() * cells + kept.label().cell(), kept.draw()),
        kept,
        bytes,
        pixels,
        file);
  }
}
