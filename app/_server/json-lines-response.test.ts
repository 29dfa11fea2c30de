import { expect, it } from "vitest";
import { jsonLinesResponse } from "./json-lines-response.ts";

it("sends the parts one after the other, and ends the source when the reader leaves", async () => {
  let ended = 0;
  async function* parts() {
    try {
      yield '{"a":1}\n';
      yield '{"b":"é"}\n';
    } finally {
      ended += 1;
    }
  }
  const response = jsonLinesResponse(parts(), "audit");
  expect(response.headers.get("content-disposition")).toBe('attachment; filename="audit.jsonl"');
  expect(await response.text()).toBe('{"a":1}\n{"b":"é"}\n');
  const reader = jsonLinesResponse(parts(), "audit").body?.getReader();
  await reader?.read();
  await reader?.cancel();
  expect(ended).toBe(2);
});

it("makes the next part when the last one has been taken, however slow the reader is", async () => {
  let made = 0;
  async function* parts() {
    for (; made < 1_000; made += 1) yield "{}\n";
  }
  const reader = jsonLinesResponse(parts(), "audit").body?.getReader();
  for (let taken = 1; taken <= 10; taken += 1) {
    await reader?.read();
    await new Promise((resolve) => setImmediate(resolve));
    expect(made).toBeLessThanOrEqual(taken + 1);
  }
});

it("breaks off when a part cannot be made, so that nobody takes it for whole", async () => {
  async function* parts() {
    yield "{}\n";
    throw new Error("the database went");
  }
  await expect(jsonLinesResponse(parts(), "audit").text()).rejects.toThrow("the database went");
});
