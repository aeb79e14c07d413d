package dev.isonomy.run.lease;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Claims on this machine's file system. Not through Hadoop, which keeps a checksum in a second
 * file: a reader could see the new one beside the old text. A claim is there as long as its empty
 * file {@code ID.claim} is: a listing may miss a name that is replaced meanwhile, and the text is
 * replaced with every heartbeat.
 *
 * @param root the run's directory
 * @param createdRoot whether the run's directory goes with the lease if nothing else is in it
 */
record LocalClaims(Path root, boolean createdRoot) implements ClaimStore {
  private static final String ANCHOR = ".claim";

  // A process that ends removes the directory while another one begins.
  private static final int TRIES = 20;

  private Path directory() {
    return root.resolve(DIRECTORY);
  }

  private Path file(String id) {
    return directory().resolve(id + SUFFIX);
  }

  private Path anchor(String id) {
    return directory().resolve(id + ANCHOR);
  }

  private Path part(String id) {
    return directory().resolve("." + id + ".part");
  }

  @Override
  public SortedMap<String, String> list(String own) throws IOException {
    SortedMap<String, String> found = new TreeMap<>();
    try (DirectoryStream<Path> anchors = Files.newDirectoryStream(directory(), "*" + ANCHOR)) {
      for (Path anchor : anchors) {
        String name = anchor.getFileName().toString();
        String id = name.substring(0, name.length() - ANCHOR.length());
        String text = id.equals(own) ? "" : text(id);
        if (!text.isEmpty() || Files.exists(anchor)) {
          found.put(id, text);
        }
      }
    } catch (NoSuchFileException | NotDirectoryException e) {
      return found;
    }
    return found;
  }

  // Bytes that are no text make no claim either.
  private String text(String id) throws IOException {
    try {
      return new String(Files.readAllBytes(file(id)), StandardCharsets.UTF_8);
    } catch (NoSuchFileException e) {
      return "";
    }
  }

  @Override
  public void put(String id, String text) throws IOException {
    NoSuchFileException gone = null;
    for (int i = 0; i < TRIES; i++) {
      try {
        Files.createDirectories(directory());
        renew(id, text);
        if (!Files.exists(anchor(id))) {
          Files.createFile(anchor(id));
        }
        return;
      } catch (NoSuchFileException e) {
        gone = e;
      }
    }
    throw gone;
  }

  @Override
  public void renew(String id, String text) throws IOException {
    Files.writeString(part(id), text, StandardCharsets.UTF_8);
    Files.move(
        part(id), file(id), StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
  }

  @Override
  public void delete(String id) throws IOException {
    Files.deleteIfExists(anchor(id));
    Files.deleteIfExists(part(id));
    Files.deleteIfExists(file(id));
  }

  @Override
  public void removeDirectory() throws IOException {
    try {
      Files.deleteIfExists(directory());
      if (createdRoot) {
        Files.deleteIfExists(root);
      }
    } catch (DirectoryNotEmptyException e) {
      // another process begins, or the run has left something
    }
  }

  @Override
  public String shown(String id) {
    return file(id).toString();
  }
}
