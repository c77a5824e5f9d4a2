package io.annex.core.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RatesTest {
    private static final long SECOND = 1_000_000_000;
    /** Close to where {@link System#nanoTime} starts again. */
    private final AtomicLong now = new AtomicLong(Long.MAX_VALUE - 2 * SECOND);

    @ParameterizedTest
    @CsvSource({"100/s, 100, 1", "1000/min, 1000, 60", "5/m, 5, 60", " 20 / h , 20, 3600", "7/D, 7, 86400",
            "off, 0, 1"})
    void readsRates(String text, long most, long seconds) {
        Rate rate = Rate.parse(text);
        assertThat(rate).isEqualTo(new Rate(most, Duration.ofSeconds(seconds)));
        assertThat(Rate.of(rate.packed())).isEqualTo(rate);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "100", "0/s", "-1/s", "100/week", "1.5/s", "/s", "100/", "10000000000/s", "on"})
    void whatIsNoRateIsRefused(String text) {
        assertThatThrownBy(() -> Rate.parse(text)).isInstanceOf(IllegalArgumentException.class)
                .hasMessage("requests in a time such as 100/s or 1000/min; units s, min, h, d; or off");
    }

    @Test
    void soManyPassAndTheNextWhenThePeriodOfTheFirstIsOver() {
        Rates rates = new Rates(Rate.parse("3/s"), Rate.OFF, now::get);
        assertThat(rates.take("a")).isZero();
        now.addAndGet(SECOND / 2);
        assertThat(rates.take("b")).isZero();
        assertThat(rates.take("c")).isZero();
        assertThat(rates.take("d")).isEqualTo(Duration.ofMillis(500));
        now.addAndGet(SECOND / 2);
        assertThat(rates.take("d")).isZero();
        assertThat(rates.take("e")).isEqualTo(Duration.ofMillis(500));
    }

    @Test
    void eachClientHasItsOwnAndASubscriberIsOne() {
        Rates rates = new Rates(Rate.OFF, Rate.parse("1/min"), now::get);
        assertThat(rates.take("192.0.2.1")).isZero();
        assertThat(rates.take("192.0.2.2")).isZero();
        assertThat(rates.take("192.0.2.1")).isPositive();
        assertThat(rates.take("2001:db8:1:2::1")).isZero();
        assertThat(rates.take("2001:db8:1:2:ffff::7")).isPositive();
        assertThat(rates.take("2001:db8:1:3::1")).isZero();
    }

    @Test
    void whatIsRefusedForAllDoesNotCountForTheClient() {
        Rates rates = new Rates(Rate.parse("1/s"), Rate.parse("2/min"), now::get);
        assertThat(rates.take("a")).isZero();
        for (int i = 0; i < 10; i++) {
            assertThat(rates.take("a")).isBetween(Duration.ofNanos(1), Duration.ofSeconds(1));
        }
        now.addAndGet(SECOND);
        assertThat(rates.take("a")).isZero();
        now.addAndGet(SECOND);
        assertThat(rates.take("a")).isEqualTo(Duration.ofSeconds(58));
    }

    /** Wherever a period is laid, no more have passed in it than may. */
    @Test
    void noPeriodHasMoreThanMayPass() {
        Random random = new Random(7);
        for (int most : List.of(1, 10, 500)) {
            Rates rates = new Rates(Rate.parse(most + "/s"), Rate.OFF, now::get);
            ArrayDeque<Long> passed = new ArrayDeque<>();
            int all = 0;
            long begun = now.get();
            while (now.get() - begun < 20 * SECOND) {
                now.addAndGet(random.nextLong(SECOND / most / 2 + 1));
                if (rates.take("a").isZero()) {
                    all++;
                    passed.add(now.get());
                    while (now.get() - passed.element() >= SECOND) {
                        passed.remove();
                    }
                    assertThat(passed.size()).isLessThanOrEqualTo(most);
                }
            }
            assertThat(all).as("nearly as many as may pass").isGreaterThan((int) (most * 20 * 0.95) - 2);
        }
    }

    @Test
    void severalThreadsTogetherPassNoMore() throws InterruptedException {
        Rates rates = new Rates(Rate.parse("1000/d"), Rate.parse("600/d"));
        AtomicInteger passed = new AtomicInteger();
        CountDownLatch begin = new CountDownLatch(1);
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            String client = "client " + i / 2;
            threads.add(Thread.ofPlatform().start(() -> {
                try {
                    begin.await();
                } catch (InterruptedException e) {
                    return;
                }
                for (int request = 0; request < 1000; request++) {
                    if (rates.take(client).isZero()) {
                        passed.incrementAndGet();
                    }
                }
            }));
        }
        begin.countDown();
        for (Thread thread : threads) {
            thread.join();
        }
        assertThat(passed).hasValue(1000);
    }
}
