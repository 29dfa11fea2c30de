import { ANY_HOST, type RouteMatch } from "#lib/routing/schema";
import { canonicalPath } from "./request-path.ts";

/** One match of one document. `T` is what answers: a compiled route. */
export interface RouteEntry<T> {
  key: string;
  /** ANY_HOST alone where the match names none. */
  hosts: readonly string[];
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

/** One is kept without a list around it: with very many routes nearly all are alone at their place. */
type Few<T> = T | readonly T[];

/** The routes of one host: full prefix → entries, and how many prefixes there are of each depth. */
interface HostRoutes<T> {
  byPrefix: Map<string, Few<RouteEntry<T>>>;
  depths: number[];
}

/**
 * Host, then longest path prefix on segment boundaries, then method. One Map lookup per segment of the path, never
 * deeper than the deepest prefix of that host, so the cost does not grow with the number of routes; a publish touches
 * the entries of one document only.
 */
export class Router<T> {
  readonly #hosts = new Map<string, HostRoutes<T>>();
  readonly #byKey = new Map<string, Few<RouteEntry<T>>>();

  get size(): number {
    return this.#byKey.size;
  }

  /** Puts a document's routes in place of what the key had. Synchronous: no request sees half of it. */
  set(key: string, matches: readonly RouteMatch[], route: T): void {
    this.remove(key);
    const entries = matches.map((match) => entryOf(key, match, route));
    this.#byKey.set(key, few(entries));
    for (const entry of entries) for (const host of entry.hosts) this.#add(host, entry);
  }

  remove(key: string): void {
    for (const { hosts, prefix } of listOf(this.#byKey.get(key)))
      for (const host of hosts) this.#drop(host, key, prefix);
    this.#byKey.delete(key);
  }

  /** What a document's routes match, in the router's own spelling: `set` with it gives the same routes. */
  matchesOf(key: string): RouteMatch[] {
    return listOf(this.#byKey.get(key)).map(({ hosts, prefix, methods, stripPrefix }) => ({
      hosts: hosts === ANY ? [] : [...hosts],
      pathPrefix: prefix,
      methods: methods ? [...methods] : [],
      stripPrefix,
    }));
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

  #add(host: string, entry: RouteEntry<T>): void {
    let routes = this.#hosts.get(host);
    if (!routes) this.#hosts.set(host, (routes = { byPrefix: new Map(), depths: [] }));
    const present = listOf(routes.byPrefix.get(entry.prefix));
    // Entries that name methods come before the one that takes all; the key settles the rest the same way everywhere.
    const entries = [...present, entry].sort(
      (a, b) => Number(a.methods === undefined) - Number(b.methods === undefined) || (a.key < b.key ? -1 : 1),
    );
    routes.byPrefix.set(entry.prefix, few(entries));
    if (present.length === 0) {
      const depth = depthOf(entry.prefix);
      routes.depths[depth] = (routes.depths[depth] ?? 0) + 1;
    }
  }

  #drop(host: string, key: string, prefix: string): void {
    const routes = this.#hosts.get(host);
    const present = routes?.byPrefix.get(prefix);
    if (!routes || !present) return;
    const left = listOf(present).filter((entry) => entry.key !== key);
    if (left.length > 0) {
      routes.byPrefix.set(prefix, few(left));
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

function pick<T>(entries: Few<RouteEntry<T>>, wanted: Wanted): RouteEntry<T> | undefined {
  if (!isList(entries)) return takes(entries, wanted) ? entries : undefined;
  return entries.find((entry) => takes(entry, wanted));
}

function takes<T>({ methods }: RouteEntry<T>, wanted: Wanted): boolean {
  if (methods === undefined || methods.has(wanted.method)) return true;
  wanted.allowed.push(...methods);
  return false;
}

function isList<T>(some: Few<T>): some is readonly T[] {
  return Array.isArray(some);
}

function listOf<T>(some: Few<T> | undefined): readonly T[] {
  if (some === undefined) return [];
  return isList(some) ? some : [some];
}

function few<T>(list: readonly T[]): Few<T> {
  return list.length === 1 ? (list[0] as T) : list;
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
  const { hosts, pathPrefix, methods, stripPrefix } = match;
  return {
    key,
    hosts: hosts.length > 0 ? hosts : ANY,
    prefix: normalPrefix(pathPrefix),
    methods: methods.length > 0 ? methodSet(methods) : undefined,
    stripPrefix,
    route,
  };
}

const ANY: readonly string[] = [ANY_HOST];
const methodSets = new Map<string, ReadonlySet<string>>();
const METHOD_SETS_MAX = 1_000;

/** Equal lists give the same set, up to a bound. A route for GET answers HEAD too (RFC 9110 §9.3.2). */
function methodSet(methods: readonly string[]): ReadonlySet<string> {
  const list = methods.join();
  const known = methodSets.get(list);
  if (known) return known;
  const set = new Set(methods.includes("GET") ? [...methods, "HEAD"] : methods);
  if (methodSets.size < METHOD_SETS_MAX) methodSets.set(list, set);
  return set;
}

function normalPrefix(prefix: string): string {
  return canonicalPath(prefix) ?? prefix;
}
