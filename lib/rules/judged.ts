import type { Tx } from "#lib/db";
import type { FallbackPolicy, UnboundPolicy } from "#lib/fallback/schema";

/** The content that is judged: a draft's or a revision's. */
export interface Judged {
  version: { id: string; name: string; apiId: string };
  documentDigest: string;
  /** Only asked for where the text itself is needed. */
  documentText(this: void): Promise<string>;
  policy: UnboundPolicy;
  environments: JudgedEnvironment[];
}

export interface JudgedEnvironment {
  id: string;
  slug: string;
  /** As gateways would get it, other APIs' targets in their place; absent: it has no addresses there yet. */
  served: FallbackPolicy | undefined;
}

/** What is read of the database, inside a transaction or not. */
export type Reader = Pick<
  Tx,
  "$queryRaw" | "documentSummary" | "governanceRule" | "waiver" | "api" | "membership" | "styleResult"
>;

/** By host: what was resolved before the transaction. */
export type Addresses = ReadonlyMap<string, readonly string[]>;

export function hostOf(url: string): string {
  return URL.parse(url)?.hostname ?? "";
}

export function hostsOf({ environments }: Pick<Judged, "environments">): string[] {
  return environments.flatMap(({ served }) =>
    (served?.chain ?? []).flatMap((target) =>
      target.kind === "http" ? target.endpoints.map(({ url }) => hostOf(url)) : [],
    ),
  );
}
