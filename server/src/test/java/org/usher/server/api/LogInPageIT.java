package org.usher.server.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.openqa.selenium.By;
import org.openqa.selenium.Keys;
import org.openqa.selenium.WebElement;
import org.usher.server.Story;
import org.usher.server.people.Change;
import org.usher.server.people.Staff;
import org.usher.server.security.Secret;
import org.usher.server.security.TokenRole;

/** Logging in by browser where nobody may look without. */
@Timeout(value = 3, unit = TimeUnit.MINUTES)
final class LogInPageIT {
    private static final String WAITING = "[data-queue=billing] .waiting .number";
    private final Chromium page = new Chromium();
    private ApiFixture strict;

    @BeforeEach
    void start() throws Exception {
        strict = new ApiFixture(TokenRole.ANONYMOUS);
        strict.story.call(Story.BILLING, "1");
    }

    @AfterEach
    void stop() {
        page.close();
        strict.close();
    }

    @Test
    void shouldLeadFromTheWallboardToTheLogInAndBackAndOutAgain() throws Exception {
        page.driver.get(strict.uri("/").toString());
        awaitAddress("/login#next=%2F");
        page.shoot("login", "light", 1366, 768);
        page.shoot("login", "dark", 1366, 768);
        assertThat(page.barriers())
                .as("what axe-core finds wrong here, in the dark")
                .isEmpty();

        // by keyboard alone: the first field has the focus
        await().until(() -> "name".equals(focused().getAttribute("name")));
        focused().sendKeys("boris", Keys.TAB);
        focused().sendKeys("not his password", Keys.ENTER);
        page.awaitText("[role=alert]", "Name or password is wrong.");
        page.shoot("login-wrong", "light", 1366, 768);
        WebElement password = page.driver.findElement(By.name("password"));
        password.clear();
        password.sendKeys(Staff.PASSWORD, Keys.ENTER);
        awaitAddress("/");
        page.awaitText(WAITING, "1");
        page.awaitText(".me", "boris\nLog out");
        assertThat(String.valueOf(page.driver.executeScript("return document.cookie")))
                .as("what a script can read of it")
                .isEmpty();
        page.shoot("wallboard-logged-in", "light", 1366, 768);
        assertThat(page.barriers())
                .as("what axe-core finds wrong with the wallboard")
                .isEmpty();

        page.driver.findElement(By.cssSelector(".me button")).click();
        awaitAddress("/login#next=%2F");
        await().until(() -> strict.store.sessions().isEmpty());
        assertThat(page.complaints())
                .as("errors in the console, but for what was refused")
                .allMatch(complaint -> complaint.contains("401") || complaint.contains("/ws/wallboard"));
    }

    @Test
    void shouldHaveAPasswordChosenInPlaceOfOneThatOthersKnow() throws Exception {
        Change<Secret> reset = strict.people.office().resetPassword("boris");
        assertThat(reset).isInstanceOf(Change.Done.class);
        String given = ((Change.Done<Secret>) reset).result().reveal();

        page.driver.get(strict.uri("/login#next=/.//evil.example/").toString());
        await().until(() -> !page.driver.findElements(By.name("name")).isEmpty());
        page.driver.findElement(By.name("name")).sendKeys("boris");
        page.driver.findElement(By.name("password")).sendKeys(given, Keys.ENTER);
        await().until(() -> !page.driver.findElements(By.name("next")).isEmpty());
        page.shoot("login-first-password", "light", 1366, 768);
        page.shoot("login-first-password", "dark", 1366, 768);
        page.driver.findElement(By.name("next")).sendKeys("my own four words");
        page.driver.findElement(By.name("again")).sendKeys("my own four words", Keys.ENTER);

        awaitAddress("/"); // and not at the place that the link named
        page.awaitText(WAITING, "1");
    }

    @Test
    void shouldTakeATokenForAScreenThatBelongsToNobody() throws Exception {
        page.driver.get(strict.uri("/").toString());
        awaitAddress("/login#next=%2F");
        await().until(() -> !page.driver.findElements(By.tagName("summary")).isEmpty());
        page.driver.findElement(By.tagName("summary")).click();
        page.driver.findElement(By.name("token")).sendKeys(ApiFixture.LOBBY, Keys.ENTER);
        page.awaitText(WAITING, "1");
        assertThat(page.text(".me")).isEmpty();
    }

    private WebElement focused() {
        return page.driver.switchTo().activeElement();
    }

    private void awaitAddress(String path) {
        await().atMost(Duration.ofSeconds(30))
                .untilAsserted(() -> assertThat(page.driver.getCurrentUrl())
                        .isEqualTo(strict.uri(path).toString()));
    }
}
