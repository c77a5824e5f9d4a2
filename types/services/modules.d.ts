// The modules of the host, which are there in every style.

declare module 'annex' {
  const annex: import('@annex/types/services').Annex;
  export = annex;
}

declare module 'annex/addons' {
  const addons: import('@annex/types/services').Addons;
  export = addons;
}

declare module 'annex/events' {
  const events: import('@annex/types/services').Events;
  export = events;
}

declare module 'annex/files' {
  const files: import('@annex/types/services').Files;
  export = files;
}

declare module 'annex/images' {
  const images: import('@annex/types/services').Images;
  export = images;
}

declare module 'annex/mail' {
  const mail: import('@annex/types/services').MailModule;
  export = mail;
}

declare module 'annex/requester' {
  const requester: import('@annex/types/services').Requester;
  export = requester;
}

declare module 'annex/settings' {
  const settings: import('@annex/types/services').SettingsModule;
  export = settings;
}

declare module 'annex/storage' {
  const storage: import('@annex/types/services').Storage;
  export = storage;
}

declare module 'annex/test' {
  export * from '@annex/types/test';
}
