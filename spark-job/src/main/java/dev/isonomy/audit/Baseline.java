package dev.isonomy.audit;

/** What the method {@code prior}, the baseline of a report, is. */
public enum Baseline {
  /** The model alone: from pure noise through the whole trajectory. */
  UNAIDED("unaided", "the model unaided", "Unaided, the same model is"),

  /** The model with codes, which it cannot do without, as often as the mixture has them. */
  CODES(
      "codes by the mixture’s weights",
      "the model, codes drawn by the mixture’s own weights",
      "With codes drawn by the mixture’s own weights, the same model is");

  private final String label;
  private final String title;
  private final String sentence;

  Baseline(String label, String title, String sentence) {
    this.label = label;
    this.title = title;
    this.sentence = sentence;
  }

  /** One or a few words, for a legend. */
  public String label() {
    return label;
  }

  /** A few words that need nothing around them. */
  public String title() {
    return title;
  }

  /** How a sentence on it begins. */
  public String sentence() {
    return sentence;
  }
}
