"use client";
"use no memo"; // its script counts, and rendering it again costs little

import { useState } from "react";
import { CodeBlock } from "@/components/ui/code-block.tsx";
import { Segmented } from "@/components/ui/segmented.tsx";
import { Select } from "@/components/ui/select.tsx";
import type { ReferenceMedia } from "#lib/openapi/schema";
import { SchemaView } from "./schema-view.tsx";

interface MediaViewProps {
  /** What it is, for labels: "request body", "200 response". */
  label: string;
  content: ReferenceMedia[];
}

const VIEWS = [
  { value: "schema", label: "Schema" },
  { value: "example", label: "Example" },
] as const;

/** A body by media type, as its schema or as an example. */
export function MediaView({ label, content }: MediaViewProps) {
  const [type, setType] = useState(content[0]?.type ?? "");
  const [chosenView, setView] = useState<"schema" | "example">("schema");
  const media = content.find((one) => one.type === type) ?? content[0];
  if (!media) return null;
  const view = media.schema ? chosenView : "example";
  return (
    <div className="flex min-w-0 flex-col gap-3">
      <div className="flex flex-wrap items-center gap-2">
        {content.length > 1 ? (
          <Select
            aria-label={`Media type of the ${label}`}
            className="w-auto font-mono"
            value={media.type}
            onChange={(event) => setType(event.target.value)}
          >
            {content.map((one) => (
              <option key={one.type}>{one.type}</option>
            ))}
          </Select>
        ) : (
          <code className="min-w-0 font-mono text-xs break-all text-text-muted">{media.type}</code>
        )}
        {media.schema && media.examples.length > 0 ? (
          <Segmented label={`Show the ${label} as`} value={view} options={VIEWS} onChange={setView} />
        ) : null}
      </div>
      {view === "schema" && media.schema ? <SchemaView node={media.schema} /> : null}
      {view === "example" ? <Examples key={media.type} label={label} media={media} /> : null}
    </div>
  );
}

function Examples({ label, media }: { label: string; media: ReferenceMedia }) {
  const [chosen, choose] = useState(0);
  const example = media.examples[chosen];
  if (!example) return <p className="text-sm text-text-muted">The document has no example.</p>;
  return (
    <div className="flex min-w-0 flex-col gap-2">
      {media.examples.length > 1 ? (
        <Select
          aria-label={`Example of the ${label}`}
          value={chosen}
          onChange={(event) => choose(Number(event.target.value))}
        >
          {media.examples.map((one, index) => (
            <option key={index} value={index}>
              {one.summary || one.name}
            </option>
          ))}
        </Select>
      ) : null}
      <CodeBlock label={`example of the ${label}`} code={example.text} className="max-h-96 overflow-y-auto" />
      {example.isMade ? (
        <p className="text-xs text-text-muted">Made from the schema: the document has no example.</p>
      ) : null}
      {example.isCut ? <p className="text-xs text-text-muted">Cut: the example is very long.</p> : null}
    </div>
  );
}
