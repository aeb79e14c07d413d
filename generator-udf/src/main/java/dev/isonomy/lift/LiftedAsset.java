package dev.isonomy.lift;

import dev.isonomy.splat.SplatCamera;

/**
 * A 3D asset made from an image.
 *
 * @param file the asset in the format that was asked for
 * @param sha256 digest of the file
 * @param gaussians number of Gaussians
 * @param camera the camera that the image was taken to be seen from
 * @param preview PNG of the asset from that camera, on white
 * @param turntable PNG of the asset from all around, images side by side
 * @param again pixels of the asset from that camera, in front of the image's own background: what a
 *     labeler can compare with the image
 */
public record LiftedAsset(
    byte[] file,
    String sha256,
    int gaussians,
    SplatCamera camera,
    byte[] preview,
    byte[] turntable,
    byte[] again) {}
