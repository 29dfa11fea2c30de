/** Writes `docs/schemas/*.json` from the zod schemas: `npm run docs:schemas`. */
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import {
  ApplicationBody,
  ControlsBody,
  CredentialBody,
  EgressBody,
  RouteBody,
  SignedDocument,
  TombstoneBody,
} from "#lib/routing/schema";
import { NodeStatus } from "#lib/store/schema";

const FOLDER = "docs/schemas";

const SCHEMAS = {
  "signed-document": SignedDocument,
  "route-body": RouteBody,
  "tombstone-body": TombstoneBody,
  "egress-body": EgressBody,
  "controls-body": ControlsBody,
  "application-body": ApplicationBody,
  "credential-body": CredentialBody,
  "node-status": NodeStatus,
};

/** JSON Schema (2020-12) of everything in the shared store, as written: file name → text. */
export function documentSchemas(): Record<string, string> {
  return Object.fromEntries(
    Object.entries(SCHEMAS).map(([name, schema]) => {
      const json = {
        $id: `urn:understudy:schema:${name}`,
        ...z.toJSONSchema(schema, { io: "input", reused: "ref" }),
      };
      return [`${name}.json`, `${JSON.stringify(json, null, 2)}\n`];
    }),
  );
}

if (import.meta.main) {
  mkdirSync(FOLDER, { recursive: true });
  for (const [file, text] of Object.entries(documentSchemas())) writeFileSync(join(FOLDER, file), text);
}
