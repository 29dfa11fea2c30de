"use client";

import { useQuery } from "@tanstack/react-query";
import { ChevronRight } from "lucide-react";
import { createContext, use, useState, type ReactNode } from "react";
import type { VersionRef } from "@/components/publishing/queries.ts";
import { Badge } from "@/components/ui/badge.tsx";
import { cn } from "@/components/ui/cn.ts";
import { ProblemCallout } from "@/components/ui/problem-callout.tsx";
import { Skeleton } from "@/components/ui/skeleton.tsx";
import type { SchemaNode } from "#lib/openapi/schema";
import { Prose } from "./prose.tsx";
import { schemaQuery } from "./queries.ts";
import { hasInside, nameOfRef, typeWords } from "./schema-words.ts";

interface Known {
  versionRef: VersionRef;
  schemas: Record<string, SchemaNode>;
}

/** The schemas that came with the operation; others are asked for when they are opened. */
export const KnownSchemas = createContext<Known>({ versionRef: { slug: "", version: "" }, schemas: {} });

/** Nested so far, everything starts closed. */
const OPEN_LEVELS = 1;

/** What a value looks like: its type, what it must satisfy, and what is in it. Every level opens on request, so circles end. */
export function SchemaView({ node, level = 0 }: { node: SchemaNode; level?: number }): ReactNode {
  if (node.ref !== undefined) return <NamedSchema schemaRef={node.ref} own={node} level={level} />;
  return (
    <div className="flex min-w-0 flex-col gap-2">
      <SchemaFacts node={node} />
      <Inside node={node} level={level} />
    </div>
  );
}

function NamedSchema({ schemaRef, own, level }: { schemaRef: string; own: SchemaNode; level: number }) {
  const known = use(KnownSchemas);
  const here = known.schemas[schemaRef];
  const asked = useQuery({ ...schemaQuery(known.versionRef, schemaRef), enabled: here === undefined });
  if (here !== undefined) return <Resolved node={here} own={own} level={level} />;
  if (asked.isLoadingError)
    return <ProblemCallout error={asked.error} onRetry={() => void asked.refetch()} />;
  if (!asked.data) return <Skeleton className="w-48" />;
  const { schemas } = asked.data;
  return (
    <KnownSchemas value={{ ...known, schemas: { ...known.schemas, ...schemas } }}>
      <Resolved node={schemas[schemaRef] ?? {}} own={own} level={level} />
    </KnownSchemas>
  );
}

/** Beside a reference there may be a description of its own (3.1): it says more than the schema's. */
function Resolved({ node, own, level }: { node: SchemaNode; own: SchemaNode; level: number }) {
  const { ref: _ref, ...beside } = own;
  return <SchemaView node={{ ...node, ...beside }} level={level} />;
}

function SchemaFacts({ node }: { node: SchemaNode }) {
  const { unresolved } = node;
  return (
    <>
      {node.description ? <Prose prose={node.description} className="text-text-muted" /> : null}
      {unresolved ? (
        <p className="text-sm text-warn">
          {unresolved.reason === "external" ? "Described outside of this document: " : "Points at nothing: "}
          <code className="font-mono text-xs break-all">{unresolved.target}</code>
        </p>
      ) : null}
      <Values label="One of" values={node.enum} />
      <Values label="Always" values={node.constant === undefined ? undefined : [node.constant]} />
      <Values label="Default" values={node.default === undefined ? undefined : [node.default]} />
      {node.constraints ? (
        <p className="text-xs break-words text-text-muted">{node.constraints.join(" · ")}</p>
      ) : null}
      {node.isCut ? <p className="text-xs text-text-muted">There is more of it in the document.</p> : null}
    </>
  );
}

const VALUES_SHOWN = 12;

function Values({ label, values }: { label: string; values: string[] | undefined }) {
  const [all, setAll] = useState(false);
  if (!values) return null;
  const shown = all ? values : values.slice(0, VALUES_SHOWN);
  return (
    <p className="flex flex-wrap items-baseline gap-1 text-xs text-text-muted">
      <span>{label}</span>
      {shown.map((value, index) => (
        <code key={index} className="rounded-sm bg-surface-sunken px-1 font-mono break-all text-text">
          {value}
        </code>
      ))}
      {shown.length < values.length ? (
        <button type="button" className="rounded-sm text-accent underline" onClick={() => setAll(true)}>
          {values.length - shown.length} more
        </button>
      ) : null}
    </p>
  );
}

