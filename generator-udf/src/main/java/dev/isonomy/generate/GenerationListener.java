package dev.isonomy.generate;

/** Is told how a generation goes on; for progress and metrics only. */
public interface GenerationListener {

  /** Listens to nothing. */
  GenerationListener NONE = new GenerationListener() {};

  /** Where time goes. */
  enum Phase {
    /** Sampling: the denoiser and the steps around it. */
    DENOISE,
    /** From clean states to pixels. */
    DECODE,
    /** The labeler. */
    LABEL,
    /** Writing PNG. */
    ENCODE
  }

  /**
   * Draws were made.
   *
   * @param draws how many, speculative ones included
   */
  default void drawn(int draws) {}

  /**
   * A draw for a cell was judged.
   *
   * @param cell the cell that was asked for
   * @param accepted whether the labeler sees it
   */
  default void judged(int cell, boolean accepted) {}

  /**
   * The labeler abstained from a draw, which was therefore rejected; told beside {@link #judged}.
   *
   * @param cell the cell that was asked for
   */
  default void abstained(int cell) {}

  /**
   * An image was kept.
   *
   * @param cell its cell
   */
  default void kept(int cell) {}

  /** Time was spent. */
  default void spent(Phase phase, long nanoseconds) {}
}
