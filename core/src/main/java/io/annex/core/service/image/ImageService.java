package io.annex.core.service.image;

import io.annex.api.Images;
import io.annex.core.service.AddonScope;
import io.annex.core.service.Call;
import io.annex.core.service.HostService;
import io.annex.core.service.Mode;
import io.annex.core.service.OpRefused;
import io.annex.core.service.Scope;
import io.annex.core.service.ServiceFace;
import io.annex.core.service.ServiceOp;
import io.annex.core.settings.Limit;
import io.annex.engine.BlockingTasks;
import java.awt.Rectangle;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;

/**
 * Pictures, scaled and cropped. It takes a processor for a while, and memory:
 * so one is made at a time, in turns of the add-ons, by a thread that does
 * nothing else.
 */
public final class ImageService implements HostService {
    /** How large a picture may be. */
    public static final Limit PIXELS = Limit.count("imagePixels", "25000000",
            "pixels of a picture that is read or made", "an error in the handler");

    private static final int QUEUED = 50;
    /** Of one, which the others wait for. */
    private static final int MOST_SECONDS = 15;
    /** Before this service nobody draws; without it Java looks for a screen. */
    private static final String HEADLESS = "java.awt.headless";

    // Made with the first version, and the first picture. Guarded by this object.
    private @Nullable BlockingTasks tasks;
    private @Nullable ScheduledExecutorService clock;

    @Override
    public String name() {
        return "images";
    }

    @Override
    public List<ServiceOp> ops() {
        return List.of(new ServiceOp("image.size", Mode.ASYNC), new ServiceOp("image.scale", Mode.ASYNC),
                new ServiceOp("image.crop", Mode.ASYNC));
    }

    @Override
    public List<Limit> limits() {
        return List.of(PIXELS);
    }

    @Override
    public List<ServiceFace<?>> faces() {
        return List.of(new ServiceFace<>(Images.class, JavaImages::new));
    }

    @Override
    public Scope open(AddonScope addon) {
        Executor lane = lane();
        long most = addon.limit(PIXELS);
        return call -> {
            Turn turn = new Turn();
            call.onCancel(() -> turn.end("nobody waits for it any more"));
            try {
                lane.execute(() -> answer(call, turn, most));
            } catch (RejectedExecutionException e) {
                throw new OpRefused("limit", call.op() + ": more than " + QUEUED + " pictures wait");
            }
        };
    }

    private synchronized ScheduledExecutorService clock() {
        ScheduledExecutorService made = clock;
        if (made == null) {
            made = Executors.newSingleThreadScheduledExecutor(
                    Thread.ofPlatform().daemon().name("annex-images-clock").factory());
            clock = made;
        }
        return made;
    }

    private synchronized Executor lane() {
        BlockingTasks made = tasks;
        if (made == null) {
            if (System.getProperty(HEADLESS) == null) {
                System.setProperty(HEADLESS, "true");
            }
            made = new BlockingTasks("annex-images", 1);
            tasks = made;
        }
        return made.lane(1, QUEUED);
    }

    private void answer(Call call, Turn turn, long most) {
        Future<?> late = clock().scheduleWithFixedDelay(
                () -> turn.end("it took longer than " + MOST_SECONDS + " s to read the picture"), MOST_SECONDS, 1,
                TimeUnit.SECONDS);
        try {
            turn.check();
            Picture picture = Picture.of(call.bytes(), turn);
            int[] numbers = numbers(call.text());
            switch (call.op()) {
                case "image.size" -> {
                    Picture.Size size = picture.size();
                    call.ok(size.width() + "\0" + size.height() + "\0" + picture.format().type());
                }
                case "image.scale" -> call.ok(picture.scaled(at(numbers, 0), at(numbers, 1), most));
                default -> call.ok(picture
                        .cropped(new Rectangle(at(numbers, 0), at(numbers, 1), at(numbers, 2), at(numbers, 3)), most));
            }
        } catch (OpRefused e) {
            call.fail(e.code(), call.op() + ": " + e.getMessage());
        } catch (RuntimeException | Error e) {
            call.fail("", call.op() + ": the host service failed");
            LoggerFactory.getLogger(ImageService.class).warn("{} failed", call.op(), e);
        } finally {
            late.cancel(false);
        }
    }

    private static int[] numbers(String text) throws OpRefused {
        try {
            return text.isEmpty()
                    ? new int[0]
                    : List.of(text.split("\0", -1)).stream().mapToInt(Integer::parseUnsignedInt).toArray();
        } catch (NumberFormatException e) {
            throw new OpRefused("invalid", "a message that is none");
        }
    }

    private static int at(int[] numbers, int index) throws OpRefused {
        if (index >= numbers.length || numbers[index] < 0) {
            throw new OpRefused("invalid", "a message that is none");
        }
        return numbers[index];
    }

    @Override
    public synchronized void close() {
        BlockingTasks made = tasks;
        if (made != null) {
            made.close();
        }
        ScheduledExecutorService ticks = clock;
        if (ticks != null) {
            ticks.shutdownNow();
        }
    }
}
