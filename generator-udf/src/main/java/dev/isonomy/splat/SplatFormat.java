package dev.isonomy.splat;

import dev.isonomy.error.UserException;
import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/** The files in which splats travel. */
public enum SplatFormat {
  /** 3D Gaussian splatting's own: every number as float32. */
  PLY {
    @Override
    public byte[] write(Splats splats) {
      return PlyCodec.write(SplatFrame.RDF.fromWorld(splats));
    }

    @Override
    Splats parse(byte[] file) {
      return SplatFrame.RDF.toWorld(PlyCodec.read(file));
    }
  },
  /** 32 bytes per Gaussian for web viewers: colour without direction, 8 bits for most. */
  SPLAT {
    @Override
    public byte[] write(Splats splats) {
      return SplatCodec.write(SplatFrame.RDF.fromWorld(splats));
    }

    @Override
    Splats parse(byte[] file) {
      return SplatFrame.RDF.toWorld(SplatCodec.read(file));
    }
  },
  /** Niantic's, version 3: quantized and compressed. */
  SPZ {
    @Override
    public byte[] write(Splats splats) {
      return SpzCodec.write(SplatFrame.RUB.fromWorld(splats));
    }

    @Override
    Splats parse(byte[] file) {
      return SplatFrame.RUB.toWorld(SpzCodec.read(file));
    }
  };

  /** More Gaussians than this are not read: no asset of one image comes near. */
  public static final int MAX_COUNT = 1 << 24;

  /** The file of an asset, which is in the frame of {@link SplatCamera}. */
  public abstract byte[] write(Splats splats);

  abstract Splats parse(byte[] file);

  /** The extension and the value of {@code --format}. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }

  /**
   * Reads a file.
   *
   * @param file its bytes, from anywhere: lengths and counts are checked before memory is taken
   * @param source what to call it in messages
   * @throws UserException in one line if it is truncated, damaged or no such file
   */
  public Splats read(byte[] file, String source) {
    try {
      return parse(file);
    } catch (MalformedSplatsException e) {
      throw new UserException(source + " is no valid ." + label() + ": " + e.getMessage(), e);
    } catch (IllegalArgumentException e) {
      throw new UserException(source + " holds no splats: " + e.getMessage(), e);
    }
  }

  /**
   * The format of a name.
   *
   * @throws UserException if there is none
   */
  public static SplatFormat ofName(String name) {
    return Arrays.stream(values())
        .filter(format -> format.label().equals(name))
        .findFirst()
        .orElseThrow(
            () ->
                new UserException(
                    "a splat format must be "
                        + Arrays.stream(values())
                            .map(SplatFormat::label)
                            .collect(Collectors.joining(", "))
                        + " but was '"
                        + name
                        + "'"));
  }
}
