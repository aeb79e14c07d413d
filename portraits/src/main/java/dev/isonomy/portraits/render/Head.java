package dev.isonomy.portraits.render;

import dev.isonomy.portraits.person.Beard;
import dev.isonomy.portraits.person.Earrings;
import dev.isonomy.portraits.person.FaceShape;
import dev.isonomy.portraits.person.Glasses;
import dev.isonomy.portraits.person.Occupation;
import dev.isonomy.portraits.person.Portrait;
import dev.isonomy.portraits.person.Rgb;
import java.util.ArrayList;
import java.util.List;

/** The painted surfaces of one head, built from a portrait. */
final class Head {
  private final List<Part> parts = new ArrayList<>();
  private final Portrait portrait;
  private final FaceLayout layout;

  private Head(Portrait portrait) {
    this.portrait = portrait;
    layout = FaceLayout.of(portrait.shape());
  }

  static List<Part> parts(Portrait portrait) {
    Head head = new Head(portrait);
    Hairline hairline = new Hairline(portrait.hair());
    HairPaint hair = new HairPaint(portrait);
    Headwear headwear = Headwear.of(portrait.occupation());
    head.addSkull(headwear.shading(new FacePaint(portrait, head.layout, hairline, hair)));
    head.addEars();
    head.addBody();
    head.addGlasses();
    HairVolumes.of(portrait, hairline, hair).forEach(part -> head.parts.add(headwear.over(part)));
    head.parts.addAll(headwear.parts());
    return List.copyOf(head.parts);
  }

  private void addSkull(Paint face) {
    FaceShape shape = portrait.shape();
    FaceShape.Outline outline = shape.outline();
    boolean masculine = portrait.masculine();
    double w = outline.width();
    double chin = layout.chinY();
    skin(Ellipsoid.at(0, 0.25, -0.05).radii(0.72 * w, 0.78, 0.80), face);
    skin(Ellipsoid.at(0, -0.10, 0.06).radii(0.69 * w, 0.72, 0.70), face);
    // The lower face reaches down to the chin.
    double jaw = 0.58 * w * outline.jaw();
    skin(Ellipsoid.at(0, chin + 0.58, 0.10).radii(jaw, 0.58, 0.64), face);
    if (masculine) {
      skin(Ellipsoid.at(0, chin + 0.34, 0.12).radii(0.48 * w * outline.jaw(), 0.34, 0.52), face);
    }
    skin(Ellipsoid.at(0, chin + 0.17, 0.42).radii(masculine ? 0.23 : 0.17, 0.17, 0.26), face);
    double s = shape.noseSize();
    skin(Ellipsoid.at(0, layout.noseY() + 0.12, 0.70).radii(0.065 * s, 0.24, 0.13), face);
    skin(Ellipsoid.at(0, layout.noseY(), 0.745).radii(0.112 * s, 0.098 * s, 0.13 * s), face);
    if (portrait.beard() == Beard.FULL) {
      skin(Ellipsoid.at(0, chin + 0.36, 0.14).radii(jaw * 0.98, 0.46, 0.60), face);
    }
  }

  private void addEars() {
    Paint skin = new SkinPaint(portrait.palette().skin(), false);
    double x = 0.715 * portrait.shape().outline().width();
    for (int side = -1; side <= 1; side += 2) {
      solid(Ellipsoid.at(side * x, -0.04, -0.05).radii(0.095, 0.19, 0.12).rolled(side * -10), skin);
      if (portrait.earrings() == Earrings.GOLD) {
        Paint gold = gold();
        solid(Ellipsoid.at(side * (x + 0.02), -0.29, 0.0).radii(0.058, 0.066, 0.058), gold);
      }
    }
  }

  private static Paint gold() {
    Rgb colour = Rgb.srgb(0xF0C24E);
    return p -> {
      p.colour(colour);
      p.gloss = 0.5;
    };
  }

  private void addBody() {
    boolean masculine = portrait.masculine();
    Paint skin = new SkinPaint(portrait.palette().skin(), true);
    double thick = masculine ? 0.42 : 0.31;
    solid(Ellipsoid.at(0, -1.15, -0.14).radii(thick, 1.0, 0.36), skin);
    double wide = masculine ? 1.50 : 1.18;
    boolean plain = portrait.occupation() == Occupation.NONE;
    Paint clothes = plain ? new ClothesPaint(portrait) : AttirePaint.of(portrait);
    solid(Ellipsoid.at(0, -2.02, -0.12).radii(wide, 0.82, 0.62), clothes);
    // Trapezius: joins neck and shoulders.
    solid(Ellipsoid.at(0, -1.52, -0.2).radii(thick * 1.9, 0.36, 0.36), clothes);
    parts.addAll(Accessories.of(portrait.occupation(), thick));
  }

  private void addGlasses() {
    if (portrait.glasses() == Glasses.NONE) {
      return;
    }
    Rgb colour = portrait.palette().frame();
    Paint frame =
        p -> {
          p.colour(colour);
          p.gloss = 0.02;
        };
    boolean square = portrait.glasses() == Glasses.SQUARE;
    solid(new Spectacles(layout.eyeX(), layout.eyeY(), square), frame);
  }

  private void skin(Shape shape, Paint paint) {
    parts.add(new Part(shape, Clip.WHOLE, paint, Part.Blend.SKIN));
  }

  private void solid(Shape shape, Paint paint) {
    parts.add(new Part(shape, Clip.WHOLE, paint, Part.Blend.NONE));
  }
}
