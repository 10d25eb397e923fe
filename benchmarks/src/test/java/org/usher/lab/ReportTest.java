package org.usher.lab;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class ReportTest {

    private static Result small(int replications) {
        Case whole = ReferenceCases.b();
        Scenario s = whole.scenario();
        Scenario hour = new Scenario(
                s.name(), s.lines(), s.groups(), s.traffic(), new Scenario.Span(0, 3_600_000, false), 0, 20_000);
        Case b = Case.of(hour, whole.policies(), 2, whole.bound(), Optional.empty(), whole.note());
        return Result.of(b, List.of(b.policy(Policies.DEFAULT), b.policy("taskrouter")), replications, 1);
    }

    @Test
    void shouldWriteTheFiguresThatOthersRead() {
        JsonNode json = new JsonMapper().readTree(Report.json(small(2)));
        assertThat(json.get("case").asString()).isEqualTo("B");
        assertThat(json.get("lowerBoundMeanWaitSeconds").asDouble()).isBetween(12.69, 12.71);
        JsonNode row = json.get("rows").get(0);
        assertThat(row.get("policy").asString()).isEqualTo("usher-default");
        assertThat(row.propertyNames())
                .contains(
                        "meanWaitSeconds",
                        "meanWaitHalfWidth95",
                        "asaSeconds",
                        "p95WaitSeconds",
                        "p99WaitSeconds",
                        "abandonedShare",
                        "overSixtySecondsShare",
                        "serviceLevel",
                        "occupancy",
                        "occupancySpread",
                        "ratioToBound");
        assertThat(Report.table(small(2))
                        .lines()
                        .filter(line -> line.startsWith("policy"))
                        .findFirst()
                        .orElseThrow()
                        .split("\\s+|(?<=wait) "))
                .contains(
                        "mean", "ASA", "p80", "p95", "p99", "max", "aband%", ">60s%", "SL%", "occ%", "spread%",
                        "÷bound");
        assertThat(json.get("verdict").get("meanWaitNotWorse").get("says").asString())
                .contains("nearest taskrouter with");
        assertThat(Report.table(small(2))).contains("verdict on usher-default");
        assertThat(row.get("ratioToBound").asDouble())
                .isEqualTo(row.get("meanWaitSeconds").asDouble()
                        / json.get("lowerBoundMeanWaitSeconds").asDouble());
    }

    @Test
    void shouldWriteNullWhereOneReplicationTellsNothing() {
        JsonNode json = new JsonMapper().readTree(Report.json(small(1)));
        assertThat(json.get("rows").get(0).get("meanWaitHalfWidth95").isNull()).isTrue();
    }

    @Test
    void shouldDrawAChartThatIsWellFormed() throws Exception {
        byte[] svg = Chart.svg(small(2)).getBytes(StandardCharsets.UTF_8);
        assertThat(DocumentBuilderFactory.newInstance()
                        .newDocumentBuilder()
                        .parse(new ByteArrayInputStream(svg))
                        .getElementsByTagName("rect")
                        .getLength())
                .isEqualTo(3);
    }

    @Test
    void shouldNameTheCasesWhenAskedForOneThatIsNot() {
        assertThat(Catalogue.names()).contains("A", "B", "C-k2-77", "C-k6-90", "D");
        assertThatThrownBy(() -> Catalogue.named("C-k7-84")).hasMessageContaining("C-k2-84");
    }
}
