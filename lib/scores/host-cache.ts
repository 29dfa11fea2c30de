import { resolveHosts } from "#lib/rules";

/** Names looked up at a time. */
const AT_ONCE = 50;

/** What names lead to, each looked up once per run; after `until` no more: such a name is judged as a name. */
export class HostCache {
  readonly #known = new Map<string, readonly string[]>();
  readonly #until: Date;
  readonly #clock: () => Date;

  constructor(until: Date, clock: () => Date) {
    this.#until = until;
    this.#clock = clock;
  }

  async resolve(hosts: readonly string[]): Promise<ReadonlyMap<string, readonly string[]>> {
    const names = [...new Set(hosts)];
    const missing = names.filter((host) => !this.#known.has(host));
    for (let from = 0; from < missing.length; from += AT_ONCE) {
      const some = missing.slice(from, from + AT_ONCE);
      const found =
        this.#clock() > this.#until
          ? new Map(some.map((host) => [host, [] as string[]]))
          : await resolveHosts(some);
      for (const host of some) this.#known.set(host, found.get(host) ?? []);
    }
    return new Map(names.map((host) => [host, this.#known.get(host) ?? []]));
  }
}
