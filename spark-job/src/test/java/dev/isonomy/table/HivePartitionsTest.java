package dev.isonomy.table;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class HivePartitionsTest {
  private static final HivePartitions TABLE = new HivePartitions("/data/faces");

  @Test
  void directoriesBelowTheTableNameColumnsFromTheOutermostInwards() {
    String path = "/data/faces/gender=f/age=young/part-0.parquet";

    assertThat(TABLE.columns(path)).containsExactly("gender", "age");
    assertThat(TABLE.value(path, "gender")).isEqualTo("f");
    assertThat(TABLE.value(path, "age")).isEqualTo("young");
    assertThat(TABLE.value(path, "skin")).isNull();
  }

  @Test
  void onlyDirectoriesBelowTheTableCount() {
    assertThat(TABLE.columns("/data/faces/gender=f.parquet")).isEmpty();
    assertThat(TABLE.columns("/data/faces2/gender=f/a.parquet")).isEmpty();
    assertThat(TABLE.columns("/data/year=1/faces/a.parquet")).isEmpty();
    assertThat(TABLE.columns("/data/faces/=f/plain/a.parquet")).isEmpty();
  }

  @Test
  void signsThatPathsCannotHaveAreUnescaped() {
    String path = "/data/faces/skin%20tone=light%2Fpale/100%=50%25+x/a.parquet";

    assertThat(TABLE.columns(path)).containsExactly("skin tone", "100%");
    assertThat(TABLE.value(path, "skin tone")).isEqualTo("light/pale");
    assertThat(TABLE.value(path, "100%")).as("a plus is a plus").isEqualTo("50%+x");
  }

  @Test
  void aValueMayHoldTheSignItselfAndHivesNullIsNull() {
    String path = "/data/faces/a=b=c/d=__HIVE_DEFAULT_PARTITION__/e=/x.parquet";

    assertThat(TABLE.value(path, "a")).isEqualTo("b=c");
    assertThat(TABLE.columns(path)).containsExactly("a", "d", "e");
    assertThat(TABLE.value(path, "d")).isNull();
    assertThat(TABLE.value(path, "e")).isEmpty();
  }

  @Test
  void theInnermostOfTwoDirectoriesOfOneNameCounts() {
    assertThat(TABLE.value("/data/faces/a=1/a=2/x.parquet", "a")).isEqualTo("2");
  }
}
