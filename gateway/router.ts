import { ANY_HOST, type RouteMatch } from "#lib/routing/schema";
import { canonicalPath } from "./request-path.ts";

/** One match of one document. `T` is what answers: a compiled route. */
export interface RouteEntry<T> {
  key: string;
  prefix: string;
  methods: ReadonlySet<string> | undefined;
  stripPrefix: boolean;
  route: T;
}

export type Found<T> =
  | { kind: "found"; entry: RouteEntry<T> }
  | { kind: "method"; allowed: string[] }
  | { kind: "none" };

const NONE = { kind: "none" } as const;

/** The routes of one host: full prefix → entries, and how many prefixes there are of each depth. */
interface HostRoutes<T> {
  byPrefix: Map<string, RouteEntry<T>[]>;
  depths: number[];
}

/**
 * Host, then longest path prefix on segment boundaries, then method. One Map lookup per segment of the path, never
 * deeper than the deepest prefix of that host, so the cost does not grow with the number of routes; a publish touches
 * the entries of one document only.
 */
export class Router<T> {
  readonly #hosts = new Map<string, HostRoutes<T>>();
  readonly #byKey = new Map<string, { match: RouteMatch; route: T }[]>();

  get size(): number {
    return this.#byKey.size;
  }

  /** Puts a document's routes in place of what the key had. Synchronous: no request sees half of it. */
  set(key: string, matches: readonly RouteMatch[], route: T): void {
    this.remove(key);
    this.#byKey.set(
      key,
      matches.map((match) => ({ match, route })),
    );
    for (const match of matches) this.#eachHost(match, (host) => this.#add(host, entryOf(key, match, route)));
  }

  remove(key: string): void {
    for (const { match } of this.#byKey.get(key) ?? []) {
      this.#eachHost(match, (host) => this.#drop(host, key, normalPrefix(match.pathPrefix)));
    }
    this.#byKey.delete(key);
  }

  /** `host` in lower case without port, `path` canonical. A host's own routes come before those of any host. */
  find(host: string, path: string, method: string): Found<T> {
    const allowed: string[] = [];
    const own = this.#hosts.get(host);
    const entry = (own && search(own, path, { method, allowed })) ?? this.#findAny(path, { method, allowed });
    if (entry) return { kind: "found", entry };
    return allowed.length > 0 ? { kind: "method", allowed: [...new Set(allowed)] } : NONE;
  }

  #findAny(path: string, wanted: Wanted): RouteEntry<T> | undefined {
    const any = this.#hosts.get(ANY_HOST);
    return any && search(any, path, wanted);
  }

  #eachHost(match: RouteMatch, act: (host: string) => void): void {
    if (match.hosts.length === 0) act(ANY_HOST);
    else for (const host of match.hosts) act(host);
  }

  #add(host: string, entry: RouteEntry<T>): void {
    let routes = this.#hosts.get(host);
    if (!routes) this.#hosts.set(host, (routes = { byPrefix: new Map(), depths: [] }));
    const present = routes.byPrefix.get(entry.prefix) ?? [];
    // Entries that name methods come before the one that takes all; the key settles the rest the same way everywhere.
    const entries = [...present, entry].sort(
      (a, b) => Number(a.methods === undefined) - Number(b.methods === undefined) || (a.key < b.key ? -1 : 1),
    );
    routes.byPrefix.set(entry.prefix, entries);
    if (present.length === 0) {
      const depth = depthOf(entry.prefix);
      routes.depths[depth] = (routes.depths[depth] ?? 0) + 1;
    }
  }

  #drop(host: string, key: string, prefix: string): void {
    const routes = this.#hosts.get(host);
    const present = routes?.byPrefix.get(prefix);
    if (!routes || !present) return;
    const left = present.filter((entry) => entry.key !== key);
    if (left.length > 0) {
      routes.byPrefix.set(prefix, left);
      return;
    }
    routes.byPrefix.delete(prefix);
    const depth = depthOf(prefix);
    routes.depths[depth] = (routes.depths[depth] ?? 1) - 1;
    while (routes.depths.length > 0 && !routes.depths.at(-1)) routes.depths.pop();
    if (routes.byPrefix.size === 0) this.#hosts.delete(host);
  }
}

interface Wanted {
  method: string;
  /** Filled with the methods of prefixes that fit but for the method. */
  allowed: string[];
}

function search<T>(routes: HostRoutes<T>, path: string, wanted: Wanted): RouteEntry<T> | undefined {
  let end = endOfSegment(path, routes.depths.length - 1);
  while (end > 0) {
    const entries = routes.byPrefix.get(end === path.length ? path : path.slice(0, end));
    const entry = entries && pick(entries, wanted);
    if (entry) return entry;
    end = path.lastIndexOf("/", end - 1);
  }
  const root = routes.byPrefix.get("/");
  return root && pick(root, wanted);
}

function pick<T>(entries: readonly RouteEntry<T>[], wanted: Wanted): RouteEntry<T> | undefined {
  for (const entry of entries) {
    if (entry.methods === undefined || entry.methods.has(wanted.method)) return entry;
    wanted.allowed.push(...entry.methods);
  }
  return undefined;
}

/** Where the `depth`-th segment of the path ends; the whole path when it has fewer. */
function endOfSegment(path: string, depth: number): number {
  let end = 0;
  for (let i = 0; i < depth; i++) {
    const next = path.indexOf("/", end + 1);
    if (next < 0) return path.length;
    end = next;
  }
  return end;
}

function depthOf(prefix: string): number {
  if (prefix === "/") return 0;
  let depth = 0;
  for (let i = 0; i < prefix.length; i++) if (prefix.charCodeAt(i) === 47) depth++;
  return depth;
}

function entryOf<T>(key: string, match: RouteMatch, route: T): RouteEntry<T> {
  const methods = match.methods.length > 0 ? new Set(match.methods) : undefined;
  // A route for GET answers HEAD too (RFC 9110 §9.3.2).
  if (methods?.has("GET")) methods.add("HEAD");
  return { key, prefix: normalPrefix(match.pathPrefix), methods, stripPrefix: match.stripPrefix, route };
}

function normalPrefix(prefix: string): string {
  return canonicalPath(prefix) ?? prefix;
}
