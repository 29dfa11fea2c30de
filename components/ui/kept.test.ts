import { describe, expect, it } from "vitest";
import { begun, keep, type KeptEvent } from "./kept.ts";

const first = { etag: 1, text: "first" };
const second = { etag: 2, text: "second" };
const after = (...events: KeptEvent<typeof first>[]) =>
  events.reduce((kept, event) => keep(kept, event), begun(first));

describe("a form that others save meanwhile", () => {
  it("keeps what is typed, and the state it was begun with, until it is saved", () => {
    const typed = after({ type: "typed" });
    expect(typed).toMatchObject({ facts: first, etag: 1, turn: 0, isTyped: true });
    expect(keep(typed, { type: "sent" })).toMatchObject({ etag: 1, turn: 0, isTyped: true });
    const saved = after({ type: "typed" }, { type: "sent" }, { type: "saved", facts: second });
    expect(saved).toMatchObject({ facts: second, etag: 2, turn: 1, isTyped: false });
  });

  it("keeps what is typed while a save is under way, on top of what that saved", () => {
    const kept = after(
      { type: "typed" },
      { type: "sent" },
      { type: "typed" },
      { type: "saved", facts: second },
    );
    expect(kept).toMatchObject({ facts: first, etag: 2, turn: 0, isTyped: true });
  });

  it("goes over what another saved once its user has seen that, or begins anew with it", () => {
    const seen = after({ type: "typed" }, { type: "seen", facts: second });
    expect(seen).toMatchObject({ facts: first, etag: 2, turn: 0, isTyped: true });
    const taken = after({ type: "typed" }, { type: "begun", facts: second });
    expect(taken).toMatchObject({ facts: second, etag: 2, turn: 1, isTyped: false });
  });
});
