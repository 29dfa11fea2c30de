"use client";
"use no memo"; // its script counts, and rendering it again costs little

import { useQuery } from "@tanstack/react-query";
import { Link2 } from "lucide-react";
import { MethodBadge } from "@/components/apis/method-badge.tsx";
import type { VersionRef } from "@/components/publishing/queries.ts";
import { Badge } from "@/components/ui/badge.tsx";
import { cn } from "@/components/ui/cn.ts";
import { IconButton } from "@/components/ui/icon-button.tsx";
import { ProblemCallout } from "@/components/ui/problem-callout.tsx";
import { Skeleton } from "@/components/ui/skeleton.tsx";
import { useCopy } from "@/components/ui/use-copy.ts";
import type { ReferenceOperation, SecurityScheme } from "#lib/openapi/schema";
import { MediaView } from "./media-view.tsx";
import { OperationCall } from "./operation-call.tsx";
import { OutsideLink, Prose } from "./prose.tsx";
import { ParameterList } from "./parameter-list.tsx";
import { operationQuery } from "./queries.ts";
import { ResponseList } from "./response-list.tsx";
import { KnownSchemas } from "./schema-view.tsx";
import { SecurityNeeds } from "./security-needs.tsx";

interface OperationViewProps {
  versionRef: VersionRef;
  environment: string;
  operationKey: string;
  security: SecurityScheme[];
}

/** One operation: what it does, what it takes, what it gives, and how to call it. */
export function OperationView({ versionRef, environment, operationKey, security }: OperationViewProps) {
  const asked = useQuery(operationQuery(versionRef, operationKey));
  // A later question that fails takes nothing away: what is read, and typed into Try it, stays.
  if (asked.isLoadingError)
    return <ProblemCallout error={asked.error} onRetry={() => void asked.refetch()} />;
  if (asked.isPending) return <Waiting />;
  const { operation, schemas } = asked.data;
  return (
    <KnownSchemas value={{ versionRef, schemas }}>
      <article aria-labelledby="operation-title" className="flex min-w-0 flex-col gap-6">
        <Title operation={operation} />
        <div className="grid min-w-0 gap-6 xl:grid-cols-[minmax(0,1fr)_minmax(0,21rem)] 2xl:grid-cols-[minmax(0,1fr)_minmax(0,28rem)]">
          <div className="flex min-w-0 flex-col gap-6">
            <Facts operation={operation} security={security} />
          </div>
          {operation.isWebhook ? null : (
            <div className="min-w-0 xl:sticky xl:top-4 xl:self-start">
              <OperationCall
                key={operation.key}
                versionRef={versionRef}
                environment={environment}
                operation={operation}
              />
            </div>
          )}
        </div>
      </article>
    </KnownSchemas>
  );
}

function Title({ operation }: { operation: ReferenceOperation }) {
  const { method, path, summary, deprecated, operationId } = operation;
  const { copied, copy } = useCopy();
  return (
    <header className="flex flex-col gap-2">
      <div className="flex items-start gap-2">
        <h2
          id="operation-title"
          tabIndex={-1}
          className={cn(
            "min-w-0 text-xl font-semibold break-words outline-none",
            deprecated && "line-through",
          )}
        >
          {summary || path}
        </h2>
        <IconButton
          label={copied ? "Copied" : "Copy a link to this operation"}
          size="sm"
          onClick={() => copy(window.location.href)}
        >
          <Link2 aria-hidden />
        </IconButton>
      </div>
      <div className="flex flex-wrap items-center gap-2">
        <MethodBadge method={method} />
        <code className="min-w-0 font-mono text-sm break-all">{path}</code>
        {deprecated ? <Badge tone="warn">Deprecated</Badge> : null}
        {operationId ? (
          <span className="font-mono text-xs break-all text-text-muted">{operationId}</span>
        ) : null}
      </div>
    </header>
  );
}

function Facts({ operation, security }: { operation: ReferenceOperation; security: SecurityScheme[] }) {
  const { description, moreAt, body, parameters, responses, servers, callbacks } = operation;
  return (
    <>
      <Prose prose={description} />
      {moreAt ? (
        <p className="text-sm">
          <OutsideLink href={moreAt.href}>{moreAt.text}</OutsideLink>
        </p>
      ) : null}
      <SecurityNeeds needs={operation.security} schemes={security} />
      {parameters.length > 0 ? (
        <Section title="Parameters">
          <ParameterList parameters={parameters} />
        </Section>
      ) : null}
      {body && body.content.length > 0 ? (
        <Section title={`Request body${body.required ? "" : " (optional)"}`}>
          <Prose prose={body.description} className="text-text-muted" />
          <MediaView label="request body" content={body.content} />
        </Section>
      ) : null}
      {responses.length > 0 ? (
        <Section title="Responses">
          <ResponseList responses={responses} />
        </Section>
      ) : null}
      {servers.length > 0 ? (
        <Section title="Its own servers">
          <ul className="font-mono text-xs break-all text-text-muted">
            {servers.map((server) => (
              <li key={server}>{server}</li>
            ))}
          </ul>
        </Section>
      ) : null}
      {callbacks.length > 0 ? (
        <p className="text-sm text-text-muted">{`Calls back: ${callbacks.join(", ")}.`}</p>
      ) : null}
    </>
  );
}

function Section({ title, children }: { title: string; children: React.ReactNode }) {
  return (
    <section className="flex min-w-0 flex-col gap-3">
      <h3 className="text-base font-semibold">{title}</h3>
      {children}
    </section>
  );
}

function Waiting() {
  return (
    <div role="status" className="flex flex-col gap-4">
      <span className="sr-only">Loading the operation</span>
      <Skeleton className="h-6 w-64" />
      <Skeleton className="w-80" />
      <Skeleton className="h-40" />
      <Skeleton className="h-56" />
    </div>
  );
}
