import type { ResolvedHttp } from "#lib/fallback";
import { knownHeader, OWN, PASS, REQUEST_ID, TRACEPARENT, VIA } from "./header-names.ts";

/** What a header may hold (RFC 9110 §5.5), with latin1 as its only encoding. */
const VALUE = /^[\t\x20-\x7e\x80-\xff]*$/;
const HOST = /^[\x21-\x7e]*$/;
const PATH = /^[\x21-\x7e\x80-\xff]*$/;
/** Headers that a target may set; the others frame the message or belong to one connection. */
const SETTABLE = new Set([PASS, OWN, REQUEST_ID, TRACEPARENT, VIA]);

/**
 * Checks once what a target adds to requests, so that nothing of it is checked per request. `added`: name, value, name,
 * value…; a message never quotes a value, which may be a credential. Throws Error.
 */
export function assertSendable(target: ResolvedHttp, added: readonly string[]): void {
  for (let i = 0; i < added.length; i += 2) assertHeader(added[i] as string, added[i + 1] as string);
  const { host, rewrite, health } = target;
  assertForm("host.value", host.value, HOST);
  assertForm("health.active.host", health.active?.host, HOST);
  assertForm("rewrite.addPrefix", rewrite?.addPrefix, PATH);
  assertForm("health.active.path", health.active?.path, PATH);
}

function assertHeader(name: string, value: string): void {
  const header = knownHeader(name);
  if (!header.isToken || !SETTABLE.has(header.class))
    throw new Error(`${JSON.stringify(name)} is not a header that a target can set`);
  if (!VALUE.test(value)) throw new Error(`the value of ${name} has characters that no header can have`);
}

function assertForm(field: string, value: string | undefined, form: RegExp): void {
  if (value !== undefined && !form.test(value))
    throw new Error(`${field} has characters that are not allowed there`);
}
