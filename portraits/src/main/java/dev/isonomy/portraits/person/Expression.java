package dev.isonomy.portraits.person;

/** Expression of the mouth. */
public enum Expression {
  /** Relaxed, with a hint of a smile. */
  CALM(0.215, 0.042, 0),
  /** Closed smile. */
  SMILE(0.25, 0.075, 0),
  /** Open smile that shows teeth. */
  LAUGH(0.27, 0.085, 0.095);

  private final double width;
  private final double curl;
  private final double gap;

  Expression(double width, double curl, double gap) {
    this.width = width;
    this.curl = curl;
    this.gap = gap;
  }

  /** Half width of the mouth in head units. */
  public double width() {
    return width;
  }

  /** Lift of the corners in head units. */
  public double curl() {
    return curl;
  }

  /** Opening between the lips in head units. */
  public double gap() {
    return gap;
  }
}
