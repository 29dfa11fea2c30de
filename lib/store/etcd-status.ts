import type { Etcd3 } from "etcd3";
import { isLeaseGone } from "./etcd-client.ts";
import { EtcdFollower } from "./etcd-follower.ts";
import { type EtcdKeys, etcdKeys } from "./etcd-keys.ts";
import type { StatusListener, Watch } from "./port.ts";
import { type NodeStatus, parseStatus } from "./schema.ts";

/** etcd grants nothing shorter with its default election timeout. */
const SHORTEST_TTL_S = 2;

interface Held {
  leaseId: string;
  ttlS: number;
  text: string;
}

/** The leases under which this client writes statuses, one per node. */
export class EtcdLeases {
  #client: Etcd3;
  #held = new Map<string, Held>();

  constructor(client: Etcd3) {
    this.#client = client;
  }

  async put(environment: string, status: NodeStatus, ttlMs: number): Promise<void> {
    const key = etcdKeys(environment).of(`gateways/${status.node}`);
    const text = JSON.stringify(status);
    const ttlS = Math.max(SHORTEST_TTL_S, Math.ceil(ttlMs / 1000));
    const held = this.#held.get(key.toString());
    if (held && held.ttlS === ttlS && (await this.#renew(key, held, text))) return;
    const { ID: leaseId } = await this.#client.leaseClient.leaseGrant({ TTL: ttlS });
    await this.#client.kv.put({ key, value: Buffer.from(text), lease: leaseId });
    this.#held.set(key.toString(), { leaseId, ttlS, text });
  }

  async remove(environment: string, node: string): Promise<void> {
    const key = etcdKeys(environment).of(`gateways/${node}`);
    const held = this.#held.get(key.toString());
    this.#held.delete(key.toString());
    await this.#client.kv.deleteRange({ key });
    if (held) await this.#client.leaseClient.leaseRevoke({ ID: held.leaseId }).catch(ignoreGone);
  }

  /** Renews the lease, and writes the value only when it says something new. False: the lease ran out. */
  async #renew(key: Buffer, held: Held, text: string): Promise<boolean> {
    try {
      const write =
        text === held.text
          ? undefined
          : this.#client.kv.put({ key, value: Buffer.from(text), lease: held.leaseId });
      const [isAlive] = await Promise.all([this.#keepAlive(held.leaseId), write]);
      if (isAlive) held.text = text;
      return isAlive;
    } catch (error) {
      if (isLeaseGone(error)) return false;
      throw error;
    }
  }

  /** One renewal on a stream of its own, which ends by the call's deadline. */
  async #keepAlive(leaseId: string): Promise<boolean> {
    const stream = await this.#client.leaseClient.leaseKeepAlive();
    try {
      return await new Promise<boolean>((resolve, reject) => {
        stream.on("data", ({ TTL }) => resolve(Number(TTL) > 0));
        stream.on("error", reject);
        stream.on("end", () => reject(new Error("the lease stream ended")));
        stream.write({ ID: leaseId });
      });
    } finally {
      stream.end();
    }
  }
}

export async function listStatuses(client: Etcd3, keys: EtcdKeys): Promise<NodeStatus[]> {
  const values = await client.getAll().prefix(keys.gateways).strings();
  return Object.values(values).flatMap((text) => parseStatus(text) ?? []);
}

/** Follows the nodes' words; an ended lease arrives as a deletion. */
export function watchStatuses(client: Etcd3, keys: EtcdKeys, listener: StatusListener): Watch {
  let known: Map<string, string> | undefined;
  const nodeOf = (key: string): string => key.slice(keys.gateways.length);
  const put = (node: string, text: string): void => {
    const isNew = known?.get(node) !== text;
    known?.set(node, text);
    const status = parseStatus(text);
    if (isNew && status) listener.event({ kind: "put", status });
  };
  const gone = (node: string): void => {
    if (known?.delete(node)) listener.event({ kind: "gone", node });
  };
  const list = (texts: Map<string, string>): void => {
    if (known) {
      for (const node of known.keys()) if (!texts.has(node)) gone(node);
      for (const [node, text] of texts) put(node, text);
      return;
    }
    known = texts;
    const statuses = [...texts.values()].flatMap((text) => parseStatus(text) ?? []);
    listener.event({ kind: "snapshot", statuses });
  };
  const follower = new EtcdFollower(client, keys.gateways, {
    listing: () => {
      const texts = new Map<string, string>();
      return {
        take: ({ key, value }) => void texts.set(nodeOf(key), value.toString()),
        ended: () => list(texts),
      };
    },
    changed: (changes) => {
      for (const { key, value } of changes) {
        if (value) put(nodeOf(key), value.toString());
        else gone(nodeOf(key));
      }
      return "taken";
    },
    connection: listener.connection.bind(listener),
  });
  return { close: async () => follower.close() };
}

function ignoreGone(error: unknown): void {
  if (!isLeaseGone(error)) throw error;
}
