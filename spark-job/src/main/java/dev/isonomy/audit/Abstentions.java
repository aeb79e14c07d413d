package dev.isonomy.audit;

/**
 * From how many draws of a generation the labeler abstained, those included that turned out not to
 * be needed.
 *
 * @param below the confidence below which it does
 * @param draws from so many draws it abstained
 * @param of so many draws it was asked about
 */
public record Abstentions(double below, long draws, long of) {
  /** The share of the draws. */
  public double share() {
    return of == 0 ? 0 : (double) draws / of;
  }
}
