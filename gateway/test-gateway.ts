import { mkdtemp, rm } from "node:fs/promises";
import { request as httpRequest, type Agent, type IncomingHttpHeaders } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import pino from "pino";
import type { FallbackPolicy, Target } from "#lib/fallback/schema";
import type { DocumentBody, RouteBody, RouteMatch } from "#lib/routing/schema";
import { loadSigningKey, newSealingKey, newSigningKeys, signDocument } from "#lib/signing";
import { memoryBackend, type MemoryBackend, type Store } from "#lib/store";
import { Keyring } from "./keyring.ts";
import { startGateway, type Gateway, type GatewayOptions } from "./gateway.ts";

const ENVIRONMENT = "production";

export const http = (id: string, url: string, more: object = {}): Target =>
  ({ id, kind: "http", endpoints: [{ url }], ...more }) as Target;

export const policy = (chain: Target[], more: Partial<FallbackPolicy> = {}): FallbackPolicy => ({
  apiVersion: "fallback/v1",
  id: "test",
  chain,
  ...more,
});

/** A gateway on free ports with a store in memory and a signing key of its own: publish to it as the portal would. */
export class TestGateway {
  readonly backend: MemoryBackend;
  readonly store: Store;
  readonly keys = newSigningKeys();
  readonly sealingKey = newSealingKey();
  readonly #options: Partial<GatewayOptions>;
  gateway!: Gateway;
  snapshotDir = "";
  revision = 0;

  constructor(options: Partial<GatewayOptions> = {}, backend: MemoryBackend = memoryBackend()) {
    this.#options = options;
    this.backend = backend;
    this.store = backend.open();
  }

  async start(): Promise<this> {
    this.snapshotDir ||= await mkdtemp(join(tmpdir(), "understudy-gateway-"));
    this.gateway = await startGateway({
      host: "127.0.0.1",
      port: 0,
      adminPort: 0,
      environment: ENVIRONMENT,
      node: "test",
      softwareVersion: "0.0.0",
      snapshotDir: this.snapshotDir,
      store: this.backend.open(),
      keys: this.keyring(),
      secret: (reference) => `secret of ${reference}`,
      telemetry: undefined,
      log: pino({ level: "silent" }),
      lingerMs: 10,
      ...this.#options,
    });
    return this;
  }

  /** What a gateway of the same installation holds. */
  keyring(sealingKeys = [this.sealingKey], signingPublicKeys = [this.keys.publicKey]): Keyring {
    return new Keyring({ signingPublicKeys, sealingKeys });
  }

  sign(key: string, body: DocumentBody, storeRevision: number): string {
    return JSON.stringify(signDocument({ key, storeRevision, body }, loadSigningKey(this.keys.privateKey)));
  }

  /** Writes raw values in one commit, as whoever can write to the store might. */
  async put(puts: { key: string; value: string }[]): Promise<number> {
    const storeRevision = this.revision + 1;
    await this.store.commit(ENVIRONMENT, { expectedRevision: this.revision, storeRevision, puts });
    this.revision = storeRevision;
    return storeRevision;
  }

  async publish(bodies: Record<string, DocumentBody>): Promise<void> {
    const revision = this.revision + 1;
    await this.put(
      Object.entries(bodies).map(([key, body]) => ({ key, value: this.sign(key, body, revision) })),
    );
    await this.applied();
  }

  /** Private addresses may be called, and one API is published under `/<slug>`. */
  async publishApi(slug: string, fallback: FallbackPolicy, match: Partial<RouteMatch> = {}): Promise<void> {
    const egress: DocumentBody = {
      kind: "egress",
      environment: ENVIRONMENT,
      allow: [],
      deny: [],
      privateTargets: true,
    };
    await this.publish({
      "settings/egress": egress,
      [`routes/${slug}/v1`]: routeBody(slug, fallback, match),
    });
  }

  /** Waits until the gateway's receipt for the latest revision is in the store. */
  async applied(revision = this.revision): Promise<void> {
    await until(async () => (await this.store.listStatus(ENVIRONMENT))[0]?.appliedRevision === revision);
  }

  get url(): string {
    return `http://127.0.0.1:${this.gateway.port}`;
  }

  get adminUrl(): string {
    return `http://127.0.0.1:${this.gateway.adminPort}`;
  }

  async stop(): Promise<void> {
    await this.gateway.drain();
    await rm(this.snapshotDir, { recursive: true, force: true });
  }
}

export function routeBody(
  slug: string,
  fallback: FallbackPolicy,
  match: Partial<RouteMatch> = {},
): RouteBody {
  return {
    kind: "route",
    environment: ENVIRONMENT,
    api: { id: `api_${slug}`, slug, name: slug, tier: 1 },
    version: { id: `ver_${slug}`, name: "v1" },
    revision: 1,
    publicationId: "pub_1",
    match: [{ hosts: [], pathPrefix: `/${slug}`, methods: [], stripPrefix: true, ...match }],
    fallback,
  };
}

/** Polls until it holds; fails after 10 s, or the given time. */
export async function until(holds: () => boolean | Promise<boolean>, withinMs = 10_000): Promise<void> {
  for (const end = Date.now() + withinMs; Date.now() < end;) {
    if (await holds()) return;
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
  throw new Error(`it did not come true within ${withinMs} ms`);
}

export interface Reply {
  status: number;
  headers: IncomingHttpHeaders;
  rawHeaders: string[];
  body: string;
  trailers: NodeJS.Dict<string>;
}

interface Call {
  method?: string;
  headers?: Record<string, string | string[]>;
  body?: string | Buffer;
}

/** One request on a connection of its own. Rejects unless the whole answer arrived. */
export function call(url: string, { method = "GET", headers = {}, body }: Call = {}): Promise<Reply> {
  return new Promise((resolve, reject) => {
    const request = httpRequest(url, { method, headers, agent: false }, (response) => {
      let text = "";
      response.on("data", (chunk: Buffer) => (text += chunk.toString("latin1")));
      response.on("error", reject);
      response.on("end", () => {
        const { statusCode: status = 0, rawHeaders, trailers } = response;
        resolve({ status, headers: response.headers, rawHeaders, body: text, trailers });
      });
    });
    request.on("error", reject);
    request.end(body);
  });
}

/** `ok` for a whole 2xx answer over the agent's kept connections, else what went wrong; `no connection`: nothing was sent. */
export function wholeAnswer(url: string, agent: Agent): Promise<string> {
  return new Promise((resolve) => {
    const request = httpRequest(url, { agent }, (response) => {
      let bytes = 0;
      response.on("data", (chunk: Buffer) => (bytes += chunk.length));
      response.on("error", (error) => resolve(String(error)));
      response.on("end", () => {
        const expected = Number(response.headers["content-length"] ?? bytes);
        const whole = response.complete && bytes === expected && response.statusCode === 200;
        resolve(whole ? "ok" : `status ${response.statusCode}, ${bytes} bytes`);
      });
    });
    request.on("error", (error: NodeJS.ErrnoException) => {
      resolve(error.syscall === "connect" ? "no connection" : (error.code ?? String(error)));
    });
    request.end();
  });
}
