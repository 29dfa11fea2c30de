import { z } from "zod";
import { HeaderName, HeaderValue, TargetId } from "./values.ts";

/* What differs per environment: where targets are and what they are shown. */

const SecretRef = z.string().min(1).max(4096);

export const EndpointUrl = z
  .url({ protocol: /^https?$/, error: "An http:// or https:// address." })
  .max(2048)
  .refine((url) => {
    const parsed = URL.parse(url);
    return parsed !== null && !parsed.username && !parsed.password && !parsed.search && !parsed.hash;
  }, "No user name, query or fragment in the address.");

export const Endpoint = z.strictObject({ url: EndpointUrl, weight: z.int().min(0).max(1000).optional() });

/** Like SecretRef, of a PEM text. */
const PemRef = z.string().min(1).max(100_000);

const Tls = z
  .strictObject({
    serverName: z.string().max(253),
    /** The authorities that vouch for the servers, in place of the well-known ones. */
    caRef: PemRef,
    /** A certificate, its chain and its private key: what the gateway shows of itself. */
    clientCertRef: PemRef,
    verify: z.boolean(),
  })
  .partial();

/** How the target's own credential is sent. `secretRef` is `env:UPSTREAM_NAME` or a sealed value `sealed:…`. */
export const TargetAuth = z.strictObject({
  secretRef: SecretRef,
  in: z.enum(["header", "query"]),
  name: HeaderName,
  prefix: HeaderValue.optional(),
});

/** What an `http` target is in one environment. */
export const TargetBinding = z.strictObject({
  endpoints: z.array(Endpoint).min(1, "At least one address.").max(20),
  /**
   * `auto`: HTTP/2 where the server chooses it in the TLS handshake, else HTTP/1.1. `http2`: nothing else, without TLS by prior
   * knowledge, as gRPC servers want it.
   */
  protocol: z.enum(["auto", "http1", "http2"]).optional(),
  tls: Tls.optional(),
  auth: TargetAuth.optional(),
});
export type TargetBinding = z.infer<typeof TargetBinding>;

/** TargetBinding by target id. */
export const Bindings = z.record(TargetId, TargetBinding);
export type Bindings = z.infer<typeof Bindings>;
