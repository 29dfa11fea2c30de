import { EventEmitter, once } from "node:events";
import type { FallbackPolicy } from "#lib/fallback/schema";
import type { DocumentBody, RouteBody } from "#lib/routing/schema";
import { loadSigningKey, newSigningKeys, signDocument } from "#lib/signing";
import { openStore, type Store, type Watch } from "#lib/store";

const ENVIRONMENT = "production";
export const NODE = "conformance";

const RECEIPT_MS = 20_000;

const EGRESS: DocumentBody = {
  kind: "egress",
  environment: ENVIRONMENT,
  allow: [],
  deny: [],
  privateTargets: true,
};

const keyOf = (name: string): string => `routes/${name}/v1`;

/** Writes to the shared store as the worker does, and as somebody does who has no key. */
export class UnderstudyStore {
  readonly keys = newSigningKeys();
  readonly url: string;
  readonly environment = ENVIRONMENT;
  readonly #store: Store;
  readonly #receipts: Receipts;
  /** Known while nobody else writes. */
  #last: number | undefined;

  constructor(url: string) {
    this.url = url;
    this.#store = openStore(url);
    this.#receipts = new Receipts(this.#store);
  }

  /** Signs and writes in one commit, and waits for the gateway's receipt. */
  async publish(policies: Record<string, FallbackPolicy>): Promise<void> {
    const bodies = this.bodiesOf(policies);
    await this.#commit((storeRevision) =>
      Object.entries(bodies).map(([key, body]) => ({ key, value: this.#sign({ key, body, storeRevision }) })),
    );
  }

  /** The documents of a publish by key, unsigned. */
  bodiesOf(policies: Record<string, FallbackPolicy>): Record<string, DocumentBody> {
    const routes = Object.entries(policies).map(([name, fallback]) => [
      keyOf(name),
      routeBody(name, fallback),
    ]);
    return { "settings/egress": EGRESS, ...Object.fromEntries(routes) };
  }

  /** Every way there is without the key: unsigned, signed by another key, moved from elsewhere, altered, and plain rubbish. */
  async forge(name: string, policy: FallbackPolicy): Promise<void> {
    const [key, body] = [keyOf(name), routeBody(name, policy)];
    const stranger = newSigningKeys().privateKey;
    const harmless = routeBody(name, { ...policy, id: "harmless" });
    const forgeries: ((storeRevision: number) => string)[] = [
      (storeRevision) => JSON.stringify({ schema: "understudy/document/v1", storeRevision, body }),
      (storeRevision) => this.#sign({ key, body, storeRevision }, stranger),
      (storeRevision) => this.#sign({ key: keyOf("elsewhere"), body, storeRevision }),
      (storeRevision) => {
        const signed = this.#sign({ key, body: harmless, storeRevision });
        return JSON.stringify({ ...(JSON.parse(signed) as object), body });
      },
      (storeRevision) => JSON.stringify({ storeRevision }),
    ];
    for (const forgery of forgeries)
      await this.#commit((storeRevision) => [
        { key, value: forgery(storeRevision) },
        { key: "settings/egress", value: JSON.stringify({ storeRevision }) },
        { key: `routes/../${name}/v1`, value: forgery(storeRevision) },
      ]);
  }

  async #commit(puts: (storeRevision: number) => { key: string; value: string }[]): Promise<void> {
    const expectedRevision = this.#last ?? (await this.#store.read(ENVIRONMENT)).storeRevision;
    const storeRevision = expectedRevision + 1;
    await this.#store.commit(ENVIRONMENT, { expectedRevision, storeRevision, puts: puts(storeRevision) });
    this.#last = storeRevision;
    await this.#receipts.reaches(storeRevision);
  }

  /** Somebody else wrote too. */
  forget(): void {
    this.#last = undefined;
  }

  #sign(document: Parameters<typeof signDocument>[0], privateKey = this.keys.privateKey): string {
    return JSON.stringify(signDocument(document, loadSigningKey(privateKey)));
  }

  async close(): Promise<void> {
    await this.#receipts.stop();
    await this.#store.close();
  }
}

/** What the gateway says it has applied, as it says it. */
class Receipts {
  readonly #watch: Watch;
  #applied = 0;
  readonly #heard = new EventEmitter();

  constructor(store: Store) {
    this.#watch = store.watchStatus(ENVIRONMENT, {
      event: (event) => {
        const statuses =
          event.kind === "snapshot" ? event.statuses : event.kind === "put" ? [event.status] : [];
        const own = statuses.find(({ node }) => node === NODE);
        this.#applied = own?.appliedRevision ?? this.#applied;
        this.#heard.emit("receipt");
      },
      connection: () => undefined,
    });
  }

  async reaches(storeRevision: number): Promise<void> {
    const signal = AbortSignal.timeout(RECEIPT_MS);
    while (this.#applied < storeRevision) await once(this.#heard, "receipt", { signal });
  }

  stop(): Promise<void> {
    return this.#watch.close();
  }
}

function routeBody(name: string, fallback: FallbackPolicy): RouteBody {
  return {
    kind: "route",
    environment: ENVIRONMENT,
    api: { id: `api_${name}`, slug: name, name, tier: 1 },
    version: { id: `ver_${name}`, name: "v1" },
    revision: 1,
    publicationId: "pub_conformance",
    match: [{ hosts: [], pathPrefix: `/${name}`, methods: [], stripPrefix: true }],
    fallback,
  };
}
