package io.annex.testing;

import java.lang.reflect.Method;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.DynamicTestInvocationContext;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.InvocationInterceptor;
import org.junit.jupiter.api.extension.ReflectiveInvocationContext;
import org.junit.platform.commons.support.AnnotationSupport;

/**
 * Ends each method of a test that takes too long, however it waits: in a read,
 * for a lock, in a loop. JUnit finds it on the class path.
 *
 * <p>
 * JUnit's own time-outs are constants, which are too short on a busy machine or
 * too long on a quiet one. As they do it in their preemptive mode, a method
 * runs on a thread of its own, which is interrupted when its time is over and
 * left behind if it does not heed that; what all threads did then is printed.
 */
public final class EveryTestEnds implements InvocationInterceptor {
    private static final Duration USUAL = Duration.ofSeconds(90);
    /** For what a test closes at its end. */
    private static final Duration TO_CLOSE = Duration.ofSeconds(10);

    @Override
    public void interceptTestMethod(Invocation<@Nullable Void> invocation, ReflectiveInvocationContext<Method> method,
            ExtensionContext context) throws Throwable {
        run(invocation, context, method.getExecutable());
    }

    @Override
    public void interceptTestTemplateMethod(Invocation<@Nullable Void> invocation,
            ReflectiveInvocationContext<Method> method, ExtensionContext context) throws Throwable {
        run(invocation, context, method.getExecutable());
    }

    @Override
    public <T extends @Nullable Object> T interceptTestFactoryMethod(Invocation<T> invocation,
            ReflectiveInvocationContext<Method> method, ExtensionContext context) throws Throwable {
        return run(invocation, context, method.getExecutable());
    }

    @Override
    public void interceptDynamicTest(Invocation<@Nullable Void> invocation, DynamicTestInvocationContext test,
            ExtensionContext context) throws Throwable {
        run(invocation, context, null);
    }

    @Override
    public void interceptBeforeAllMethod(Invocation<@Nullable Void> invocation,
            ReflectiveInvocationContext<Method> method, ExtensionContext context) throws Throwable {
        run(invocation, context, method.getExecutable());
    }

    @Override
    public void interceptBeforeEachMethod(Invocation<@Nullable Void> invocation,
            ReflectiveInvocationContext<Method> method, ExtensionContext context) throws Throwable {
        run(invocation, context, method.getExecutable());
    }

    @Override
    public void interceptAfterEachMethod(Invocation<@Nullable Void> invocation,
            ReflectiveInvocationContext<Method> method, ExtensionContext context) throws Throwable {
        run(invocation, context, method.getExecutable());
    }

    @Override
    public void interceptAfterAllMethod(Invocation<@Nullable Void> invocation,
            ReflectiveInvocationContext<Method> method, ExtensionContext context) throws Throwable {
        run(invocation, context, method.getExecutable());
    }

    private static Duration most(ExtensionContext context, @Nullable Method method) {
        return AnnotationSupport.findAnnotation(method, TakesUpTo.class).or(
                () -> context.getTestClass().flatMap(each -> AnnotationSupport.findAnnotation(each, TakesUpTo.class)))
                .map(each -> Duration.ofMinutes(each.minutes())).orElse(USUAL);
    }

    private static <T extends @Nullable Object> T run(Invocation<T> invocation, ExtensionContext context,
            @Nullable Method method) throws Throwable {
        return run(invocation, context.getDisplayName(), most(context, method));
    }

    static <T extends @Nullable Object> T run(Invocation<T> invocation, String name, Duration most) throws Throwable {
        FutureTask<T> task = new FutureTask<>(() -> {
            try {
                return invocation.proceed();
            } catch (Exception | Error e) {
                throw e;
            } catch (Throwable e) {
                throw new AssertionError(e);
            }
        });
        Thread thread = Thread.ofPlatform().daemon().name("test " + name).start(task);
        Deadline deadline = Deadline.in(most);
        try {
            while (true) {
                try {
                    return task.get(deadline.left(), TimeUnit.NANOSECONDS);
                } catch (TimeoutException e) {
                    if (deadline.hasPassed()) {
                        throw giveUp(thread, deadline);
                    }
                }
            }
        } catch (ExecutionException e) {
            throw e.getCause();
        }
    }

    /** An error with the stack of the test. */
    private static AssertionError giveUp(Thread thread, Deadline deadline) throws InterruptedException {
        AssertionError error = new AssertionError("did not end in " + deadline);
        Map<Thread, StackTraceElement[]> stacks = Thread.getAllStackTraces();
        error.setStackTrace(stacks.getOrDefault(thread, new StackTraceElement[0]));
        StringBuilder dump = new StringBuilder("All threads when a test did not end:\n");
        stacks.forEach((each, stack) -> {
            dump.append('"').append(each.getName()).append("\" ").append(each.getState()).append('\n');
            for (StackTraceElement element : stack) {
                dump.append("\tat ").append(element).append('\n');
            }
        });
        System.err.println(dump);
        thread.interrupt();
        thread.join(TO_CLOSE);
        return error;
    }
}
