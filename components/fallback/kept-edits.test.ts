import { expect, test } from "vitest";
import type { ChainDraft } from "./chain-edit.ts";
import { editorReducer, startEditing } from "./editor-state.ts";
import { keepEdits, keptEdits } from "./kept-edits.ts";

const draft: ChainDraft = {
  routes: [{ hosts: [], pathPrefix: "/orders", methods: [], stripPrefix: true }],
  policy: { apiVersion: "fallback/v1", id: "orders-v1", chain: [{ id: "primary", kind: "http" }] },
  bindings: { production: { primary: { endpoints: [{ url: "http://a.test" }] } } },
};
const v1 = { slug: "orders", version: "v1" };

test("unsaved edits are kept per version until they are saved", () => {
  const clean = startEditing(draft, 3);
  keepEdits(v1, clean);
  expect(keptEdits(v1)).toBeUndefined();
  const edited = editorReducer(clean, { type: "duplicate", id: "primary" });
  keepEdits(v1, edited);
  expect(keptEdits({ ...v1 })).toBe(edited);
  expect(keptEdits({ ...v1, version: "v2" })).toBeUndefined();
  keepEdits(v1, editorReducer(edited, { type: "saved", sent: edited.draft, draft: edited.draft, etag: 4 }));
  expect(keptEdits(v1)).toBeUndefined();
});
