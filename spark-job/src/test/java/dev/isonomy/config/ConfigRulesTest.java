package dev.isonomy.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.isonomy.error.UserException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Places of bundles, keys of clouds, and what is hidden of both. */
class ConfigRulesTest {
  private static final List<String> ALLOWED =
      List.of("s3a://models/released/", "/opt/models", "file:///srv/a%20b");

  @ParameterizedTest
  @ValueSource(
      strings = {
        "s3a://models/released",
        "s3a://models/released/",
        "s3a://models/released/faces/3",
        "s3a://models/released/a/../faces",
        "/opt/models",
        "/opt/models/./faces",
        "file:/opt/models/faces",
        "file:///opt/models/faces",
        "/srv/a b/faces"
      })
  void aBundleAtOrBelowAListedPlaceMayBeLoaded(String uri) {
    assertThat(BundleLocations.allow(uri, false, ALLOWED)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "s3a://models/released-not/faces",
        "s3a://models",
        "s3a://other/released/faces",
        "s3://models/released/faces",
        "s3a://models/released/../evil",
        "s3a://models/released/a/../../evil",
        "s3a://models/released/%2e%2e/evil",
        "s3a://models/released/%2E%2E/evil",
        "s3a://models/released/%2E./evil",
        "s3a://models/released/..",
        "s3a://models/released/faces with blanks",
        "/opt/models/../evil",
        "/opt/modelsx",
        "opt/models",
        "file:///opt/models/../../etc",
        "file:///opt/models/%2e%2e/%2E%2E/etc",
        ""
      })
  void anyOtherPlaceIsRefusedHoweverItIsSpelled(String uri) {
    assertThat(BundleLocations.allow(uri, false, ALLOWED)).isFalse();
  }

  @Test
  void nothingListedAllowsAllAndEmbeddedBundlesAlwaysMay() {
    assertThat(BundleLocations.allow("s3a://any/where", false, List.of())).isTrue();
    assertThat(BundleLocations.allow("portraits", true, ALLOWED)).isTrue();
    assertThat(BundleLocations.allow("/anything", false, List.of("", "%zz"))).isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "abfss://faces@account.dfs.core.windows.net/run",
        "abfs://faces@account.dfs.core.windows.net/run",
        "wasbs://faces@account.blob.core.windows.net/run",
        "ABFSS://faces@account.dfs.core.windows.net/run",
        "s3a://bucket/me@home/x",
        "/data/me@home",
        "hdfs://nameservice/run"
      })
  void aContainerBeforeItsAccountIsNoUser(String location) {
    assertThatCode(() -> StaticCredentials.refuse(Map.of(), Map.of("isonomy.run.dir", location)))
        .doesNotThrowAnyException();
    assertThat(Redaction.redact("isonomy.run.dir", location)).isEqualTo(location);
    assertThat(Redaction.redactMessage("cannot open " + location))
        .isEqualTo("cannot open " + location);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "s3a://me:hush@bucket/run",
        "s3a://hush@bucket/run",
        "S3A://me:hush@bucket/run",
        "https://hush@host/bundle",
        "abfss://me:hush@account.dfs.core.windows.net/run"
      })
  void aUserOrKeyInALocationIsRefusedAndHidden(String location) {
    assertThatThrownBy(
            () -> StaticCredentials.refuse(Map.of(), Map.of("isonomy.run.dir", location)))
        .isInstanceOf(UserException.class)
        .hasMessageStartingWith("isonomy.run.dir holds a user or key before the @; leave")
        .hasMessageNotContaining("hush");
    assertThat(Redaction.redact("isonomy.run.dir", location))
        .doesNotContain("hush")
        .contains(Redaction.REDACTED + "@");
  }

  @ParameterizedTest
  @CsvSource({
    "spark.hadoop.fs.s3a.secret.key",
    "fs.s3a.access.key",
    "fs.s3n.awsSecretAccessKey",
    "fs.s3.awsAccessKeyId",
    "spark.hadoop.fs.s3a.bucket.my.bucket.session.token",
    "spark.hadoop.fs.azure.account.key.mine.dfs.core.windows.net",
    "fs.azure.account.oauth2.client.secret.mine.dfs.core.windows.net",
    "fs.azure.sas.container.mine.blob.core.windows.net",
    "fs.gs.auth.service.account.private.key.id",
    "google.cloud.auth.refresh.token"
  })
  void aKeyOfACloudIsNamedWithoutItsValue(String key) {
    assertThatThrownBy(() -> StaticCredentials.refuse(Map.of(key, "hush"), Map.of()))
        .isInstanceOf(UserException.class)
        .hasMessageStartingWith(key + " holds a key; leave credentials to the provider chain")
        .hasMessageNotContaining("hush");
    assertThatCode(() -> StaticCredentials.refuse(Map.of(key, ""), Map.of()))
        .as("set to nothing")
        .doesNotThrowAnyException();
  }

  @Test
  void propertiesThatHoldNoKeyPass() {
    Map<String, String> properties =
        Map.of(
            "spark.hadoop.fs.s3a.aws.credentials.provider", "x.Y",
            "spark.hadoop.fs.s3a.endpoint", "http://localhost:9000",
            "fs.azure.account.auth.type", "OAuth",
            "fs.azure.account.keyprovider", "x.Y");

    assertThatCode(() -> StaticCredentials.refuse(properties, Map.of())).doesNotThrowAnyException();
  }

  @Test
  void signaturesInAddressesAndValuesInMessagesAreHidden() {
    assertThat(Redaction.redact("x", "https://h/b?sig=hush&x=1&X-Amz-Signature=hush2"))
        .isEqualTo(
            "https://h/b?sig=" + Redaction.REDACTED + "&x=1&X-Amz-Signature=" + Redaction.REDACTED);
    assertThat(Redaction.redactMessage("fs.s3a.secret.key=hush, \"api_key\": \"hush2\" and x=1"))
        .doesNotContain("hush")
        .endsWith(" and x=1");
    assertThat(Redaction.redact("my.password", "true")).as("a switch").isEqualTo("true");
    assertThat(Redaction.redact("my.password", "hush")).isEqualTo(Redaction.REDACTED);
    assertThat(Redaction.redact("fs.s3a.aws.credentials.provider", "x.Y")).isEqualTo("x.Y");
  }
}
