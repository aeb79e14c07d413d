/**
 * From one image to a 3D asset: {@link dev.isonomy.lift.AssetMaker} takes images with or without a
 * mask, has a lifting model turn them into Gaussians, and draws them again from the input's camera
 * and all around.
 */
package dev.isonomy.lift;
