import { z } from "zod";
import type { Block, Inline, ReferenceAbout, ReferenceOperation, SchemaNode } from "#lib/openapi/schema";

/*
 * What the routes of the reference answer, as `lib/openapi` prepares it. Apart from `schema.ts`: pages render it and check
 * nothing of it, and need not load it.
 */

const Inline: z.ZodType<Inline> = z
  .union([
    z.string(),
    z.object({
      kind: z.enum(["strong", "emphasis", "deleted"]),
      get content() {
        return z.array(Inline);
      },
    }),
    z.object({ kind: z.literal("code"), text: z.string() }),
    z.object({
      kind: z.literal("link"),
      href: z.string().describe("http, https or mailto"),
      get content() {
        return z.array(Inline);
      },
    }),
    z.object({ kind: z.literal("break") }),
  ])
  .meta({ id: "InlineText", description: "Plain text, or a piece of it with a meaning." });

const Block: z.ZodType<Block> = z
  .union([
    z.object({ kind: z.literal("paragraph"), content: z.array(Inline) }),
    z.object({ kind: z.literal("heading"), level: z.int(), content: z.array(Inline) }),
    z.object({ kind: z.literal("code"), text: z.string() }),
    z.object({
      kind: z.literal("list"),
      ordered: z.boolean(),
      get items() {
        return z.array(z.array(Block));
      },
    }),
    z.object({
      kind: z.literal("quote"),
      get content() {
        return z.array(Block);
      },
    }),
    z.object({
      kind: z.literal("table"),
      head: z.array(z.array(Inline)),
      rows: z.array(z.array(z.array(Inline))),
    }),
    z.object({ kind: z.literal("rule") }),
  ])
  .meta({ id: "TextBlock", description: "Markdown without raw HTML, read." });

const Prose = z.array(Block);
const yes = z.literal(true).exactOptional();

const limit = z.number().exactOptional();
const Limits = z.object({
  minimum: limit,
  maximum: limit,
  minLength: limit,
  maxLength: limit,
  minItems: limit,
});

const SchemaNode: z.ZodType<SchemaNode> = z
  .object({
    ref: z.string().exactOptional().describe("A JSON pointer of the document; names one of `schemas`."),
    unresolved: z
      .object({ target: z.string(), reason: z.enum(["external", "broken"]) })
      .exactOptional()
      .describe("A reference that leads out of the document, or nowhere in it."),
    types: z.array(z.string()).exactOptional(),
    format: z.string().exactOptional(),
    title: z.string().exactOptional(),
    description: Prose.exactOptional(),
    nullable: yes,
    readOnly: yes,
    writeOnly: yes,
    deprecated: yes,
    enum: z.array(z.string()).exactOptional().describe("JSON texts"),
    constant: z.string().exactOptional().describe("A JSON text"),
    default: z.string().exactOptional().describe("A JSON text"),
    example: z.unknown().exactOptional(),
    constraints: z.array(z.string()).exactOptional().describe('In words: "1 to 20 characters"'),
    limits: Limits.exactOptional().describe("The same as numbers, inclusive."),
    get properties() {
      const property = z.object({ name: z.string(), required: z.boolean(), schema: SchemaNode });
      return z.array(property).exactOptional();
    },
    get items() {
      return SchemaNode.exactOptional();
    },
    get additional() {
      return SchemaNode.exactOptional().describe("What values under other names look like.");
    },
    closed: yes.describe("No other members are allowed."),
    get oneOf() {
      return z.array(SchemaNode).exactOptional();
    },
    get anyOf() {
      return z.array(SchemaNode).exactOptional();
    },
    get allOf() {
      return z.array(SchemaNode).exactOptional();
    },
    get not() {
      return SchemaNode.exactOptional();
    },
    discriminator: z
      .object({ property: z.string(), mapping: z.array(z.tuple([z.string(), z.string()])) })
      .exactOptional()
      .describe("The member that says which alternative it is; refs by its value."),
    isCut: yes.describe("Something was left out here: nested too deeply, or too much of it."),
  })
  .meta({ id: "SchemaNode", description: "One schema. What it refers to is named, not included." });

