package dev.isonomy.model;

import dev.isonomy.error.UserException;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/** Where the methods of a module are. */
public sealed interface ModuleFiles {

  /** The method of a module that has only one. */
  String FORWARD = "forward";

  /** The file of a method, if there is one. */
  Optional<String> of(String method);

  /** All files. */
  Collection<String> all();

  /**
   * One file with all methods.
   *
   * @param file its name
   */
  record Single(String file) implements ModuleFiles {
    @Override
    public Optional<String> of(String method) {
      return Optional.of(file);
    }

    @Override
    public Collection<String> all() {
      return Set.of(file);
    }
  }

  /**
   * A file per method, as an ONNX graph has only one.
   *
   * @param files file name by method
   */
  record PerMethod(Map<String, String> files) implements ModuleFiles {
    public PerMethod {
      files = Map.copyOf(new TreeMap<>(files));
      if (files.isEmpty()) {
        throw new UserException("a module must have a file for at least one method");
      }
    }

    @Override
    public Optional<String> of(String method) {
      return Optional.ofNullable(files.get(method));
    }

    @Override
    public Collection<String> all() {
      return files.values();
    }
  }
}