/** Members, items and alternatives. */
function Inside({ node, level }: { node: SchemaNode; level: number }) {
  const { properties, items, additional, allOf, oneOf, anyOf, not } = node;
  return (
    <>
      {properties ? (
        <ul className="flex flex-col divide-y rounded-md border">
          {properties.map(({ name, required, schema }) => (
            <Member key={name} name={name} required={required} node={schema} level={level} />
          ))}
        </ul>
      ) : null}
      {node.closed ? <p className="text-xs text-text-muted">No other members.</p> : null}
      {additional ? <Part label="Any other member" node={additional} level={level} /> : null}
      {items ? <Part label="Each item" node={items} level={level} /> : null}
      {allOf?.map((part, index) => (
        <SchemaView key={index} node={part} level={level} />
      ))}
      {oneOf ? <Alternatives label="One of" nodes={oneOf} owner={node} level={level} /> : null}
      {anyOf ? <Alternatives label="Any of" nodes={anyOf} owner={node} level={level} /> : null}
      {not && Object.keys(not).length > 0 ? <Part label="But not" node={not} level={level} /> : null}
    </>
  );
}

interface MemberProps {
  name: string;
  required: boolean;
  node: SchemaNode;
  level: number;
}

function Member({ name, required, node, level }: MemberProps) {
  const known = use(KnownSchemas);
  const shown = node.ref === undefined ? node : { ...known.schemas[node.ref], ...node };
  return (
    <li className="flex min-w-0 flex-col gap-1.5 px-3 py-2">
      <span className="flex flex-wrap items-baseline gap-x-2 gap-y-1">
        <code className={cn("font-mono text-xs font-semibold break-all", shown.deprecated && "line-through")}>
          {name}
        </code>
        <span className="font-mono text-xs break-all text-text-muted">{typeWords(node, known.schemas)}</span>
        <Flags node={shown} required={required} />
      </span>
      {hasInside(shown) ? (
        <Folded label={`What is in ${name}`} isOpen={level < OPEN_LEVELS - 1}>
          <SchemaView node={node} level={level + 1} />
        </Folded>
      ) : (
        <SchemaFacts node={shown} />
      )}
    </li>
  );
}

export function Flags({ node, required }: { node: SchemaNode; required: boolean }) {
  return (
    <>
      {required ? <span className="text-xs font-medium text-danger">required</span> : null}
      {node.deprecated ? <Badge tone="warn">Deprecated</Badge> : null}
      {node.readOnly ? <Badge>Read only</Badge> : null}
      {node.writeOnly ? <Badge>Write only</Badge> : null}
    </>
  );
}

function Part({ label, node, level }: { label: string; node: SchemaNode; level: number }) {
  const known = use(KnownSchemas);
  return (
    <div className="flex min-w-0 flex-col gap-1.5 border-l-2 pl-3">
      <p className="text-xs text-text-muted">
        {label}: <span className="font-mono">{typeWords(node, known.schemas)}</span>
      </p>
      {node.ref !== undefined && level >= OPEN_LEVELS ? (
        <Folded label={`What is in ${nameOfRef(node.ref)}`} isOpen={false}>
          <SchemaView node={node} level={level + 1} />
        </Folded>
      ) : (
        <SchemaView node={node} level={level + 1} />
      )}
    </div>
  );
}

interface AlternativesProps {
  label: string;
  nodes: SchemaNode[];
  owner: SchemaNode;
  level: number;
}

function Alternatives({ label, nodes, owner, level }: AlternativesProps) {
  const known = use(KnownSchemas);
  const { discriminator } = owner;
  return (
    <div className="flex min-w-0 flex-col gap-1.5">
      <p className="text-xs text-text-muted">
        {label}
        {discriminator ? (
          <>
            , told by <code className="font-mono text-text">{discriminator.property}</code>
          </>
        ) : null}
      </p>
      <ul className="flex flex-col divide-y rounded-md border">
        {nodes.map((node, index) => {
          const value = discriminator?.mapping.find(([, ref]) => ref === node.ref)?.[0];
          const name =
            node.ref === undefined ? (node.title ?? typeWords(node, known.schemas)) : nameOfRef(node.ref);
          return (
            <li key={index} className="flex min-w-0 flex-col gap-1.5 px-3 py-2">
              <Folded label={value === undefined ? name : `${name} (${value})`} isOpen={nodes.length === 1}>
                <SchemaView node={node} level={level + 1} />
              </Folded>
            </li>
          );
        })}
      </ul>
    </div>
  );
}

/** Renders what is inside only once it is opened: a deep or circular schema costs nothing before. */
function Folded({ label, isOpen, children }: { label: string; isOpen: boolean; children: ReactNode }) {
  const [open, setOpen] = useState(isOpen);
  return (
    <div className="flex min-w-0 flex-col gap-2">
      <button
        type="button"
        aria-expanded={open}
        onClick={() => setOpen(!open)}
        className="flex w-fit items-center gap-1 rounded-sm text-left text-xs font-medium text-accent touch-target"
      >
        <ChevronRight
          aria-hidden
          className={cn("size-3.5 shrink-0 transition-transform", open && "rotate-90")}
        />
        <span className="break-all">{label}</span>
      </button>
      {open ? children : null}
    </div>
  );
}
