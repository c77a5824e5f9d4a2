using Workerd = import "/workerd/workerd.capnp";

const config :Workerd.Config = (
  services = [(name = "bench", worker = .bench)],
  # The address is given on the command line.
  sockets = [(name = "http", http = (), service = "bench")],
);

const bench :Workerd.Worker = (
  modules = [
    (name = "workerd.mjs", esModule = embed "workerd.mjs"),
    (name = "fetch.mjs", esModule = embed "fetch.mjs"),
    (name = "user.mjs", esModule = embed "user.mjs"),
  ],
  compatibilityDate = "2025-11-01",
);
