import type { KeyObject } from "node:crypto";
import { isDeepStrictEqual } from "node:util";
import pino from "pino";
import { Registry } from "prom-client";
import { findUnenforced } from "#lib/fallback";
import type { DocumentBody, RouteBody } from "#lib/routing/schema";
import { loadSigningKey, newSealingKey, newSigningKeys, signDocument, verifyDocument } from "#lib/signing";
import type { Entry } from "#lib/store";
import { AttemptCounter } from "../../gateway/attempt-counter.ts";
import { systemClock } from "../../gateway/clock.ts";
import { DataPlane } from "../../gateway/data-plane.ts";
import { Keyring } from "../../gateway/keyring.ts";
import { mutate, type Json } from "./mutate.ts";
import type { Random } from "./random.ts";
import { findByModel, type Match } from "./route-model.ts";
import type { FuzzTarget } from "./target.ts";

const ENVIRONMENT = "production";
const SLUGS = ["a", "b", "c"];
const PATHS = ["/", "/a", "/a/b", "/a/b/c", "/b", "/shop", "/shop/a", "/%61", "/x y"];
const HOSTS = ["shop.example", "a.example", "other"];
const REQUESTS = HOSTS.flatMap((host) =>
  PATHS.flatMap((path) => ["GET", "POST", "HEAD"].map((method) => ({ host, path, method }))),
);
const SLOW_MS = 2_000;
const PROTOTYPE = Object.getOwnPropertyNames(Object.prototype).length;

/** One write into the store, by somebody or other. */
interface Write {
  slug: string;
  body: Json;
  /** Revision over the latest: 1 is what the worker takes. */
  step: number;
  signer: "portal" | "stranger" | "nobody";
  /** Replaces one character of the signed text. */
  tamper?: { at: number; by: string };
}

/**
 * The store's documents: valid ones, changed in one or two places, signed or not. What is in force must be what a model of a
 * few lines says: each document whole or not at all, the latest good one, found as a linear search finds it; after a restart
 * from the snapshot the same.
 */
export function documentsTarget(): FuzzTarget<Write[]> {
  const keys = newSigningKeys();
  const portal = loadSigningKey(keys.privateKey);
  const stranger = loadSigningKey(newSigningKeys().privateKey);
  const keyring = new Keyring({ signingPublicKeys: [keys.publicKey], sealingKeys: [newSealingKey()] });

  const textOf = (write: Write, revision: number): string => {
    const key = `routes/${write.slug}/v1`;
    const signer = write.signer === "portal" ? portal : stranger;
    const unsigned = { key, storeRevision: revision, body: write.body as unknown as DocumentBody };
    const signed = signedOr(unsigned, signer);
    const text = JSON.stringify(write.signer === "nobody" ? { ...signed, signature: "" } : signed);
    if (!write.tamper) return text;
    const at = write.tamper.at % text.length;
    return `${text.slice(0, at)}${write.tamper.by}${text.slice(at + 1)}`;
  };

  const check = async (writes: Write[]): Promise<string | undefined> => {
    const plane = newPlane(keyring);
    const model: Model = new Map();
    let latest = 0;
    try {
      for (const write of writes) {
        const storeRevision = Math.max(1, latest + write.step);
        const entry = { key: `routes/${write.slug}/v1`, value: textOf(write, storeRevision), storeRevision };
        const wrong = applyBoth(plane, model, { entry, keyring }) ?? differs(plane, model);
        if (wrong) return wrong;
        latest = Math.max(latest, ...[...model.values()].map(({ revision }) => revision));
      }
      const restarted = newPlane(keyring);
      for (const saved of plane.documents.saved()) restarted.documents.restore(saved);
      const wrong = differs(restarted, model);
      restarted.stop();
      return wrong && `after a restart: ${wrong}`;
    } finally {
      plane.stop();
    }
  };

  return {
    name: "documents",
    make: (random) => random.list([1, 6], () => makeWrite(random)),
    check,
    after: async () =>
      Object.getOwnPropertyNames(Object.prototype).length === PROTOTYPE
        ? undefined
        : "Object.prototype has changed",
    stop: async () => undefined,
  };
}

/** What has no canonical form cannot be signed; somebody may write it all the same. */
function signedOr(unsigned: Parameters<typeof signDocument>[0], key: KeyObject): object {
  try {
    return signDocument(unsigned, key);
  } catch {
    const { storeRevision, body } = unsigned;
    return { schema: "understudy/document/v1", storeRevision, digest: "0".repeat(64), signature: "", body };
  }
}

function newPlane(keys: Keyring): DataPlane {
  const nothing = () => undefined;
  return new DataPlane({
    environment: ENVIRONMENT,
    keys,
    // Not made of the reference: a secret that no header can carry is refused, and rightly.
    secret: () => "secret",
    clock: systemClock,
    log: pino({ level: "silent" }),
    stale: { memoryBytes: 0, folder: undefined },
    tls: undefined,
    trustedProxies: [],
    registry: new Registry(),
    reports: { serving: nothing, incident: nothing },
    attempts: new AttemptCounter(),
    memory: { recall: nothing, changed: nothing, forget: nothing },
    link: undefined,
    sharing: undefined,
    served: nothing,
    cut: nothing,
    unrouted: nothing,
    refused: nothing,
    used: nothing,
    metering: { take: () => ({ granted: 1, by: undefined }) },
    isLoaded: () => true,
  });
}

