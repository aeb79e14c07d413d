package dev.isonomy.portraits.render;

import java.util.Arrays;
import java.util.List;

/** The parts of a head in front of a camera, with the pixels that each part can touch. */
final class Scene {
  // Above this cosine a surface faces the camera beyond doubt; below it the rim may turn away.
  private static final double FRANK = 0.3;

  private final Part[] parts;
  private final Ellipsoid[][] blended;
  private final int[][] bounds;
  private final Camera camera;
  private final Vec3 forward;
  private final Vec3 right;
  private final Vec3 up;
  private final double extent;
  private final int size;
  private final Ray ray;
  private final SurfacePoint point = new SurfacePoint();
  private final double[] normal = new double[3];
  private final int[] inRow;
  private final int[] inPixel;
  private int rowCount;
  private int pixelCount;
  private double depth;

  Scene(List<Part> list, Camera camera, int size) {
    this.camera = camera;
    this.size = size;
    parts = list.toArray(Part[]::new);
    blended =
        Arrays.stream(Part.Blend.values())
            .map(blend -> group(list, blend))
            .toArray(Ellipsoid[][]::new);
    forward = camera.forward();
    right = camera.right();
    up = camera.up();
    extent = camera.halfExtent();
    ray = new Ray().from(camera.position());
    bounds = new int[parts.length][];
    for (int i = 0; i < parts.length; i++) {
      bounds[i] = bounds(parts[i].shape());
    }
    inRow = new int[parts.length];
    inPixel = new int[parts.length];
  }

  private static Ellipsoid[] group(List<Part> parts, Part.Blend blend) {
    return parts.stream()
        .filter(part -> part.blend() == blend && blend != Part.Blend.NONE)
        .map(part -> (Ellipsoid) part.shape())
        .toArray(Ellipsoid[]::new);
  }

  /** Pixel bounds {x0, x1, y0, y1}, inclusive, of the projected bounding box. */
  private int[] bounds(Shape shape) {
    double x0 = Double.POSITIVE_INFINITY;
    double x1 = Double.NEGATIVE_INFINITY;
    double y0 = Double.POSITIVE_INFINITY;
    double y1 = Double.NEGATIVE_INFINITY;
    for (int i = 0; i < 8; i++) {
      Vec3 v = shape.corner(i).minus(camera.position());
      double z = v.dot(forward);
      if (z < 1e-3) {
        return new int[] {0, size - 1, 0, size - 1};
      }
      double x = (v.dot(right) / (z * extent) + 1) * size / 2;
      double y = (1 - v.dot(up) / (z * extent)) * size / 2;
      x0 = Math.min(x0, x);
      x1 = Math.max(x1, x);
      y0 = Math.min(y0, y);
      y1 = Math.max(y1, y);
    }
    return new int[] {
      (int) Math.floor(x0), (int) Math.floor(x1), (int) Math.floor(y0), (int) Math.floor(y1)
    };
  }

  void beginRow(int row) {
    rowCount = 0;
    for (int i = 0; i < parts.length; i++) {
      if (bounds[i][2] <= row && row <= bounds[i][3]) {
        inRow[rowCount++] = i;
      }
    }
  }

  /** Number of parts that may be seen in the pixel. */
  int beginPixel(int column) {
    pixelCount = 0;
    for (int i = 0; i < rowCount; i++) {
      int part = inRow[i];
      if (bounds[part][0] <= column && column <= bounds[part][1]) {
        inPixel[pixelCount++] = part;
      }
    }
    return pixelCount;
  }

  /** Traces a ray through image coordinates in pixels; whether it meets the head. */
  boolean trace(double px, double py, Lighting lighting) {
    double x = (2 * px / size - 1) * extent;
    double y = (1 - 2 * py / size) * extent;
    ray.towards(
        forward.x() + x * right.x() + y * up.x(),
        forward.y() + x * right.y() + y * up.y(),
        forward.z() + x * right.z() + y * up.z());
    double nearest = Double.POSITIVE_INFINITY;
    Part seen = null;
    for (int i = 0; i < pixelCount; i++) {
      Part part = parts[inPixel[i]];
      double t = part.shape().hit(ray, part.clip());
      if (t < nearest) {
        nearest = t;
        seen = part;
      }
    }
    if (seen == null) {
      return false;
    }
    shade(seen, nearest, lighting);
    return true;
  }

  private void shade(Part part, double t, Lighting lighting) {
    point.begin(ray.ox + t * ray.dx, ray.oy + t * ray.dy, ray.oz + t * ray.dz);
    part.shape().normalAt(point);
    double facing = facing();
    if (part.blend() != Part.Blend.NONE) {
      blendNormals(part.blend(), facing);
    }
    if (facing() < 0 && part.blend() != Part.Blend.SKIN) {
      // The inside of a cut volume.
      point.normal(-point.nx, -point.ny, -point.nz);
    }
    part.paint().apply(point);
    lighting.shade(point, ray);
    depth = t * (ray.dx * forward.x() + ray.dy * forward.y() + ray.dz * forward.z());
  }

  /** Cosine between the normal and the direction towards the camera. */
  private double facing() {
    return -(point.nx * ray.dx + point.ny * ray.dy + point.nz * ray.dz);
  }

  private void blendNormals(Part.Blend blend, double facing) {
    double nx = point.nx;
    double ny = point.ny;
    double nz = point.nz;
    normal[0] = normal[1] = normal[2] = 0;
    for (Ellipsoid ellipsoid : blended[blend.ordinal()]) {
      ellipsoid.addNormal(point, blend.softness, normal);
    }
    point.normal(normal[0], normal[1], normal[2]);
    if (facing > FRANK && facing() < 0) {
      // Opposed neighbours turned the normal of a surface that plainly faces the camera.
      point.normal(nx, ny, nz);
    }
  }

  SurfacePoint point() {
    return point;
  }

  double depth() {
    return depth;
  }
}
