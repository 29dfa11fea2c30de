"use client";
"use no memo"; // its script counts, and rendering it again costs little

import { useState, type ReactNode } from "react";
import { Badge } from "@/components/ui/badge.tsx";
import { CodeBlock } from "@/components/ui/code-block.tsx";
import { CopyId } from "@/components/ui/copy-id.tsx";
import { formatBytes } from "@/components/ui/format-bytes.ts";
import { formatDuration } from "@/components/ui/format-duration.ts";
import { Segmented } from "@/components/ui/segmented.tsx";
import type { TryAnswer } from "#lib/reference/schema";
import { statusTone } from "./status-tone.ts";

/** What came back through the gateway, and from whom. */
export function TryResult({ answer }: { answer: TryAnswer }) {
  const [view, setView] = useState<"body" | "headers">("body");
  const { status, statusText, elapsedMs, firstByteMs, sizeBytes, headers, requestId } = answer;
  return (
    <section aria-label="Answer" className="flex min-w-0 flex-col gap-3 border-t pt-4">
      <div className="flex flex-wrap items-center gap-2 text-sm">
        <Badge tone={statusTone(String(status))} className="font-mono">
          {`${status} ${statusText}`.trim()}
        </Badge>
        <span className="tabular-nums" title={`${firstByteMs} ms to the first byte`}>
          {formatDuration(elapsedMs)}
        </span>
        <span className="text-text-muted tabular-nums">{formatBytes(sizeBytes)}</span>
        {requestId ? <CopyId id={requestId} label="Copy the request id" /> : null}
      </div>
      <Target answer={answer} />
      <div>
        <Segmented
          label="Show of the answer"
          value={view}
          options={[
            { value: "body", label: "Body" },
            { value: "headers", label: `Headers (${headers.length})` },
          ]}
          onChange={setView}
        />
      </div>
      {view === "body" ? <Body answer={answer} /> : <Headers headers={headers} />}
    </section>
  );
}

function Target({ answer: { answeredBy } }: { answer: TryAnswer }): ReactNode {
  if (answeredBy === null) {
    return (
      <p className="text-xs text-text-muted">
        Its fallback policy does not tell clients which target answered.
      </p>
    );
  }
  const { target, attempts, reason } = answeredBy;
  return (
    <p className="flex flex-wrap items-center gap-1.5 text-sm">
      {target ? (
        <>
          Answered by <code className="font-mono text-xs font-semibold break-all">{target}</code>
        </>
      ) : (
        "Answered by the gateway itself"
      )}
      {reason ? <Badge tone="fallback">{reason}</Badge> : null}
      <span className="text-text-muted">{`after ${attempts} ${attempts === 1 ? "attempt" : "attempts"}`}</span>
    </p>
  );
}

function Body({ answer }: { answer: TryAnswer }): ReactNode {
  const { body, sizeBytes } = answer;
  const cut = body.isCut ? (
    <p className="text-xs text-text-muted">{`Only the first ${formatBytes(sizeBytes)} were read.`}</p>
  ) : null;
  if (body.kind === "binary") {
    return (
      <>
        <p className="text-sm text-text-muted">{`${formatBytes(sizeBytes)} that are not text.`}</p>
        {cut}
      </>
    );
  }
  if (body.text === "") return <p className="text-sm text-text-muted">The body is empty.</p>;
  return (
    <>
      <CodeBlock
        label="body of the answer"
        code={pretty(body.text)}
        className="max-h-[28rem] overflow-y-auto"
      />
      {cut}
    </>
  );
}

/** Long bodies are shown as they came: laying them out would hold up the page. */
const PRETTY_MAX = 300_000;

function pretty(text: string): string {
  if (text.length > PRETTY_MAX || !/^\s*[[{]/.test(text)) return text;
  try {
    return JSON.stringify(JSON.parse(text), null, 2);
  } catch {
    return text;
  }
}

function Headers({ headers }: { headers: TryAnswer["headers"] }) {
  return (
    <dl className="flex flex-col gap-1 text-xs">
      {headers.map(([name, value], index) => (
        <div key={index} className="flex flex-col sm:flex-row sm:gap-3">
          <dt className="w-44 shrink-0 font-mono font-semibold break-all">{name}</dt>
          <dd className="min-w-0 font-mono break-all">{value}</dd>
        </div>
      ))}
    </dl>
  );
}
