package io.annex.engine.cell;

import java.io.PrintWriter;
import java.io.StringWriter;
import org.jspecify.annotations.Nullable;
import org.slf4j.ILoggerFactory;
import org.slf4j.IMarkerFactory;
import org.slf4j.Marker;
import org.slf4j.event.Level;
import org.slf4j.helpers.BasicMarkerFactory;
import org.slf4j.helpers.LegacyAbstractLogger;
import org.slf4j.helpers.MessageFormatter;
import org.slf4j.helpers.NOPMDCAdapter;
import org.slf4j.spi.MDCAdapter;
import org.slf4j.spi.SLF4JServiceProvider;

/**
 * SLF4J in a cell: what is logged goes to the front. Named on the cell's
 * command line; public because SLF4J makes it.
 */
public final class CellLogging implements SLF4JServiceProvider {
    private static volatile @Nullable Outbox outbox;

    private final IMarkerFactory markers = new BasicMarkerFactory();
    private final MDCAdapter mdc = new NOPMDCAdapter();

    static void to(Outbox front) {
        outbox = front;
    }

    @Override
    public ILoggerFactory getLoggerFactory() {
        return FrontLogger::new;
    }

    @Override
    public IMarkerFactory getMarkerFactory() {
        return markers;
    }

    @Override
    public MDCAdapter getMDCAdapter() {
        return mdc;
    }

    @Override
    public String getRequestedApiVersion() {
        return "2.0.99";
    }

    @Override
    public void initialize() {
        // Everything is there.
    }

    private static final class FrontLogger extends LegacyAbstractLogger {
        private static final long serialVersionUID = 1L;

        FrontLogger(String name) {
            this.name = name;
        }

        @Override
        protected void handleNormalizedLoggingCall(Level level, @Nullable Marker marker, String pattern,
                @Nullable Object @Nullable [] arguments, @Nullable Throwable thrown) {
            Outbox front = outbox;
            if (front == null) {
                return;
            }
            String message = MessageFormatter.basicArrayFormat(pattern, arguments);
            if (thrown != null) {
                StringWriter stack = new StringWriter();
                thrown.printStackTrace(new PrintWriter(stack));
                message += "\n" + stack;
            }
            front.add(Frame.REPORT, 0, 0, 0, Frame.utf8(level.name()), Frame.utf8(name), Frame.utf8(message));
        }

        @Override
        protected @Nullable String getFullyQualifiedCallerName() {
            return null;
        }

        @Override
        public boolean isTraceEnabled() {
            return false;
        }

        @Override
        public boolean isDebugEnabled() {
            return false;
        }

        @Override
        public boolean isInfoEnabled() {
            return true;
        }

        @Override
        public boolean isWarnEnabled() {
            return true;
        }

        @Override
        public boolean isErrorEnabled() {
            return true;
        }
    }
}
