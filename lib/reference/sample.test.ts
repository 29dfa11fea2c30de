import { describe, expect, it } from "vitest";
import type { SchemaNode } from "#lib/openapi/schema";
import { sampleOf } from "./sample.ts";
import { closureOf } from "./schema-closure.ts";

const string: SchemaNode = { types: ["string"] };
const node = (properties: Record<string, SchemaNode>, ...required: string[]): SchemaNode => ({
  types: ["object"],
  properties: Object.entries(properties).map(([name, schema]) => ({
    name,
    schema,
    required: required.includes(name),
  })),
});

describe("a sample", () => {
  it("takes what the document gives before it makes something up", () => {
    expect(sampleOf({ ...string, example: "Ann" }, {}, "request")).toBe("Ann");
    expect(sampleOf({ ...string, default: '"x"', enum: ['"a"'] }, {}, "request")).toBe("x");
    expect(sampleOf({ ...string, enum: ['"a"', '"b"'] }, {}, "request")).toBe("a");
    expect(sampleOf({ ...string, format: "date" }, {}, "request")).toBe("2026-01-31");
    expect(sampleOf({ types: ["integer"], limits: { minimum: 5 } }, {}, "request")).toBe(5);
    expect(sampleOf({ ...string, limits: { minLength: 6, maxLength: 6 } }, {}, "request")).toBe("textxx");
  });

  it("of a request has what is required, of a response all that is not for writing", () => {
    const order = node(
      {
        id: { ...string, readOnly: true },
        total: { types: ["number"] },
        pin: { ...string, writeOnly: true },
        note: string,
      },
      "id",
      "total",
    );
    expect(sampleOf(order, {}, "request")).toEqual({ total: 1 });
    expect(sampleOf(order, {}, "response")).toEqual({ id: "text", total: 1, note: "text" });
  });

  it("ends where a schema contains itself", () => {
    const schemas = {
      "#/S": node({ name: string, next: { ref: "#/S" }, all: { types: ["array"], items: { ref: "#/S" } } }),
    };
    expect(sampleOf({ ref: "#/S" }, schemas, "response")).toEqual({ name: "text", all: [] });
  });

  it("merges allOf, and says with the discriminator which alternative it is", () => {
    const schemas = {
      "#/Card": { allOf: [node({ kind: string }), node({ number: string })] },
      "#/Bank": node({ iban: string }),
    };
    const payment: SchemaNode = {
      oneOf: [{ ref: "#/Card" }, { ref: "#/Bank" }],
      discriminator: { property: "kind", mapping: [["card", "#/Card"]] },
    };
    expect(sampleOf(payment, schemas, "response")).toEqual({ kind: "card", number: "text" });
  });

  it("of a schema that branches without end is bounded", () => {
    const properties = Object.fromEntries(Array.from({ length: 30 }, (_, i) => [`p${i}`, { ref: `#/${i}` }]));
    const schemas = Object.fromEntries(Array.from({ length: 30 }, (_, i) => [`#/${i}`, node(properties)]));
    expect(JSON.stringify(sampleOf({ ref: "#/0" }, schemas, "response")).length).toBeLessThan(10_000);
  });
});

describe("the schemas around an operation", () => {
  it("come nearest first until they are large", () => {
    const schemas = Object.fromEntries(
      Array.from({ length: 100 }, (_, i) => [
        `#/${i}`,
        { title: "x".repeat(100), items: { ref: `#/${i + 1}` } },
      ]),
    );
    const taken = Object.keys(closureOf({ ref: "#/0" }, schemas, 1000));
    expect(taken).toEqual(["#/0", "#/1", "#/2", "#/3", "#/4", "#/5", "#/6"]);
  });

  it("do not come for data that looks like a ref", () => {
    expect(closureOf({ example: { ref: "#/a" } }, { "#/a": string }, 1000)).toEqual({});
  });
});
