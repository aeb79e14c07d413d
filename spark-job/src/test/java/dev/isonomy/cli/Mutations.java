package dev.isonomy.cli;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;

/** Damages texts and files in one of many ways. */
final class Mutations {
  private static final List<String> ODD_VALUES =
      List.of(
          "-1",
          "0",
          "1e400",
          "-0.5",
          "NaN",
          "99999999999999999999",
          "{}",
          "[]",
          "[1, {a = 2}]",
          "null",
          "\"\"",
          "\"\u0000\"",
          "true",
          "${nowhere}",
          "\"../../../etc/passwd\"",
          "s3a:///",
          "\"nosuchscheme://a/b\"",
          "\"file:%zz\"",
          "\"\\uD800\"",
          "3.7",
          "{ a { b { c = 1 } } }",
          "\"" + "x".repeat(3_000) + "\"");

  private final RandomGenerator random;

  Mutations(RandomGenerator random) {
    this.random = random;
  }

  /** A configuration of lines {@code key = value}, one of them changed, or the text damaged. */
  String config(List<String> lines) {
    List<String> mutated = new ArrayList<>(lines);
    int at = random.nextInt(mutated.size());
    String key = mutated.get(at).split(" = ", 2)[0];
    switch (random.nextInt(6)) {
      case 0 -> mutated.set(at, misspelt(key) + " = " + mutated.get(at).split(" = ", 2)[1]);
      case 1, 2 -> mutated.set(at, key + " = " + ODD_VALUES.get(random.nextInt(ODD_VALUES.size())));
      case 3 -> mutated.add(at, "{[(\"'=:,}])".substring(random.nextInt(9)));
      case 4 -> mutated.set(at, key + ".more = 1");
      default -> {
        byte[] bytes = String.join("\n", mutated).getBytes(StandardCharsets.UTF_8);
        return new String(damaged(bytes), StandardCharsets.UTF_8);
      }
    }
    return String.join("\n", mutated);
  }

  private String misspelt(String key) {
    int at = "isonomy.".length() + random.nextInt(key.length() - "isonomy.".length());
    String letter = String.valueOf((char) ('a' + random.nextInt(26)));
    return switch (random.nextInt(3)) {
      case 0 -> key.substring(0, at) + key.substring(at + 1);
      case 1 -> key.substring(0, at) + letter + key.substring(at);
      default -> key.substring(0, at) + letter + key.substring(at + 1);
    };
  }

  /** Damages or removes one of the files of a directory. */
  void file(Path directory) throws IOException {
    List<Path> files;
    try (var all = Files.walk(directory)) {
      files =
          all.filter(Files::isRegularFile)
              .filter(file -> !file.getFileName().toString().startsWith("."))
              .filter(file -> !file.getFileName().toString().startsWith("_"))
              .sorted()
              .toList();
    }
    Path file = files.get(random.nextInt(files.size()));
    if (random.nextInt(8) == 0) {
      Files.delete(file);
    } else {
      Files.write(file, damaged(Files.readAllBytes(file)));
    }
  }

  /** Cut off, with bytes changed, with bytes put in, or with bytes taken out. */
  byte[] damaged(byte[] bytes) {
    int at = random.nextInt(bytes.length);
    return switch (random.nextInt(4)) {
      case 0 -> Arrays.copyOf(bytes, at);
      case 1 -> changed(bytes);
      case 2 -> longer(bytes, at);
      default -> shorter(bytes, at);
    };
  }

  private byte[] changed(byte[] bytes) {
    byte[] changed = bytes.clone();
    int count = 1 + random.nextInt(40);
    for (int i = 0; i < count; i++) {
      changed[random.nextInt(changed.length)] ^= (byte) (1 + random.nextInt(255));
    }
    return changed;
  }

  private byte[] longer(byte[] bytes, int at) {
    byte[] longer = new byte[bytes.length + 7];
    random.nextBytes(longer);
    System.arraycopy(bytes, 0, longer, 0, at);
    System.arraycopy(bytes, at, longer, at + 7, bytes.length - at);
    return longer;
  }

  private byte[] shorter(byte[] bytes, int at) {
    int taken = Math.min(bytes.length - at, 1 + random.nextInt(9));
    byte[] shorter = Arrays.copyOf(bytes, bytes.length - taken);
    System.arraycopy(bytes, at + taken, shorter, at, bytes.length - at - taken);
    return shorter;
  }
}
