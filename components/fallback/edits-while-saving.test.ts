import { describe, expect, it } from "vitest";
import type { TargetBinding } from "#lib/fallback/schema";
import type { ChainDraft } from "./chain-edit.ts";
import { editorReducer, isDirty, startEditing, type EditorAction, type EditorState } from "./editor-state.ts";

const bindingWith = (secretRef: string, url = "http://a.test"): TargetBinding => ({
  endpoints: [{ url }],
  auth: { in: "header", name: "x-key", secretRef },
});
const draftWith = (primary: TargetBinding, backup: TargetBinding): ChainDraft => ({
  routes: [{ hosts: [], pathPrefix: "/orders", methods: [], stripPrefix: true }],
  policy: {
    apiVersion: "fallback/v1",
    id: "orders-v1",
    chain: [
      { id: "primary", kind: "http" },
      { id: "backup", kind: "http" },
    ],
  },
  bindings: { production: { primary, backup } },
});

const typed = draftWith(bindingWith("one"), bindingWith("two"));
const masked = draftWith(bindingWith("sealed:••••00000001"), bindingWith("sealed:••••00000002"));

const bind = (id: string, binding: TargetBinding): EditorAction => ({
  type: "set_binding",
  id,
  environment: "production",
  binding,
  field: "auth.secretRef",
});
const run = (state: EditorState, ...actions: EditorAction[]) => actions.reduce(editorReducer, state);

/** Both secrets are typed, and this is what the save sends. */
const start = startEditing(draftWith(bindingWith("env:A"), bindingWith("env:B")), 3);
const sent = run(start, bind("primary", bindingWith("one")), bind("backup", bindingWith("two")));
const saved: EditorAction = { type: "saved", sent: sent.draft, draft: masked, etag: 4 };

describe("edits made while a save is under way", () => {
  it("are none where nothing was edited: the draft is the saved one", () => {
    expect(sent.draft).toEqual(typed);
    const state = run(sent, saved);
    expect(state.draft).toBe(masked);
    expect(isDirty(state)).toBe(false);
  });

  it("stay, unsaved, on what was saved", () => {
    const state = run(sent, { type: "duplicate", id: "backup" }, saved);
    expect(state.draft.policy.chain.map(({ id }) => id)).toEqual(["primary", "backup", "backup-2"]);
    expect(state).toMatchObject({ etag: 4, saved: masked, selected: "backup-2" });
    expect(isDirty(state)).toBe(true);
  });

  it("can be undone to what was saved, and done again", () => {
    const edited = run(sent, { type: "remove", id: "backup" }, saved);
    const undone = run(edited, { type: "undo" });
    expect(undone.draft).toBe(masked);
    expect(isDirty(undone)).toBe(false);
    expect(run(undone, { type: "redo" }).draft).toEqual(edited.draft);
  });

  it("can be an undo: what was saved is redone", () => {
    const state = run(sent, { type: "undo" }, saved);
    expect(isDirty(state)).toBe(true);
    expect(isDirty(run(state, { type: "redo" }))).toBe(false);
  });

  it("take the masks of secrets that were saved, and leave what is typed", () => {
    const edited = bindingWith("two", "http://b.test");
    const added: EditorAction = { type: "duplicate", id: "primary" };
    const { draft } = run(sent, bind("backup", edited), added, saved);
    expect(draft.bindings.production).toEqual({
      primary: masked.bindings.production?.primary,
      backup: edited,
      "primary-2": bindingWith("one"),
    });
  });

  it("are given up for somebody else's when that is asked for", () => {
    const state = run(sent, { type: "remove", id: "backup" }, { type: "taken_over", draft: masked, etag: 9 });
    expect(state).toMatchObject({ draft: masked, saved: masked, etag: 9 });
  });
});
