package dev.isonomy.run;

import dev.isonomy.config.Redaction;
import dev.isonomy.config.Section;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Collections;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;

/**
 * Everything that determines a stage's result, as readable keys and values.
 *
 * @param keys configuration keys and the model's digest, in the order of the stages
 */
public record Fingerprint(Map<String, String> keys) {
  public Fingerprint {
    keys = Collections.unmodifiableMap(new LinkedHashMap<>(keys));
  }

  /** SHA-256 of keys and values, in hex. */
  public String sha256() {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      keys.forEach(
          (key, value) ->
              digest.update((key + "=" + value + "\n").getBytes(StandardCharsets.UTF_8)));
      return HexFormat.of().formatHex(digest.digest());
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }

  /** A fingerprint is made key by key. */
  public static Builder builder() {
    return new Builder();
  }

  /** Collects keys in their order. */
  public static final class Builder {
    private final Map<String, String> keys = new LinkedHashMap<>();

    private Builder() {}

    /**
     * Adds a key of the configuration.
     *
     * @param key without {@code isonomy.}
     * @param value written as the configuration has it, without secrets
     * @throws IllegalArgumentException for an Optional, which people would read in messages
     */
    public Builder put(String key, Object value) {
      if (value instanceof Optional
          || value instanceof OptionalInt
          || value instanceof OptionalDouble) {
        throw new IllegalArgumentException("isonomy." + key + " must be written out: " + value);
      }
      String text = value instanceof Enum<?> constant ? Section.nameOf(constant) : value.toString();
      keys.put("isonomy." + key, Redaction.redact("", text)); // it is written, a secret is not
      return this;
    }

    /** Adds all keys of another fingerprint. */
    public Builder putAll(Fingerprint other) {
      keys.putAll(other.keys);
      return this;
    }

    /** The fingerprint of the keys so far. */
    public Fingerprint build() {
      return new Fingerprint(keys);
    }
  }

  /** The first key whose value differs from another fingerprint's. */
  public Optional<String> firstDifference(Fingerprint other) {
    for (Map.Entry<String, String> entry : keys.entrySet()) {
      if (!Objects.equals(entry.getValue(), other.keys.get(entry.getKey()))) {
        return Optional.of(entry.getKey());
      }
    }
    return other.keys.keySet().stream().filter(key -> !keys.containsKey(key)).findFirst();
  }
}
