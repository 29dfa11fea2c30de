import type {
  PreparedReference,
  ReferenceMedia,
  ReferenceOperation,
  ReferenceParameter,
} from "#lib/openapi/schema";
import { formFields, isForm } from "./form-fields.ts";
import { sampleOf } from "./sample.ts";

type Schemas = PreparedReference["schemas"];

/** The operation with an example wherever the document has a schema alone. */
export function withSamples(operation: ReferenceOperation, schemas: Schemas): ReferenceOperation {
  const { body } = operation;
  return {
    ...operation,
    parameters: operation.parameters.map((parameter) => sampledParameter(parameter, schemas)),
    body: body && { ...body, content: body.content.map((media) => requestMedia(media, schemas)) },
    responses: operation.responses.map((response) => ({
      ...response,
      content: response.content.map((media) => sampled(media, schemas, "response")),
    })),
  };
}

function sampledParameter(parameter: ReferenceParameter, schemas: Schemas): ReferenceParameter {
  if (parameter.example !== undefined) return parameter;
  const example = sampleOf(parameter.schema, schemas, "request");
  return example === undefined ? parameter : { ...parameter, example };
}

function requestMedia(media: ReferenceMedia, schemas: Schemas): ReferenceMedia {
  const form = media.schema && isForm(media.type) ? formFields(media.schema, schemas) : [];
  return { ...sampled(media, schemas, "request"), ...(form.length > 0 ? { form } : {}) };
}

function sampled(media: ReferenceMedia, schemas: Schemas, direction: "request" | "response"): ReferenceMedia {
  if (media.examples.length > 0 || !media.schema || !isTextual(media.type)) return media;
  const value = sampleOf(media.schema, schemas, direction);
  if (value === undefined) return media;
  return {
    ...media,
    examples: [{ name: "Example", summary: "", text: textOf(value, media.type), isMade: true }],
  };
}

/** Kinds of content for which a value can be written down; XML needs more than its schema says here. */
function isTextual(type: string): boolean {
  return /json|\*\/\*|x-www-form-urlencoded|text\/plain/i.test(type);
}

function textOf(value: unknown, type: string): string {
  if (/x-www-form-urlencoded/i.test(type) && typeof value === "object" && value !== null) {
    return new URLSearchParams(
      Object.entries(value).map(([name, part]) => [
        name,
        typeof part === "string" ? part : JSON.stringify(part),
      ]),
    ).toString();
  }
  return typeof value === "string" && /text\/plain/i.test(type) ? value : JSON.stringify(value, null, 2);
}
