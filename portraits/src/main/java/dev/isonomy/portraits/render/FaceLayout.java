package dev.isonomy.portraits.render;

import dev.isonomy.portraits.person.FaceShape;

/**
 * Places of the features in the frontal plane, in head units.
 *
 * @param eyeX distance of an eye from the middle
 * @param eyeY height of the eyes
 * @param noseY height of the tip of the nose
 * @param mouthY height of the mouth
 * @param chinY height of the chin
 */
record FaceLayout(double eyeX, double eyeY, double noseY, double mouthY, double chinY) {
  static FaceLayout of(FaceShape shape) {
    double length = shape.outline().length();
    return new FaceLayout(
        0.295 * shape.eyes().spacing() * shape.outline().width(),
        0.02,
        -0.21 * length,
        -0.53 * length,
        -0.98 * length);
  }
}
