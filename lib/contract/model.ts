import type { JsonObject } from "./json.ts";

/** A value and where it stands in its document. */
export interface Node {
  value: unknown;
  pointer: string;
  /** Pointers within it → where that stands, when it was put together of parts. */
  places?: Map<string, string>;
}

/** What a document says of the future of a part of it. */
export interface Marks {
  deprecated: boolean;
  /** `x-sunset`, as given; undefined without one. */
  sunset: unknown;
  /** `x-stability-level`, as given. */
  stability: unknown;
}

export interface Parameter {
  name: string;
  in: "query" | "header" | "path" | "cookie";
  pointer: string;
  required: boolean;
  marks: Marks;
  style: string;
  explode: boolean;
  allowReserved: boolean;
  allowEmptyValue: boolean;
  /** Described by a media type instead of a schema: how it is written is the media type's business. */
  mediaType?: string;
  schema?: Node;
}

export interface Media {
  /** Lower case, parameters included, as written. */
  name: string;
  pointer: string;
  schema?: Node;
}

export interface Body {
  pointer: string;
  required: boolean;
  media: Media[];
}

export interface Header {
  name: string;
  pointer: string;
  required: boolean;
  marks: Marks;
  schema?: Node;
}

export interface Response {
  /** "200", "2XX", "default", as written but upper case. */
  status: string;
  pointer: string;
  media: Media[];
  headers: Map<string, Header>;
}

/** One way to be let in: scheme name → scopes. None at all: anybody. */
export type Requirement = Map<string, string[]>;

export interface Operation {
  method: string;
  path: string;
  pointer: string;
  operationId: string | undefined;
  marks: Marks;
  /** By place and name; path parameters by their position, for their names are nobody's business. */
  parameters: Map<string, Parameter>;
  body?: Body;
  responses: Map<string, Response>;
  /** Alternatives. */
  security: Requirement[];
  /** Operations of the consumer that this one calls back, by a name of their own. */
  callbacks: Map<string, Operation>;
}

export interface Document {
  root: JsonObject;
  /** Follows local references; the last node reached. `external`: it leads out of the document, and is not followed. */
  follow(node: Node): Node & { external?: string };
}

/** What two documents are compared by. */
export interface Contract {
  document: Document;
  /** By method and path. */
  operations: Map<string, Operation>;
  /** What the provider sends of itself: everything in them goes the other way. */
  webhooks: Map<string, Operation>;
  schemes: Map<string, Node>;
  servers: Map<string, Node>;
}
