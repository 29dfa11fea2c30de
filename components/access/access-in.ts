import { textOf } from "@/components/ui/text-of.ts";
import type { SaveAccess } from "#lib/catalogue/schema";

type Access = NonNullable<SaveAccess["access"]>;

export const KIB = 1024;

/** What is typed, as it is sent: the server fills in nothing and says what is wrong. Null: the version is open. */
export function accessIn(form: HTMLFormElement): Access | null {
  const on = (name: string) => textOf(form, name) === "on";
  const kib = textOf(form, "maxKib").trim();
  const access: Access = {
    anonymous: on("anonymous"),
    ...(on("key") ? { key: { header: lower(form, "keyHeader") } } : {}),
    ...(on("jwt") ? { jwt: jwtIn(form) } : {}),
    ...(on("cors") ? { cors: corsIn(form) } : {}),
    ...(kib === "" ? {} : { requestMaxBytes: Math.round(Number(kib) * KIB) }),
  };
  return isOpen(access) ? null : access;
}

/** Everyone is let in and nothing else is set: what passes, passes as it came. */
function isOpen({ anonymous, ...rest }: Access): boolean {
  return anonymous && Object.keys(rest).length === 0;
}

function jwtIn(form: HTMLFormElement): NonNullable<Access["jwt"]> {
  return {
    issuer: textOf(form, "issuer").trim(),
    jwksUrl: textOf(form, "jwksUrl").trim(),
    audience: wordsIn(textOf(form, "audience")),
    forwardToken: textOf(form, "forwardToken") === "on",
  };
}

function corsIn(form: HTMLFormElement): NonNullable<Access["cors"]> {
  return {
    origins: wordsIn(textOf(form, "origins")).map((origin) => origin.toLowerCase().replace(/\/$/, "")),
    methods: wordsIn(textOf(form, "methods").toUpperCase()),
    headers: wordsIn(lower(form, "headers")),
    exposeHeaders: wordsIn(lower(form, "exposeHeaders")),
    credentials: textOf(form, "credentials") === "on",
    maxAgeSeconds: Number(textOf(form, "maxAge")),
  };
}

function lower(form: HTMLFormElement, name: string): string {
  return textOf(form, name).trim().toLowerCase();
}

/** Words between spaces, commas and line breaks. */
function wordsIn(text: string): string[] {
  return text.split(/[\s,]+/).filter((word) => word !== "");
}