const Link = z.object({ text: z.string(), href: z.string() }).nullable();

const Media = z
  .object({
    type: z.string(),
    schema: SchemaNode.exactOptional(),
    examples: z.array(
      z.object({
        name: z.string(),
        summary: z.string(),
        text: z.string(),
        isCut: yes,
        isMade: yes.describe("Made from the schema: the document has none."),
      }),
    ),
    form: z
      .array(
        z.object({
          name: z.string(),
          required: z.boolean(),
          kind: z.enum(["text", "list", "json", "file", "files"]),
          schema: SchemaNode,
          example: z.string().describe("As one would type it; empty where there is none."),
        }),
      )
      .exactOptional()
      .describe("Of a request's form: its fields."),
  })
  .meta({ id: "ReferenceMedia" });

const entry = {
  key: z.string().describe("What it is called in addresses, unique within the document."),
  method: z.string(),
  path: z.string(),
  summary: z.string(),
  operationId: z.string(),
  deprecated: z.boolean(),
  isWebhook: z.boolean().describe("What the provider sends to the consumer; nothing to call."),
};

const About: z.ZodType<ReferenceAbout> = z.object({
  title: z.string(),
  version: z.string(),
  description: Prose,
  contact: z.object({ name: z.string(), email: z.string(), href: z.string() }).nullable(),
  license: z.object({ name: z.string(), href: z.string() }).nullable(),
  terms: z.string(),
  moreAt: Link,
  servers: z.array(z.object({ url: z.string(), description: z.string() })),
  security: z.array(
    z.object({
      name: z.string(),
      kind: z.string().describe("apiKey, http, oauth2, openIdConnect or mutualTLS"),
      where: z.string().describe('Where it goes, in words: "header X-API-Key"'),
      description: Prose,
    }),
  ),
});

const Parameter = z.object({
  name: z.string(),
  in: z.enum(["path", "query", "header", "cookie"]),
  required: z.boolean(),
  deprecated: z.boolean(),
  description: Prose,
  schema: SchemaNode,
  example: z.unknown().exactOptional(),
  listStyle: z.enum(["repeat", "comma", "space", "pipe"]),
});

const Response = z.object({
  status: z.string().describe("200, 4XX or default"),
  description: Prose,
  headers: z.array(z.object({ name: z.string(), description: Prose, schema: SchemaNode.exactOptional() })),
  content: z.array(Media),
});

const Operation: z.ZodType<ReferenceOperation> = z.object({
  ...entry,
  tags: z.array(z.string()),
  description: Prose,
  moreAt: Link,
  parameters: z.array(Parameter),
  body: z.object({ required: z.boolean(), description: Prose, content: z.array(Media) }).nullable(),
  responses: z.array(Response),
  security: z
    .array(z.array(z.object({ scheme: z.string(), scopes: z.array(z.string()) })))
    .describe("Alternatives, each a set of schemes that go together; an empty set: none is needed."),
  servers: z.array(z.string()),
  callbacks: z.array(z.string()),
});

const Schemas = z.record(z.string(), SchemaNode).describe("By ref, nearest first.");

export const ReferenceIndexAnswer = z
  .object({
    about: About,
    groups: z.array(z.object({ tag: z.string(), description: Prose, operations: z.array(z.object(entry)) })),
  })
  .meta({
    id: "ReferenceIndex",
    description: "What a version's document says of itself, and its operations by tag.",
  });

export const OperationReferenceAnswer = z
  .object({ operation: Operation, schemas: Schemas })
  .meta({ id: "OperationReference", description: "One operation in full, with the schemas around it." });

export const SchemaReferenceAnswer = z
  .object({ schemas: Schemas })
  .meta({ id: "SchemaReference", description: "A schema with those around it." });
