import { prepareCors, type AdmittingVersion, type Cors, type TakenCredentials } from "#lib/admission";
import type { AccessSettings, RouteBody } from "#lib/routing/schema";

/** A version's access settings, prepared for its requests. */
export interface Gate {
  version: AdmittingVersion;
  taken: TakenCredentials;
  cors: Cors | undefined;
  jwt: AccessSettings["jwt"];
  /** Longest body of a request; Infinity: no limit. */
  maxBytes: number;
  /** What `WWW-Authenticate` begins with. */
  realm: string;
}

/** Undefined for an open version. */
export function gateOf({ access, api, version, environment }: RouteBody): Gate | undefined {
  if (!access) return undefined;
  const { anonymous, key, jwt, cors, requestMaxBytes = Number.POSITIVE_INFINITY } = access;
  const keyHeader = key?.header;
  const tokens = jwt !== undefined;
  return {
    version: {
      name: `${api.name} ${version.name}`,
      id: version.id,
      environment,
      anonymous,
      keyHeader,
      tokens,
    },
    taken: { keyHeader, tokens, forwardToken: jwt?.forwardToken ?? true },
    cors: cors && prepareCors(cors, keyHeader),
    jwt,
    maxBytes: requestMaxBytes,
    realm: `Bearer realm="${api.slug} ${version.name}"`,
  };
}
