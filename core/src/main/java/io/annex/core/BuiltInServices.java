package io.annex.core;

import io.annex.core.call.InnerCalls;
import io.annex.core.files.StaticFiles;
import io.annex.core.mail.MailServer;
import io.annex.core.outbound.ManagerAddress;
import io.annex.core.outbound.Outbound;
import io.annex.core.service.HostService;
import io.annex.core.service.HostServices;
import io.annex.core.service.addons.AddonCalls;
import io.annex.core.service.addons.AddonsService;
import io.annex.core.service.cache.CacheService;
import io.annex.core.service.event.EventService;
import io.annex.core.service.file.FileService;
import io.annex.core.service.folder.FolderService;
import io.annex.core.service.image.ImageService;
import io.annex.core.service.mail.MailService;
import io.annex.core.service.outbound.OutboundService;
import io.annex.core.service.platform.PlatformService;
import io.annex.core.service.pool.PoolService;
import io.annex.core.service.script.ScriptService;
import io.annex.core.service.session.SessionService;
import io.annex.core.service.settings.SettingsService;
import io.annex.core.service.storage.StorageService;
import io.annex.core.service.task.TaskService;
import io.annex.core.session.Sessions;
import io.annex.core.settings.ServiceDeclarations;
import io.annex.core.settings.SettingTable;
import io.annex.core.storage.StorageTable;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The services that every Annex has, one line each. */
final class BuiltInServices {
    private BuiltInServices() {
    }

    /**
     * What they and others let an operator say. A service does nothing before it is
     * opened, so these are made for nothing else.
     */
    static ServiceDeclarations declarations(List<HostService> others) {
        try (StaticFiles files = new StaticFiles()) {
            List<HostService> all = new ArrayList<>(of(Path.of(""), Sessions.NONE, StorageTable.NONE, files,
                    Outbound.NONE, ManagerAddress.parse(ManagerAddress.DEFAULT_URL, ""),
                    new SettingsService(SettingTable.NONE), MailServer.NONE, new InnerCalls(any -> {
                    })));
            all.addAll(others);
            return HostServices.declarations(all);
        }
    }

    static List<HostService> of(Path data, Sessions sessions, StorageTable storage, StaticFiles files,
            Outbound outbound, ManagerAddress manager, SettingsService settings, MailServer mail, AddonCalls calls) {
        return List.of(new ScriptService(), new PlatformService(), new SessionService(sessions), new FileService(files),
                new TaskService(), new OutboundService(outbound, manager), new CacheService(), new EventService(),
                settings, new PoolService(), new FolderService(data), new ImageService(), new StorageService(storage),
                new MailService(mail), new AddonsService(calls));
    }
}
