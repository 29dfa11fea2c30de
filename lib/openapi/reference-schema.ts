/**
 * A document as its reader sees it. Descriptions are parsed, references between schemas stay references (so that the whole
 * is never larger than the document), everything has a bound. Made by `prepareReference`, rendered by components.
 */

/** Inline text: plain, or a piece with a meaning. */
export type Inline =
  | string
  | { kind: "strong" | "emphasis" | "deleted"; content: Inline[] }
  | { kind: "code"; text: string }
  /** `href` is http, https or mailto. */
  | { kind: "link"; href: string; content: Inline[] }
  | { kind: "break" };

export type Block =
  | { kind: "paragraph"; content: Inline[] }
  | { kind: "heading"; level: number; content: Inline[] }
  | { kind: "code"; text: string }
  | { kind: "list"; ordered: boolean; items: Block[][] }
  | { kind: "quote"; content: Block[] }
  | { kind: "table"; head: Inline[][]; rows: Inline[][][] }
  | { kind: "rule" };

/** Markdown without raw HTML. */
export type Prose = Block[];

/** One schema. What it refers to is named, not included. */
export interface SchemaNode {
  /** A JSON pointer of this document (`#/components/schemas/Pet`): a key of the model's schemas. */
  ref?: string;
  /** A reference that leads out of the document, or nowhere in it. */
  unresolved?: { target: string; reason: "external" | "broken" };
  types?: string[];
  format?: string;
  title?: string;
  description?: Prose;
  nullable?: true;
  readOnly?: true;
  writeOnly?: true;
  deprecated?: true;
  /** JSON texts. */
  enum?: string[];
  constant?: string;
  default?: string;
  /** A value the document gives as an example. */
  example?: unknown;
  /** "1 to 20 characters", "at least 0": in words. */
  constraints?: string[];
  /** The same as numbers, for forms and samples; inclusive. */
  limits?: { minimum?: number; maximum?: number; minLength?: number; maxLength?: number; minItems?: number };
  properties?: { name: string; required: boolean; schema: SchemaNode }[];
  items?: SchemaNode;
  /** What values under other names look like. */
  additional?: SchemaNode;
  /** No other members are allowed. */
  closed?: true;
  oneOf?: SchemaNode[];
  anyOf?: SchemaNode[];
  allOf?: SchemaNode[];
  not?: SchemaNode;
  /** The member that says which alternative it is; `mapping` names refs by value. */
  discriminator?: { property: string; mapping: [value: string, ref: string][] };
  /** Something was left out here: nested too deeply, or too much of it. */
  isCut?: true;
}

export interface ReferenceExample {
  name: string;
  summary: string;
  /** As it would be sent; cut when very long. */
  text: string;
  isCut?: true;
  /** Made from the schema: the document has none. */
  isMade?: true;
}

/** A field of a form. A list is typed with commas between its items, an object as JSON. */
export interface FormField {
  name: string;
  required: boolean;
  kind: "text" | "list" | "json" | "file" | "files";
  schema: SchemaNode;
  /** As one would type it; "" where there is none. */
  example: string;
}

export interface ReferenceMedia {
  type: string;
  schema?: SchemaNode;
  examples: ReferenceExample[];
  /** Of a request's form: its fields. */
  form?: FormField[];
}

export interface ReferenceParameter {
  name: string;
  in: "path" | "query" | "header" | "cookie";
  required: boolean;
  deprecated: boolean;
  description: Prose;
  schema: SchemaNode;
  example?: unknown;
  /** How a list is written into a query (OpenAPI `style` and `explode`). */
  listStyle: "repeat" | "comma" | "space" | "pipe";
}

export interface ReferenceResponse {
  /** "200", "4XX" or "default". */
  status: string;
  description: Prose;
  headers: { name: string; description: Prose; schema?: SchemaNode }[];
  content: ReferenceMedia[];
}

/** An entry of the list of operations. */
export interface ReferenceEntry {
  /** Names it in URLs: `get-pets-petId`. Unique within the document. */
  key: string;
  method: string;
  path: string;
  summary: string;
  operationId: string;
  deprecated: boolean;
  /** What the provider sends to the consumer; nothing to call. */
  isWebhook: boolean;
}

export interface ReferenceGroup {
  tag: string;
  description: Prose;
  operations: ReferenceEntry[];
}

export interface ReferenceOperation extends ReferenceEntry {
  tags: string[];
  description: Prose;
  moreAt: ReferenceLink | null;
  parameters: ReferenceParameter[];
  body: { required: boolean; description: Prose; content: ReferenceMedia[] } | null;
  responses: ReferenceResponse[];
  /** Alternatives, each a set of schemes that go together; an empty set: none is needed. */
  security: { scheme: string; scopes: string[] }[][];
  servers: string[];
  callbacks: string[];
}

export interface ReferenceLink {
  text: string;
  href: string;
}

export interface SecurityScheme {
  name: string;
  /** "apiKey", "http", "oauth2", "openIdConnect", "mutualTLS" */
  kind: string;
  /** Where it goes, in words: "header X-API-Key", "Bearer token". */
  where: string;
  description: Prose;
}

/** What the document says about itself. */
export interface ReferenceAbout {
  title: string;
  version: string;
  description: Prose;
  contact: { name: string; email: string; href: string } | null;
  license: { name: string; href: string } | null;
  terms: string;
  moreAt: ReferenceLink | null;
  servers: { url: string; description: string }[];
  security: SecurityScheme[];
}

export interface PreparedReference {
  about: ReferenceAbout;
  groups: ReferenceGroup[];
  /** By key. */
  operations: Record<string, ReferenceOperation>;
  /** By ref. */
  schemas: Record<string, SchemaNode>;
}

export type Preparation = { ok: true; reference: PreparedReference } | { ok: false; message: string };

/**
 * What an operation is called in URLs: `get-pets-petId`. Operations that differ in punctuation alone share it; the document's
 * later ones get `-2`, `-3`… behind.
 */
export function operationKey(method: string, path: string): string {
  const words = path.replaceAll(/[^A-Za-z0-9._]+/g, "-").replaceAll(/^-+|-+$/g, "");
  return `${method.toLowerCase()}-${words || "root"}`.slice(0, 200);
}
