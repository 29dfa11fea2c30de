import { errors, jwtVerify, type JWTPayload, type JWTVerifyGetKey } from "jose";
import { hash } from "node:crypto";
import type { Logger } from "pino";
import { invalidCredential, type Refusal } from "#lib/admission";
import type { AccessSettings } from "#lib/routing/schema";
import type { Clock } from "./clock.ts";
import type { FetchJson } from "./fetch-json.ts";
import { IssuerKeys } from "./issuer-keys.ts";

type JwtSettings = NonNullable<AccessSettings["jwt"]>;

/** `clientId` undefined: a good token that names no client. */
export type TokenVerdict = { ok: true; clientId: string | undefined } | { ok: false; refusal: Refusal };

interface Verified {
  clientId: string | undefined;
  untilMs: number;
  /** Of the issuer's keys. */
  generation: number;
}

type Checked = { payload: JWTPayload } | { refusal: Refusal };

interface TokensParts {
  fetch: FetchJson;
  clock: Clock;
  log: Logger;
}

/** Signatures that whoever only knows the public key cannot make. */
const ALGORITHMS = "RS256 RS384 RS512 PS256 PS384 PS512 ES256 ES384 ES512 EdDSA Ed25519".split(" ");
const SKEW_S = 30;
const MAX_TOKEN = 16 * 1024;
/** A verified token is believed for so long; then its signature is checked again. */
const BELIEVED_MS = 5 * 60_000;
const MAX_BELIEVED = 10_000;
const MAX_ISSUERS = 1_000;

/**
 * Checks tokens (RFC 7519) against what versions ask of them. What was verified is remembered by its SHA-256, so that a client's
 * next request with it costs a hash and not a signature.
 */
export class Tokens {
  readonly #parts: TokensParts;
  readonly #issuers = new Map<string, IssuerKeys>();
  readonly #believed = new Map<string, Verified>();

  constructor(parts: TokensParts) {
    this.#parts = parts;
  }

  verify(token: string, settings: JwtSettings): TokenVerdict | Promise<TokenVerdict> {
    if (token.length > MAX_TOKEN) return refused("The token is longer than any that is taken here.");
    const keys = this.#keysOf(settings.jwksUrl);
    // Versions may ask different things of the same token.
    const id = hash(
      "sha256",
      `${settings.issuer}\n${settings.audience.join("\n")}\n${settings.jwksUrl}\n${token}`,
      "base64",
    );
    const known = this.#believed.get(id);
    if (known && known.generation === keys.generation && this.#parts.clock.now() < known.untilMs)
      return { ok: true, clientId: known.clientId };
    if (known) this.#believed.delete(id);
    return this.#check(token, settings, keys).then((checked) =>
      "refusal" in checked ? { ok: false, ...checked } : this.#believe(id, checked.payload, keys.generation),
    );
  }

  #keysOf(url: string): IssuerKeys {
    let keys = this.#issuers.get(url);
    if (!keys) {
      if (this.#issuers.size >= MAX_ISSUERS)
        this.#issuers.delete(this.#issuers.keys().next().value as string);
      this.#issuers.set(url, (keys = new IssuerKeys({ url, ...this.#parts })));
    }
    return keys;
  }

  #believe(id: string, payload: JWTPayload, generation: number): TokenVerdict {
    const clientId = clientOf(payload);
    if (this.#believed.size >= MAX_BELIEVED)
      this.#believed.delete(this.#believed.keys().next().value as string);
    const expiresAtMs = ((payload.exp ?? 0) + SKEW_S) * 1000;
    const untilMs = Math.min(expiresAtMs, this.#parts.clock.now() + BELIEVED_MS);
    this.#believed.set(id, { clientId, untilMs, generation });
    return { ok: true, clientId };
  }

  async #check(token: string, settings: JwtSettings, keys: IssuerKeys): Promise<Checked> {
    const found = await keys.get();
    if (!found) return { refusal: UNAVAILABLE };
    try {
      return await this.#verifyWith(found, token, settings);
    } catch (error) {
      if (!(error instanceof errors.JWKSNoMatchingKey)) return { refusal: reasonOf(error) };
    }
    const renewed = await keys.renew();
    if (!renewed) return { refusal: invalidCredential(UNKNOWN_KEY) };
    try {
      return await this.#verifyWith(renewed, token, settings);
    } catch (error) {
      return { refusal: reasonOf(error) };
    }
  }

  async #verifyWith(keys: JWTVerifyGetKey, token: string, settings: JwtSettings): Promise<Checked> {
    const { payload } = await jwtVerify(token, keys, {
      algorithms: ALGORITHMS,
      issuer: settings.issuer,
      audience: settings.audience,
      clockTolerance: SKEW_S,
      requiredClaims: ["exp", "iss", "aud"],
      currentDate: new Date(this.#parts.clock.now()),
    });
    return { payload };
  }
}

const UNKNOWN_KEY = "The token is signed with a key that its issuer does not publish.";

const UNAVAILABLE: Refusal = {
  status: 503,
  reason: "tokens_unavailable",
  detail:
    "The keys of the token's issuer cannot be had at the moment, so tokens cannot be checked. Try again soon.",
};

/** RFC 9068 has `client_id`, OpenID Connect `azp`: both name who the token was given to. */
function clientOf({ azp, client_id: clientId }: JWTPayload): string | undefined {
  const named = azp ?? clientId;
  return typeof named === "string" && named !== "" && named.length <= 255 ? named : undefined;
}

function refused(detail: string): TokenVerdict {
  return { ok: false, refusal: invalidCredential(detail) };
}

/** In our words: the library's say what it does, not what to do. */
function reasonOf(error: unknown): Refusal {
  if (error instanceof errors.JWTExpired)
    return invalidCredential("The token has expired. Ask its issuer for another.");
  if (error instanceof errors.JWTClaimValidationFailed)
    return invalidCredential(CLAIMS[error.claim] ?? "The token lacks a claim that is needed here.");
  if (error instanceof errors.JOSEAlgNotAllowed)
    return invalidCredential("The token's algorithm is not taken here: it must be an asymmetric signature.");
  if (error instanceof errors.JWKSNoMatchingKey || error instanceof errors.JWKSMultipleMatchingKeys)
    return invalidCredential(UNKNOWN_KEY);
  return invalidCredential("The token's signature is not good, or it is no token (a signed JWT).");
}

const CLAIMS: Record<string, string> = {
  iss: "The token is of another issuer than this API asks for.",
  aud: "The token is meant for another audience than this API.",
  nbf: "The token is not valid yet.",
  exp: "The token does not say when it expires.",
};
