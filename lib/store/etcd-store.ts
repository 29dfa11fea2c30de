import type { Etcd3 } from "etcd3";
import { etcdError, openEtcd } from "./etcd-client.ts";
import { commitToEtcd } from "./etcd-commit.ts";
import { etcdKeys } from "./etcd-keys.ts";
import { readEntry, readEnvironment } from "./etcd-read.ts";
import { EtcdLeases, listStatuses, watchStatuses } from "./etcd-status.ts";
import { watchEntries } from "./etcd-watch.ts";
import type {
  Commit,
  Entry,
  HolderSnapshot,
  Holds,
  StatusListener,
  Store,
  Watch,
  WatchListener,
} from "./port.ts";
import type { NodeStatus } from "./schema.ts";
import type { StoreSettings } from "./settings.ts";

/** The store in etcd (3.4 or newer), keys as in docs/store-contract.md. */
export function openEtcdStore(url: string, settings: StoreSettings): Store {
  return new EtcdStore(url, settings);
}

class EtcdStore implements Store {
  #client: Etcd3;
  #settings: StoreSettings;
  #leases: EtcdLeases;
  #watches = new Set<Watch>();

  constructor(url: string, settings: StoreSettings) {
    this.#client = openEtcd(url, settings.timeoutMs);
    this.#settings = settings;
    this.#leases = new EtcdLeases(this.#client);
  }

  async read(environment: string, holds?: Holds): Promise<HolderSnapshot> {
    return readEnvironment(this.#client, etcdKeys(environment), holds).catch(refuse);
  }

  async get(environment: string, key: string): Promise<Entry | undefined> {
    return readEntry(this.#client, etcdKeys(environment), key).catch(refuse);
  }

  async commit(environment: string, commit: Commit): Promise<void> {
    return commitToEtcd({ client: this.#client, keys: etcdKeys(environment) }, commit).catch(refuse);
  }

  watch(environment: string, listener: WatchListener): Watch {
    const { reconcileMs } = this.#settings;
    return this.#own(watchEntries(this.#client, etcdKeys(environment), { listener, reconcileMs }));
  }

  async putStatus(environment: string, status: NodeStatus, ttlMs: number): Promise<void> {
    return this.#leases.put(environment, status, ttlMs).catch(refuse);
  }

  async removeStatus(environment: string, node: string): Promise<void> {
    return this.#leases.remove(environment, node).catch(refuse);
  }

  async listStatus(environment: string): Promise<NodeStatus[]> {
    return listStatuses(this.#client, etcdKeys(environment)).catch(refuse);
  }

  watchStatus(environment: string, listener: StatusListener): Watch {
    return this.#own(watchStatuses(this.#client, etcdKeys(environment), listener));
  }

  async close(): Promise<void> {
    await Promise.all([...this.#watches].map((watch) => watch.close()));
    this.#client.close();
  }

  #own(watch: Watch): Watch {
    const owned: Watch = {
      close: async () => {
        this.#watches.delete(owned);
        await watch.close();
      },
    };
    this.#watches.add(owned);
    return owned;
  }
}

function refuse(error: unknown): never {
  throw etcdError(error);
}
