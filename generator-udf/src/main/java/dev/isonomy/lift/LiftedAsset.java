package dev.isonomy.lift;

import dev.isonomy.splat.SplatCamera;

/**
 * A 3D asset made from a picture.
 *
 * @param file the asset in the format that was asked for
 * @param sha256 digest of the file
 * @param gaussians number of Gaussians
 * @param camera the camera that the picture was taken to be seen from
 * @param preview PNG of the asset from that camera, on white
 * @param turntable PNG of the asset from all around, pictures side by side
 * @param again pixels of the asset from that camera, in front of the picture's own background: what
 *     a labeler can compare with the picture
 */
public record LiftedAsset(
    byte[] file,
    String sha256,
    int gaussians,
    SplatCamera camera,
    byte[] preview,
    byte[] turntable,
    byte[] again) {}
