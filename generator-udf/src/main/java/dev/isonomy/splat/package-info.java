/**
 * 3D Gaussian splats without any engine: what they are ({@link dev.isonomy.splat.Splats}), from
 * where they are seen ({@link dev.isonomy.splat.SplatCamera}), drawing them ({@link
 * dev.isonomy.splat.SplatRenderer}) and the files that others read and write ({@link
 * dev.isonomy.splat.SplatFormat}).
 */
package dev.isonomy.splat;
