import io.annex.api.Addon;
import io.annex.api.ModuleRequest;
import io.annex.api.ModuleResponse;
import io.annex.api.ModuleStatus;

/** The module helloworld in Java; bench/compare compiles it. */
public final class HelloWorld implements Addon {
    @Override
    public boolean onRequest(ModuleRequest request, String module, ModuleResponse response, ModuleStatus status) {
        if (!module.equals("helloworld")) {
            return true;
        }
        status.moduleStack("helloworld");
        if (request.input().getString("resource").orElse("").equals("greeting")
                && request.input().getString("action").orElse("").equals("get")) {
            response.set("status", "ok");
            response.set("message", "Hello, world!");
        }
        return true;
    }
}
