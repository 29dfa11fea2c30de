import type { Etcd3, IWatchResponse } from "etcd3";
import { backoffMs } from "./backoff.ts";
import { under } from "./etcd-keys.ts";
import { type KeyValue, listPrefix } from "./etcd-read.ts";

export interface Change {
  key: string;
  /** undefined: deleted */
  value: Buffer | undefined;
}

/** Takes one listing; one that is not ended is forgotten. */
export interface Lister {
  take(pair: KeyValue): void;
  ended(): void;
}

export interface FollowerHandlers {
  /** A listing of everything under the prefix begins: at first, and whenever what happened in between cannot be told. */
  listing(): Lister;
  /** All changes of one etcd revision. "relist": they make no sense to the reader. */
  changed(changes: Change[]): "taken" | "relist";
  connection(state: "connected" | "lost", error?: unknown): void;
}

type Stream = Awaited<ReturnType<Etcd3["watchClient"]["watch"]>>;

/** Where a reader stands: the last etcd revision it took, of which cluster. */
interface Position {
  revision: number;
  clusterId: string;
}

/**
 * Follows all keys under a prefix: lists once, then watches from the revision listed; after a loss from the revision last
 * seen. A compacted history, a replaced cluster or one that went back is listed anew.
 */
export class EtcdFollower {
  #client: Etcd3;
  #prefix: string;
  #handlers: FollowerHandlers;
  #position: Position | undefined;
  #stream: Stream | undefined;
  #retry: NodeJS.Timeout | undefined;
  #attempt = 0;
  /** The present attempt; what an earlier one still has under way is dropped. */
  #run = 0;
  #connected = false;
  #closed = false;

  constructor(client: Etcd3, prefix: string, handlers: FollowerHandlers) {
    this.#client = client;
    this.#prefix = prefix;
    this.#handlers = handlers;
    this.#start();
  }

  /** Forgets where it stands and lists anew. */
  relist(): void {
    if (this.#closed) return;
    this.#position = undefined;
    this.#drop();
    this.#start();
  }

  close(): void {
    this.#closed = true;
    this.#run += 1;
    clearTimeout(this.#retry);
    this.#drop();
  }

  #start(): void {
    clearTimeout(this.#retry);
    const run = ++this.#run;
    this.#follow(() => run === this.#run).catch((error: unknown) => run === this.#run && this.#lose(error));
  }

  async #follow(isPresent: () => boolean): Promise<void> {
    const stands = this.#position && (await this.#stillStands(this.#position));
    if (!isPresent()) return;
    if (!stands) {
      const lister = this.#handlers.listing();
      const listedAt = await listPrefix(this.#client, this.#prefix, (pair) => lister.take(pair));
      if (!isPresent()) return;
      this.#position = listedAt;
      this.#tellConnected();
      lister.ended();
    }
    const stream = await this.#client.watchClient.watch();
    if (!isPresent() || !this.#position) return stream.cancel();
    this.#stream = stream;
    const own = (act: () => void) => () => this.#stream === stream && act();
    stream.on("data", (response) => own(() => this.#take(response))());
    stream.on("error", (error) => own(() => this.#lose(error))());
    stream.on(
      "end",
      own(() => this.#lose(new Error("the watch ended"))),
    );
    stream.write({ create_request: { ...under(this.#prefix), start_revision: this.#position.revision + 1 } });
  }

  /** A watch from a revision that the server has not reached would wait in silence. */
  async #stillStands({ revision, clusterId }: Position): Promise<boolean> {
    const { header } = await this.#client.kv.range({ ...under(this.#prefix), limit: 1, keys_only: true });
    return header.cluster_id === clusterId && Number(header.revision) >= revision;
  }

  #take(response: IWatchResponse): void {
    if (response.canceled) {
      if (Number(response.compact_revision) > 0) this.relist();
      else this.#lose(new Error(`the watch was cancelled: ${response.cancel_reason}`));
      return;
    }
    if (response.created) this.#tellConnected();
    for (const [revision, changes] of byRevision(response)) {
      if (!this.#position || this.#closed) return;
      this.#position.revision = revision;
      if (this.#handlers.changed(changes) === "relist") return this.relist();
    }
  }

  #tellConnected(): void {
    this.#attempt = 0;
    if (this.#connected) return;
    this.#connected = true;
    this.#handlers.connection("connected");
  }

  #lose(error: unknown): void {
    this.#drop();
    if (this.#closed) return;
    if (this.#connected) {
      this.#connected = false;
      this.#handlers.connection("lost", error);
    }
    clearTimeout(this.#retry);
    this.#retry = setTimeout(() => this.#start(), backoffMs(this.#attempt++));
  }

  #drop(): void {
    const stream = this.#stream;
    this.#stream = undefined;
    stream?.cancel();
  }
}

/** A transaction is one revision; etcd never splits one over two responses. */
function byRevision(response: IWatchResponse): Map<number, Change[]> {
  const groups = new Map<number, Change[]>();
  for (const { type, kv } of response.events) {
    const revision = Number(kv.mod_revision);
    const group = groups.get(revision) ?? [];
    groups.set(revision, group);
    group.push({ key: kv.key.toString(), value: type === "Put" ? kv.value : undefined });
  }
  return groups;
}
