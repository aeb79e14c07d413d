package dev.isonomy.model;

/** Where the mixture lives. */
public sealed interface LatentSpace {

  /** The name used in {@code bundle.json}. */
  String label();

  /**
   * Width of a latent vector.
   *
   * @param sample shape of the diffusion's state
   */
  int dimension(ImageShape sample);

  /**
   * The code z of a semantic encoder; the denoiser is conditioned on it (Preechakul et al. 2022,
   * diffusion autoencoders).
   *
   * @param width numbers per code
   */
  record Semantic(int width) implements LatentSpace {
    public Semantic {
      if (width < 1) {
        throw new IllegalArgumentException(
            "latentSpace.dimension must be at least 1 but was " + width);
      }
    }

    @Override
    public String label() {
      return "semantic";
    }

    @Override
    public int dimension(ImageShape sample) {
      return width;
    }
  }

  /**
   * The noisy state {@code x_t} of an image, flattened: what a plain unconditional diffusion model
   * offers (Pal et al. 2023).
   *
   * @param timestep the time t at which images are noised
   */
  record Noisy(int timestep) implements LatentSpace {
    public Noisy {
      if (timestep < 0) {
        throw new IllegalArgumentException(
            "latentSpace.timestep must not be negative but was " + timestep);
      }
    }

    @Override
    public String label() {
      return "noisy";
    }

    @Override
    public int dimension(ImageShape sample) {
      return sample.size();
    }
  }
}
