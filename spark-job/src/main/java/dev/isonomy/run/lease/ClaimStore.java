package dev.isonomy.run.lease;

import java.io.IOException;
import java.util.SortedMap;

/**
 * The files {@code lease/ID.json} of a run directory. A listing must show what was written before
 * it, and a reader must see a file's old text or its new one.
 */
interface ClaimStore {
  /** Name of the directory in the run's directory. */
  String DIRECTORY = "lease";

  /** End of the files' names. */
  String SUFFIX = ".json";

  /**
   * The texts by id; those that vanish meanwhile are left out.
   *
   * @param own id of a claim that is listed but not read: its text is empty
   */
  SortedMap<String, String> list(String own) throws IOException;

  /** Writes one. */
  void put(String id, String text) throws IOException;

  /** Replaces the text of one; where that can be done in one step, never brings one back. */
  void renew(String id, String text) throws IOException;

  /** Removes one if it is there. */
  void delete(String id) throws IOException;

  /** Removes the directory if it is empty. */
  void removeDirectory() throws IOException;

  /** A file's path as a person writes it. */
  String shown(String id);
}