type Model = Map<string, { revision: number; body: RouteBody }>;

/** Gives an entry to the gateway and to the model; says where they disagree. */
function applyBoth(
  plane: DataPlane,
  model: Model,
  { entry, keyring }: { entry: Entry; keyring: Keyring },
): string | undefined {
  const { key, value } = entry;
  const startedAt = performance.now();
  const result = plane.documents.apply(entry);
  if (performance.now() - startedAt > SLOW_MS) return `a document took ${SLOW_MS} ms`;
  const good = acceptable({ key, text: value }, keyring, model.get(key)?.revision ?? 0);
  if (good) model.set(key, good);
  if (Boolean(good) === (result === "applied")) return undefined;
  return `${key} is ${result}, the model ${good ? "takes" : "refuses"} it`;
}

/** By the rules of the store contract, one after the other. */
function acceptable(
  read: { key: string; text: string },
  keyring: Keyring,
  heldRevision: number,
): { revision: number; body: RouteBody } | undefined {
  const verified = verifyDocument(read, keyring.verifyKeys);
  if (!verified.ok) return undefined;
  const { body, storeRevision } = verified.document;
  if (body.kind !== "route" || body.environment !== ENVIRONMENT) return undefined;
  if (`routes/${body.api.slug}/${body.version.name}` !== read.key || storeRevision <= heldRevision)
    return undefined;
  return findUnenforced(body.fallback).length > 0 ? undefined : { revision: storeRevision, body };
}

function differs(plane: DataPlane, model: ReadonlyMap<string, { body: RouteBody }>): string | undefined {
  const { router } = plane;
  if (router.size !== model.size) return `${router.size} documents are in force, ${model.size} should be`;
  const matches: Match[] = [...model].flatMap(([key, { body }]) =>
    body.match.map((match) => ({ ...match, key })),
  );
  for (const request of REQUESTS) {
    const found = router.find(request.host, request.path, request.method);
    const key = found.kind === "found" ? found.entry.key : undefined;
    const expected = findByModel(matches, request);
    if (key !== expected) return `${JSON.stringify(request)} goes to ${key}, should go to ${expected}`;
    if (found.kind !== "found") continue;
    const served = found.entry.route.live()?.body;
    if (!isDeepStrictEqual(served, model.get(found.entry.key)?.body))
      return `${found.entry.key} is served otherwise than it was written`;
  }
  return undefined;
}

function makeWrite(random: Random): Write {
  const slug = random.pick(SLUGS);
  let body = validBody(random, slug);
  for (let n = random.int(3); n > 0; n--) body = mutate(random, body);
  const signer = random.chance(0.9) ? "portal" : random.pick(["stranger", "nobody"] as const);
  const tamper = { at: random.int(2_000), by: random.pick(["0", "9", '"', "}", " ", "\\", "a", "\u00e9"]) };
  return {
    slug,
    body,
    step: random.chance(0.85) ? 1 : random.pick([0, -1, -5, 2 ** 53, 0.5]),
    signer,
    ...(random.chance(0.1) ? { tamper } : {}),
  };
}

function validBody(random: Random, slug: string): Json {
  const http = () => ({
    id: `t${random.int(1_000_000)}`,
    kind: "http",
    endpoints: random.list([1, 3], () => ({
      url: `http://127.0.0.1:${1 + random.int(60_000)}`,
      weight: random.int(3),
    })),
    ...(random.chance(0.3) ? { health: { active: { type: "tcp", intervalMs: 60_000 } } } : {}),
    ...(random.chance(0.3) ? { timeouts: { connectMs: 100 } } : {}),
    ...(random.chance(0.2) ? { auth: { secretRef: "env:UPSTREAM_A", in: "header", name: "x-key" } } : {}),
  });
  const local = () => ({ id: `s${random.int(1_000_000)}`, kind: "static", status: 200, body: "fine" });
  return {
    kind: "route",
    environment: ENVIRONMENT,
    api: { id: `api_${slug}`, slug, name: slug, tier: 1 },
    version: { id: `ver_${slug}`, name: "v1" },
    revision: 1 + random.int(100),
    publicationId: "pub_1",
    match: random.list([1, 3], () => ({
      hosts: random.list([0, 2], () => random.pick(HOSTS)),
      pathPrefix: random.pick(["/", "/a", "/a/b", "/b", "/shop", "/%61", "/a%2Fb"]),
      methods: random.list([0, 2], () => random.pick(["GET", "POST", "HEAD"])),
      stripPrefix: random.chance(0.5),
    })),
    fallback: {
      apiVersion: "fallback/v1",
      id: "policy",
      chain: [...random.list([0, 2], http), local()] as Json[],
      budget: { deadlineMs: 1_000 + random.int(1_000) },
    },
  } as Json;
}
