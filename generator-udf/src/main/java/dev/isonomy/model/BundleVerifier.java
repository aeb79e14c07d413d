package dev.isonomy.model;

import dev.isonomy.error.UserException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/**
 * Copies a bundle's files to a directory of our own, hashing exactly the bytes that are written,
 * and refuses a file whose hash is not the manifest's. What is loaded is the copy, so that a file
 * that is replaced after its verification is never run.
 */
public final class BundleVerifier {
  private BundleVerifier() {}

  /**
   * Makes the verified copy.
   *
   * @param bundle the bundle
   * @param target an existing directory that only we can write to
   * @throws UserException if a file is missing or has another hash; names file, expected and found
   *     hash
   * @throws IOException if the copy cannot be written
   */
  public static void copy(Bundle bundle, Path target) throws IOException {
    for (Map.Entry<String, String> file : bundle.manifest().files().entrySet()) {
      Path copy = target.resolve(file.getKey());
      if (!copy.normalize().startsWith(target.normalize())) {
        throw new UserException(
            "model bundle " + bundle.files() + " names a file outside of itself: " + file.getKey());
      }
      Files.createDirectories(copy.getParent());
      String found = copyOne(bundle, file.getKey(), copy);
      if (!found.equals(file.getValue())) {
        Files.delete(copy);
        throw mismatch(bundle, file.getKey(), file.getValue(), found);
      }
    }
  }

  /**
   * Verifies all files without keeping a copy.
   *
   * @throws UserException as {@link #copy}
   */
  public static void verify(Bundle bundle) {
    for (Map.Entry<String, String> file : bundle.manifest().files().entrySet()) {
      String found;
      try (InputStream in = bundle.files().open(file.getKey())) {
        found = Sha256.copying(in, OutputStream.nullOutputStream());
      } catch (IOException e) {
        throw unreadable(bundle, file.getKey(), e);
      }
      if (!found.equals(file.getValue())) {
        throw mismatch(bundle, file.getKey(), file.getValue(), found);
      }
    }
  }

  private static String copyOne(Bundle bundle, String name, Path copy) throws IOException {
    try (InputStream in = open(bundle, name);
        OutputStream out = Files.newOutputStream(copy)) {
      return Sha256.copying(in, out);
    } catch (ExpansionException e) {
      Files.delete(copy);
      throw unreadable(bundle, name, e);
    }
  }

  private static InputStream open(Bundle bundle, String name) {
    try {
      return bundle.files().open(name);
    } catch (IOException e) {
      throw unreadable(bundle, name, e);
    }
  }

  private static UserException unreadable(Bundle bundle, String name, IOException cause) {
    return new UserException(
        "model bundle "
            + bundle.files()
            + " lists "
            + name
            + " but it cannot be read: "
            + Manifest.firstLine(cause),
        cause);
  }

  private static UserException mismatch(Bundle bundle, String name, String expected, String found) {
    return new UserException(
        "model bundle "
            + bundle.files()
            + ": "
            + name
            + " must have the SHA-256 "
            + expected
            + " but has "
            + found
            + "; it is damaged or was replaced, get the bundle again");
  }
}
