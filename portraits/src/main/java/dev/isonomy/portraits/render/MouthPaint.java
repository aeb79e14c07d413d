package dev.isonomy.portraits.render;

import dev.isonomy.portraits.person.Age;
import dev.isonomy.portraits.person.Expression;
import dev.isonomy.portraits.person.Portrait;
import dev.isonomy.portraits.person.Rgb;

/** Lips and, in a laugh, teeth. */
final class MouthPaint implements Paint {
  private static final Rgb TEETH = Rgb.srgb(0xFBF7F0);
  private static final Rgb INSIDE = Rgb.srgb(0x5A1E22);
  private static final double SOFT = 0.018;

  private final Rgb lips;
  private final Rgb crease;
  private final double middle;
  private final double halfWidth;
  private final double curl;
  private final double gap;
  private final double upperLip;
  private final double lowerLip;

  MouthPaint(Portrait portrait, FaceLayout layout) {
    boolean feminine = !portrait.masculine();
    lips = portrait.palette().complexion().lips();
    crease = lips.times(0.38);
    middle = layout.mouthY();
    Expression expression = portrait.expression();
    double wide = expression.width();
    halfWidth = wide * portrait.shape().mouthWidth() * (feminine ? 0.96 : 1.02);
    curl = expression.curl();
    gap = expression.gap();
    double full = portrait.cell().age() == Age.SENIOR ? 0.85 : 1;
    upperLip = (feminine ? 0.060 : 0.030) * full;
    lowerLip = (feminine ? 0.085 : 0.045) * full;
  }

  @Override
  public void apply(SurfacePoint p) {
    double m = p.x / halfWidth;
    if (Math.abs(m) > 1.08 || Math.abs(p.y - middle) > 0.3) {
      return;
    }
    double arch = Math.max(0, 1 - m * m);
    double line = middle + curl * (m * m - 0.4);
    double bow = 1 - 0.28 * Curve.blot(m / 0.22, 0);
    double top = line + upperLip * bow * Math.sqrt(arch);
    double floor = line - gap * arch;
    double bottom = floor - lowerLip * arch;
    double inLips = Curve.step(-SOFT, SOFT, top - p.y) * Curve.step(-SOFT, SOFT, p.y - bottom);
    p.blend(lips, inLips * Curve.step(0, 0.12, arch));
    p.gloss += 0.10 * inLips * Curve.blot(m / 0.6, (p.y - floor + 0.5 * lowerLip) / 0.04);
    if (gap > 0) {
      double open = Curve.step(-SOFT, SOFT, line - p.y) * Curve.step(-SOFT, SOFT, p.y - floor);
      open *= Curve.step(0.02, 0.2, arch);
      p.blend(INSIDE, open);
      double teeth = Curve.step(-SOFT, SOFT, p.y - line + 0.72 * gap * arch);
      p.blend(TEETH, open * teeth * Curve.step(0.1, 0.35, arch));
    }
    double fade = 1 - Curve.step(0.96, 1.08, Math.abs(m));
    p.blend(crease, 0.85 * fade * Curve.band(p.y - line, gap > 0 ? 0.010 : 0.014, 0.02));
    // Soft shadow below the lower lip.
    p.line(0.16 * Curve.blot(m / 0.8, (p.y - bottom + 0.05) / 0.05));
  }
}
