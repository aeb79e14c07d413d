package dev.isonomy.run.lease;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonParseException;
import java.util.List;
import java.util.Optional;

/**
 * What a process says about itself in {@code lease/ID.json}.
 *
 * @param id of this claim: no other ever has it
 * @param state {@value #CANDIDATE} or {@value #OWNER}
 * @param process who claims
 * @param command what it does, e.g. {@code isonomy run}
 * @param since when it started, ISO 8601
 * @param timeoutSeconds how long it may be silent before it counts as dead
 * @param beat how often the claim was renewed
 * @param beatMillis when it was renewed, by the clock of its machine
 * @param takenFrom ids of the claims that it found dead
 */
record Claim(
    String id,
    String state,
    ProcessIdentity process,
    String command,
    String since,
    int timeoutSeconds,
    long beat,
    long beatMillis,
    List<String> takenFrom) {
  static final String CANDIDATE = "candidate";
  static final String OWNER = "owner";

  private static final Gson GSON =
      new GsonBuilder().setPrettyPrinting().disableHtmlEscaping().create();

  boolean isOwner() {
    return OWNER.equals(state);
  }

  Claim renewed(long millis) {
    return new Claim(
        id, state, process, command, since, timeoutSeconds, beat + 1, millis, takenFrom);
  }

  Claim owning(List<String> dead, long millis) {
    return new Claim(
        id, OWNER, process, command, since, timeoutSeconds, beat + 1, millis, List.copyOf(dead));
  }

  /** As a person reads it: {@code process 7 of user ann on host h since T (isonomy run)}. */
  String described() {
    return "process %d of user %s on host %s since %s (%s)"
        .formatted(process.pid(), process.user(), process.host(), since, command);
  }

  String toJson() {
    return GSON.toJson(this) + "\n";
  }

  /** Empty if the text is no claim, such as a file of zero bytes. */
  static Optional<Claim> fromJson(String json) {
    try {
      Claim claim = GSON.fromJson(json, Claim.class);
      boolean whole =
          claim != null
              && claim.id != null
              && claim.state != null
              && claim.process != null
              && claim.process.host() != null
              && claim.takenFrom != null;
      return whole ? Optional.of(claim) : Optional.empty();
    } catch (JsonParseException e) {
      return Optional.empty();
    }
  }
}
