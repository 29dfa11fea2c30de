import { readFileSync } from "node:fs";
import { parse } from "yaml";

/** What a demo server answers to one operation: the example of its first success in the OpenAPI document. */
export interface Answer {
  method: string;
  /** The path template as a pattern. */
  pattern: RegExp;
  status: number;
  body: object;
}

interface Media {
  example?: object;
}
interface Response {
  content?: Record<string, Media>;
  /** OpenAPI 2.0 */
  examples?: Record<string, object>;
}
interface Operation {
  responses: Record<string, Response>;
}
interface Document {
  paths: Record<string, Record<string, Operation>>;
}

/** The answers to all operations of `demo/documents/<name>.yaml`, under a path prefix. */
export function documentAnswers(name: string, prefix: string): Answer[] {
  const text = readFileSync(new URL(`./documents/${name}.yaml`, import.meta.url), "utf8");
  const { paths } = parse(text) as Document;
  return Object.entries(paths).flatMap(([path, operations]) =>
    Object.entries(operations).map(([method, { responses }]) => {
      const status = Object.keys(responses).find((code) => code.startsWith("2")) ?? "200";
      const response = responses[status];
      const body =
        response?.content?.["application/json"]?.example ?? response?.examples?.["application/json"];
      if (!body) throw new Error(`${name}.yaml: ${method} ${path} has no example.`);
      return {
        method: method.toUpperCase(),
        pattern: patternOf(prefix + path),
        status: Number(status),
        body,
      };
    }),
  );
}

function patternOf(template: string): RegExp {
  return new RegExp(`^${template.replace(/\{[^}]+\}/g, "[^/]+")}$`);
}
