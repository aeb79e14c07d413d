package dev.isonomy.model.djl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.isonomy.error.UserException;
import dev.isonomy.model.ModuleException;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class CallGuardTest {
  private static final Duration LONG = Duration.ofMinutes(5);

  private final List<CallGuard> guards = new ArrayList<>();

  private CallGuard guard(Duration limit, Runnable prepare) {
    CallGuard guard = new CallGuard(limit, prepare);
    guards.add(guard);
    return guard;
  }

  @AfterEach
  void endThreads() {
    guards.forEach(guard -> guard.close(() -> {}));
  }

  @Test
  void callsRunOneAfterTheOtherInOneThreadThatWasPrepared() {
    List<String> order = Collections.synchronizedList(new ArrayList<>());
    CallGuard guard = guard(LONG, () -> order.add(thread() + " prepared"));

    guard.await("net", 1, () -> order.add(thread() + " first"));
    guard.await("net", 1, () -> order.add(thread() + " second"));

    assertThat(order)
        .containsExactly(
            "isonomy-networks prepared", "isonomy-networks first", "isonomy-networks second");
  }

  private static String thread() {
    return Thread.currentThread().getName();
  }

  @Test
  void whatACallThrowsIsThrownHereAndTheNextCallRuns() {
    CallGuard guard = guard(LONG, () -> {});
    UserException mistake = new UserException("a mistake");

    assertThatThrownBy(
            () ->
                guard.await(
                    "net",
                    1,
                    () -> {
                      throw mistake;
                    }))
        .isSameAs(mistake);
    assertThatThrownBy(
            () ->
                guard.await(
                    "net",
                    1,
                    () -> {
                      throw new OutOfMemoryError("heap");
                    }))
        .isInstanceOf(OutOfMemoryError.class);
    assertThatThrownBy(() -> guard.await("net", 1, () -> CallGuardTest.<RuntimeException>io()))
        .isInstanceOf(ModuleException.class)
        .hasMessage("net failed: pipe closed");
    List<String> ran = new ArrayList<>();
    guard.await("net", 1, () -> ran.add("ran"));
    assertThat(ran).containsExactly("ran");
  }

  @SuppressWarnings("unchecked")
  private static <E extends Exception> void io() throws E {
    throw (E) new IOException("pipe closed");
  }

  @Test
  void aCallThatDoesNotComeBackIsToldAndNoOtherIsTried() {
    CallGuard guard = guard(Duration.ofMillis(50), () -> {});
    CountDownLatch never = new CountDownLatch(1);

    assertThatThrownBy(() -> guard.await("net", 7, () -> waitFor(never)))
        .isInstanceOf(ModuleException.class)
        .hasMessageStartingWith("net did not come back within 0.05 s from a call with 7 samples;")
        .hasMessageContaining("isonomy.bundle.call-timeout");
    assertThatThrownBy(() -> guard.await("other", 1, () -> {}))
        .isInstanceOf(ModuleException.class)
        .hasMessage("other is not called: an earlier call of this task never came back");
    never.countDown();
  }

  @Test
  void anInterruptedCallerStaysInterrupted() {
    CallGuard guard = guard(LONG, () -> {});
    CountDownLatch never = new CountDownLatch(1);
    Thread.currentThread().interrupt();

    assertThatThrownBy(() -> guard.await("net", 1, () -> waitFor(never)))
        .isInstanceOf(ModuleException.class)
        .hasMessage("net was interrupted");

    assertThat(Thread.interrupted()).isTrue();
    never.countDown();
  }

  private static void waitFor(CountDownLatch latch) {
    try {
      latch.await(10, TimeUnit.MINUTES);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Test
  void theLastActionRunsBehindTheCalls() throws InterruptedException {
    CallGuard guard = new CallGuard(LONG, () -> {});
    List<String> order = Collections.synchronizedList(new ArrayList<>());
    CountDownLatch closed = new CountDownLatch(1);
    guard.await("net", 1, () -> order.add("call"));

    guard.close(
        () -> {
          order.add("closed");
          closed.countDown();
        });

    assertThat(closed.await(1, TimeUnit.MINUTES)).isTrue();
    assertThat(order).containsExactly("call", "closed");
  }
}
