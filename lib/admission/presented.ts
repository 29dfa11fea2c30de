import { ambiguousCredential, type Refusal } from "./refusal.ts";

/** What a client brought to be let in. */
export type Presented =
  | { kind: "nothing" }
  | { kind: "key"; key: string }
  | { kind: "token"; token: string }
  /** Something in `Authorization: Bearer` that is neither; the target may know it. */
  | { kind: "other" }
  | { kind: "refused"; refusal: Refusal };

/** What a version takes, from its access settings. */
export interface TakenCredentials {
  /** Where a key may stand besides `Authorization: Bearer`, in lower case; undefined: no keys. */
  keyHeader: string | undefined;
  tokens: boolean;
  /** A token goes on to the target. */
  forwardToken: boolean;
}

const KEY_START = "usk_";
const AUTHORIZATION = "authorization";
const BEARER = /^bearer +(\S.*)$/i;

/** What an open version takes: nothing. Keys are taken out all the same: a target must never learn one. */
const NOTHING_TAKEN: TakenCredentials = { keyHeader: "x-api-key", tokens: false, forwardToken: true };

/**
 * Finds the credential among a request's headers (name, value, name, value…), and takes it out of them where the target
 * must not get it: keys always, tokens unless they are forwarded, and the header for keys whatever is in it.
 */
export function takeCredential(headers: string[], taken: TakenCredentials): Presented {
  const found = new Found(taken);
  const keyLength = taken.keyHeader?.length;
  for (let i = headers.length - 2; i >= 0; i -= 2) {
    const name = headers[i] as string;
    if (name.length !== AUTHORIZATION.length && name.length !== keyLength) continue;
    if (found.look(name, headers[i + 1] as string)) takeOut(headers, i);
  }
  return found.presented();
}

/** In place, and without a list of what was taken. */
function takeOut(headers: string[], at: number): void {
  for (let i = at + 2; i < headers.length; i++) headers[i - 2] = headers[i] as string;
  headers.pop();
  headers.pop();
}

/** Takes keys out of the headers of a request to an open version. */
export function dropKeys(headers: string[]): void {
  for (let i = headers.length - 2; i >= 0; i -= 2) {
    const name = headers[i] as string;
    if (name.length !== AUTHORIZATION.length && name.length !== 9) continue;
    const value = headers[i + 1] as string;
    if (!value.includes(KEY_START)) continue;
    const isCredential = sameName(name, AUTHORIZATION) || sameName(name, NOTHING_TAKEN.keyHeader as string);
    if (isCredential && /^(?:bearer +)?usk_/i.test(value.trim())) takeOut(headers, i);
  }
}

/** A key where it would be written into logs and histories: in a request's address. */
export function hasKeyInQuery(query: string): boolean {
  return query.length > KEY_START.length && /[=?&]usk_|usk%5f/i.test(query);
}

class Found {
  readonly #taken: TakenCredentials;
  #authorizations = 0;
  #keyHeaders = 0;
  #bearer: string | undefined;
  #key: string | undefined;

  constructor(taken: TakenCredentials) {
    this.#taken = taken;
  }

  /** True where the target must not get this header. */
  look(name: string, value: string): boolean {
    const { keyHeader, tokens, forwardToken } = this.#taken;
    if (keyHeader !== undefined && sameName(name, keyHeader)) {
      this.#keyHeaders++;
      this.#key = value.trim();
      return true;
    }
    if (!sameName(name, AUTHORIZATION)) return false;
    this.#authorizations++;
    const bearer = BEARER.exec(value)?.[1]?.trim();
    if (bearer === undefined) return /^\s*usk_/.test(value);
    this.#bearer = bearer;
    return bearer.startsWith(KEY_START) || (tokens && !forwardToken);
  }

  presented(): Presented {
    const { keyHeader, tokens } = this.#taken;
    if (this.#authorizations > 1) return refused("It has several Authorization headers. Send one.");
    if (this.#keyHeaders > 1) return refused(`It has several ${keyHeader} headers. Send one.`);
    const bearer = this.#bearer;
    const isKey = bearer?.startsWith(KEY_START) === true;
    const key = this.#key;
    if (key !== undefined && bearer !== undefined && (isKey ? bearer !== key : tokens))
      return refused(
        `It brings one credential in Authorization and another in ${keyHeader}. Send one of them.`,
      );
    if (key !== undefined) return { kind: "key", key };
    if (bearer === undefined) return { kind: "nothing" };
    if (isKey) return { kind: "key", key: bearer };
    return tokens ? { kind: "token", token: bearer } : { kind: "other" };
  }
}

function refused(detail: string): Presented {
  return { kind: "refused", refusal: ambiguousCredential(`The request is ambiguous. ${detail}`) };
}

/** Whatever the case, and also where `_` stands for `-`: servers behind a CGI-like interface take one for the other. */
function sameName(name: string, lower: string): boolean {
  if (name.length !== lower.length) return false;
  for (let i = 0; i < name.length; i++)
    if (plainCode(name.charCodeAt(i)) !== plainCode(lower.charCodeAt(i))) return false;
  return true;
}

/** Of a lower-case letter for an upper-case one, of `-` for `_`. */
function plainCode(code: number): number {
  if (code === 95) return 45;
  return code >= 65 && code <= 90 ? code + 32 : code;
}
