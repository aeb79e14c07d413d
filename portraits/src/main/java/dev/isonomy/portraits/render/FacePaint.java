package dev.isonomy.portraits.render;

import dev.isonomy.portraits.person.Palette;
import dev.isonomy.portraits.person.Portrait;

/** The face: skin with everything that is drawn on it, placed by frontal projection. */
final class FacePaint implements Paint {
  private final Portrait portrait;
  private final Palette palette;
  private final FaceLayout layout;
  private final Hairline hairline;
  private final Paint hair;
  private final EyePaint eyes;
  private final MouthPaint mouth;
  private final AgeLines lines;
  private final BeardPaint beard;

  FacePaint(Portrait portrait, FaceLayout layout, Hairline hairline, Paint hair) {
    this.portrait = portrait;
    this.layout = layout;
    this.hairline = hairline;
    this.hair = hair;
    palette = portrait.palette();
    eyes = new EyePaint(portrait, layout);
    mouth = new MouthPaint(portrait, layout);
    lines = new AgeLines(portrait, layout);
    beard = new BeardPaint(portrait, layout);
  }

  @Override
  public void apply(SurfacePoint p) {
    SkinPaint.skin(p, palette.skin());
    double cover = hairline.cover(p.x, p.y, p.z);
    if (cover > 0) {
      hair.apply(p);
      return;
    }
    if (p.z > 0.12) {
      blush(p);
      nose(p);
      lines.apply(p);
      beard.apply(p);
      mouth.apply(p);
      eyes.apply(p);
    } else {
      beard.apply(p);
    }
    // The hair's own shadow seats it on the head.
    p.light *= 1 - 0.30 * Curve.step(-0.13, 0, cover);
  }

  private void blush(SurfacePoint p) {
    double u = (Math.abs(p.x) - 0.40) / 0.26;
    double v = (p.y + 0.25) / 0.20;
    double amount = portrait.masculine() ? 0.16 : 0.42;
    double blot = amount * Curve.blot(u, v);
    p.g *= 1 - 0.42 * blot;
    p.b *= 1 - 0.36 * blot;
  }

  private void nose(SurfacePoint p) {
    double s = portrait.shape().noseSize();
    double tip = layout.noseY();
    double under = Curve.blot(p.x / (0.15 * s), (p.y - tip + 0.13 * s) / 0.055);
    p.line(0.42 * under);
    double nostril = Curve.blot((Math.abs(p.x) - 0.055 * s) / 0.04, (p.y - tip + 0.105 * s) / 0.03);
    p.line(0.45 * nostril);
  }
}
