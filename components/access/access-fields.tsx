"use client";

import { useState, type ReactNode } from "react";
import { Checkbox } from "@/components/ui/checkbox.tsx";
import { Field } from "@/components/ui/field.tsx";
import { Input } from "@/components/ui/input.tsx";
import { issueAt } from "@/components/ui/issue-at.ts";
import { Switch } from "@/components/ui/switch.tsx";
import { Textarea } from "@/components/ui/textarea.tsx";
import type { VersionAccess } from "#lib/catalogue/schema";
import { KIB } from "./access-in.ts";

interface FieldsProps {
  access: VersionAccess["access"];
  error: Error | null;
}

const METHODS = "GET, HEAD, POST, PUT, PATCH, DELETE";

/** All settings of who may call a version. What is switched off is not sent. */
export function AccessFields({ access, error }: FieldsProps) {
  const at = (...path: (string | number)[]) => issueAt(error, "access", ...path);
  return (
    <div className="flex flex-col gap-5">
      <Section
        name="anonymous"
        label="Let callers in who do not say who they are"
        hint="Nobody needs a key, and no plan limits them. A key or token that is sent all the same must be good."
        isOn={access === null || access.anonymous}
        error={at("anonymous")}
      />
      <Section
        name="key"
        label="Take keys of subscribed applications"
        hint="In Authorization: Bearer, or in the header below. Targets never get them."
        isOn={access?.key !== undefined}
      >
        <Field label="Header for keys" hint="Besides Authorization" error={at("key", "header")}>
          <Input
            name="keyHeader"
            className="max-w-64 font-mono"
            defaultValue={access?.key?.header ?? "x-api-key"}
            autoComplete="off"
            spellCheck={false}
          />
        </Field>
      </Section>
      <Section
        name="jwt"
        label="Take tokens of an identity provider (JWT)"
        hint="Signed tokens in Authorization: Bearer. Their azp or client_id names the application, which must be subscribed."
        isOn={access?.jwt !== undefined}
      >
        <TokenFields access={access} error={error} />
      </Section>
      <Section
        name="cors"
        label="Let web pages of other origins call it (CORS)"
        hint="The gateway answers browsers' preflight requests; what targets say about origins is replaced."
        isOn={access?.cors !== undefined}
      >
        <CorsFields access={access} error={error} />
      </Section>
      <Field
        label="Longest request body (KiB)"
        optional
        hint="Longer ones are refused with 413. Empty: no limit."
        error={at("requestMaxBytes")}
      >
        <Input
          name="maxKib"
          type="number"
          inputMode="decimal"
          min={0}
          step="any"
          className="max-w-40"
          defaultValue={access?.requestMaxBytes === undefined ? "" : access.requestMaxBytes / KIB}
        />
      </Field>
    </div>
  );
}

interface SectionProps {
  name: string;
  label: string;
  hint: string;
  isOn: boolean;
  error?: string | undefined;
  children?: ReactNode;
}

/** One way in: a switch, and what belongs to it while it is on. */
function Section({ name, label, hint, isOn, error, children }: SectionProps) {
  const [on, setOn] = useState(isOn);
  return (
    <div className="flex flex-col gap-3">
      <Switch
        name={name}
        label={label}
        hint={hint}
        checked={on}
        onChange={(event) => setOn(event.target.checked)}
      />
      {error ? (
        <p role="alert" className="text-sm text-danger">
          {error}
        </p>
      ) : null}
      {on && children ? <div className="flex flex-col gap-4 border-l-2 pl-4">{children}</div> : null}
    </div>
  );
}

function TokenFields({ access, error }: FieldsProps) {
  const jwt = access?.jwt;
  const at = (name: string) => issueAt(error, "access", "jwt", name);
  return (
    <>
      <Field label="Issuer" hint="What iss must be, letter for letter." error={at("issuer")}>
        <Input
          name="issuer"
          defaultValue={jwt?.issuer}
          placeholder="https://id.example.com"
          spellCheck={false}
        />
      </Field>
      <Field
        label="Address of its public keys (JWKS)"
        hint="Gateways fetch it, and keep what they have while it is away."
        error={at("jwksUrl")}
      >
        <Input
          name="jwksUrl"
          defaultValue={jwt?.jwksUrl}
          placeholder="https://id.example.com/.well-known/jwks.json"
          spellCheck={false}
        />
      </Field>
      <Field
        label="Audiences"
        hint="One of these must be in aud. Several: with commas between."
        error={at("audience") ?? issueAt(error, "access", "jwt", "audience", 0)}
      >
        <Input name="audience" defaultValue={jwt?.audience.join(", ")} spellCheck={false} />
      </Field>
      <Checkbox
        name="forwardToken"
        defaultChecked={jwt?.forwardToken}
        label="Targets get the token, too"
        hint="Only where every target of the chain may act for the caller."
      />
    </>
  );
}

function CorsFields({ access, error }: FieldsProps) {
  const cors = access?.cors;
  const at = (name: string) => issueAt(error, "access", "cors", name) ?? firstIssue(error, name);
  return (
    <>
      <Field
        label="Origins"
        hint="One per line, such as https://app.example.com. A single * stands for any."
        error={at("origins")}
      >
        <Textarea name="origins" rows={3} defaultValue={cors?.origins.join("\n")} spellCheck={false} />
      </Field>
      <Field label="Methods" error={at("methods")}>
        <Input name="methods" defaultValue={cors?.methods.join(", ") ?? METHODS} />
      </Field>
      <div className="grid gap-4 sm:grid-cols-2">
        <Field
          label="Request headers"
          optional
          hint="Besides those of keys, tokens and JSON"
          error={at("headers")}
        >
          <Input name="headers" defaultValue={cors?.headers.join(", ")} />
        </Field>
        <Field
          label="Response headers that pages may read"
          optional
          hint="Besides the plain ones and RateLimit"
          error={at("exposeHeaders")}
        >
          <Input name="exposeHeaders" defaultValue={cors?.exposeHeaders.join(", ")} />
        </Field>
      </div>
      <Field label="Browsers remember the answer for (seconds)" error={at("maxAgeSeconds")}>
        <Input
          name="maxAge"
          type="number"
          inputMode="numeric"
          min={0}
          max={86_400}
          className="max-w-40"
          defaultValue={cors?.maxAgeSeconds ?? 600}
        />
      </Field>
      <Checkbox
        name="credentials"
        defaultChecked={cors?.credentials}
        label="Pages may send cookies"
        hint="Then name the origins: any page on the internet could act for the user."
      />
    </>
  );
}

/** Of a list, the first thing that is wrong with one of its items. */
function firstIssue(error: Error | null, name: string): string | undefined {
  for (let i = 0; i < 50; i++) {
    const found = issueAt(error, "access", "cors", name, i);
    if (found !== undefined) return found;
  }
  return undefined;
}
