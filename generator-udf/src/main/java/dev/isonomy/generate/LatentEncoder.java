package dev.isonomy.generate;

import dev.isonomy.diffusion.Diffusion;
import dev.isonomy.model.BundleManifest;
import dev.isonomy.model.BundleModules;
import dev.isonomy.model.LatentSpace;
import dev.isonomy.model.ModuleException;
import dev.isonomy.model.Sha256;
import dev.isonomy.random.Purpose;
import dev.isonomy.random.RandomStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;

/**
 * Encodes images into a bundle's latent space: the semantic code, or the state noised to the
 * space's level with noise that is keyed by the image's name.
 */
public final class LatentEncoder {
  /** Separates this use of a run's seed from work units, which are not negative. */
  private static final long STREAM = -2;

  private final BundleModules modules;
  private final BundleManifest manifest;
  private final long runSeed;

  /** An encoder for one task. */
  public LatentEncoder(BundleModules modules, long runSeed) {
    this.modules = modules;
    this.manifest = modules.bundle().manifest();
    this.runSeed = runSeed;
  }

  /**
   * Encodes images.
   *
   * @param pixels bytes of one image per name, see {@link Pixels}
   * @param ids the images' names
   * @return one latent vector per image
   * @throws ModuleException naming the image, if a network returns a number that is not finite
   */
  public List<float[]> encode(byte[] pixels, List<String> ids) {
    float[] images = Pixels.toNumbers(pixels, ids.size(), manifest.pixels());
    float[] all;
    try {
      all =
          manifest.latentSpace() instanceof LatentSpace.Noisy noisy
              ? noised(images, ids, noisy.timestep())
              : modules.encode(images, ids.size());
    } catch (ModuleException e) {
      if (e.sample() == ModuleException.NO_SAMPLE) {
        throw e;
      }
      throw new ModuleException(
          "image " + ids.get(e.sample()) + " is refused: " + e.getMessage(), e.sample());
    }
    int width = manifest.latentDimension();
    List<float[]> latents = new ArrayList<>(ids.size());
    for (int i = 0; i < ids.size(); i++) {
      latents.add(Arrays.copyOfRange(all, i * width, (i + 1) * width));
    }
    return latents;
  }

  private float[] noised(float[] images, List<String> ids, int timestep) {
    float[] states = modules.encodeSample(images, ids.size());
    int size = manifest.sample().size();
    float[] noise = new float[states.length];
    float[] one = new float[size];
    for (int i = 0; i < ids.size(); i++) {
      RandomStream.of(runSeed, STREAM, key(ids.get(i)), Purpose.INITIAL_NOISE).fillGaussian(one);
      System.arraycopy(one, 0, noise, i * size, size);
    }
    Diffusion diffusion = manifest.denoiser().diffusion();
    diffusion.addNoise(states, noise, diffusion.levels().at(timestep));
    return states;
  }

  private static long key(String id) {
    String hash = Sha256.of(id.getBytes(StandardCharsets.UTF_8));
    return ByteBuffer.wrap(HexFormat.of().parseHex(hash)).getLong();
  }
}
