/** The keys of one environment; see docs/store-contract.md. */
export interface EtcdKeys {
  /** `/understudy/v1/<environment>/` */
  root: string;
  /** Holds `<storeRevision>`, or `<storeRevision> <batch>` while a batch is not collected. */
  revision: Buffer;
  gateways: string;
  staging: string;
  of(key: string): Buffer;
}

export interface RevisionText {
  storeRevision: number;
  /** The batch whose staged entries count as written. */
  batch: string | undefined;
}

export function etcdKeys(environment: string): EtcdKeys {
  const root = `/understudy/v1/${environment}/`;
  return {
    root,
    revision: Buffer.from(`${root}revision`),
    gateways: `${root}gateways/`,
    staging: `${root}staging/`,
    of: (key) => Buffer.from(root + key),
  };
}

/** The range of all keys that start with `prefix`, which ends with a slash. */
export function under(prefix: string): { key: Buffer; range_end: Buffer } {
  return { key: Buffer.from(prefix), range_end: Buffer.from(`${prefix.slice(0, -1)}0`) };
}

export function parseRevision(text: Buffer | undefined): RevisionText {
  const [storeRevision, batch] = (text?.toString() ?? "0").split(" ");
  return { storeRevision: Number(storeRevision) || 0, batch };
}

/** In canonical JSON the member stands last; another order is read as JSON. 0 when there is none. */
export function storeRevisionOf(value: string): number {
  const last = /"storeRevision":(\d{1,16})\}$/.exec(value)?.[1];
  if (last !== undefined) return Number(last);
  try {
    const { storeRevision } = JSON.parse(value) as { storeRevision?: unknown };
    return typeof storeRevision === "number" ? storeRevision : 0;
  } catch {
    return 0;
  }
}
