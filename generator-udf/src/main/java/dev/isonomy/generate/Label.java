package dev.isonomy.generate;

import dev.isonomy.attribute.Attribute;
import dev.isonomy.attribute.AttributeSpace;

/**
 * What a labeler says of an image.
 *
 * @param cell the cell
 * @param classes one class per attribute: the one with the largest logit, the first of equal ones
 * @param confidence product over the attributes of the softmax probabilities of these classes
 */
public record Label(int cell, int[] classes, double confidence) {

  /**
   * Reads an image's logits.
   *
   * @param logits rows of one number per class, attribute after attribute
   * @param row index of the image
   */
  public static Label read(AttributeSpace space, float[] logits, int row) {
    int width = space.attributes().stream().mapToInt(Attribute::size).sum();
    int at = row * width;
    int[] classes = new int[space.attributes().size()];
    double confidence = 1;
    for (int a = 0; a < classes.length; a++) {
      int size = space.attributes().get(a).size();
      int best = 0;
      for (int c = 1; c < size; c++) {
        if (logits[at + c] > logits[at + best]) {
          best = c;
        }
      }
      double sum = 0;
      for (int c = 0; c < size; c++) {
        sum += Math.exp((double) logits[at + c] - logits[at + best]);
      }
      classes[a] = best;
      confidence /= sum;
      at += size;
    }
    return new Label(space.cell(classes), classes, confidence);
  }

  /**
   * Whether the labeler is too unsure to say anything: such a draw is of no cell.
   *
   * @param below confidence below which it abstains, 0 for never
   */
  public boolean abstains(double below) {
    return abstains(confidence, below);
  }

  /** The same of a confidence without its label. */
  public static boolean abstains(double confidence, double below) {
    return confidence < below;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Label that && cell == that.cell && confidence == that.confidence;
  }

  @Override
  public int hashCode() {
    return 31 * cell + Double.hashCode(confidence);
  }

  @Override
  public String toString() {
    return "Label[" + cell + ", " + confidence + "]";
  }
}
