"use no memo"; // its script counts, and rendering it again costs little

import type { ReferenceParameter } from "#lib/openapi/schema";
import { Prose } from "./prose.tsx";
import { exampleText } from "./request-of.ts";
import { Flags, SchemaView } from "./schema-view.tsx";
import { typeWords } from "./schema-words.ts";

const PLACES = [
  ["path", "In the path"],
  ["query", "In the query"],
  ["header", "Headers"],
  ["cookie", "Cookies"],
] as const;

/** What goes beside the body, by where it goes. */
export function ParameterList({ parameters }: { parameters: ReferenceParameter[] }) {
  return PLACES.map(([place, title]) => {
    const own = parameters.filter((parameter) => parameter.in === place);
    if (own.length === 0) return null;
    return (
      <div key={place} className="flex min-w-0 flex-col gap-1.5">
        <h4 className="text-sm font-medium text-text-muted">{title}</h4>
        <ul className="flex flex-col divide-y rounded-md border">
          {own.map((parameter) => (
            <Parameter key={parameter.name} parameter={parameter} />
          ))}
        </ul>
      </div>
    );
  });
}

function Parameter({ parameter }: { parameter: ReferenceParameter }) {
  const { name, required, deprecated, description, schema } = parameter;
  const example = exampleText(parameter);
  return (
    <li className="flex min-w-0 flex-col gap-1.5 px-3 py-2">
      <span className="flex flex-wrap items-baseline gap-x-2 gap-y-1">
        <code className="font-mono text-xs font-semibold break-all">{name}</code>
        <span className="font-mono text-xs break-all text-text-muted">{typeWords(schema, {})}</span>
        <Flags node={deprecated ? { ...schema, deprecated: true } : schema} required={required} />
      </span>
      <Prose prose={description} className="text-text-muted" />
      <SchemaView node={schema} />
      {example ? (
        <p className="text-xs break-all text-text-muted">
          Example <code className="font-mono text-text">{example}</code>
        </p>
      ) : null}
    </li>
  );
}
