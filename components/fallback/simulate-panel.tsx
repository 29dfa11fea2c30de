"use client";

import { useState } from "react";
import { Field } from "@/components/ui/field.tsx";
import { Select } from "@/components/ui/select.tsx";
import { formatDuration } from "@/components/ui/format-duration.ts";
import { simulate, type Behaviour, type SimulationResult, type TraceEntry } from "#lib/fallback";
import type { UnboundPolicy } from "#lib/fallback/schema";
import { Badge } from "@/components/ui/badge.tsx";

const BEHAVIOURS = {
  up: ["Answers", { kind: "up" }],
  refused: ["Refuses connections", { kind: "refused" }],
  hangs: ["Accepts and hangs", { kind: "hangs" }],
  reset: ["Breaks the connection", { kind: "reset" }],
  slow: ["Answers after 3 s", { kind: "slow", ms: 3000 }],
  "503": ["Answers 503", { kind: "status", status: 503 }],
  "500": ["Answers 500", { kind: "status", status: 500 }],
} as const satisfies Record<string, readonly [string, Behaviour]>;
type BehaviourName = keyof typeof BEHAVIOURS;

const METHODS = ["GET", "POST", "PUT", "DELETE"] as const;

/** Choose what fails and how; the gateway's own decision core walks the chain. Nothing is sent. */
export function SimulatePanel({ policy }: { policy: UnboundPolicy }) {
  const [method, setMethod] = useState<string>("GET");
  const [chosen, setChosen] = useState<Record<string, BehaviourName>>({});
  const first = policy.chain[0]?.id ?? "";
  const behaviourOf = (id: string): BehaviourName => chosen[id] ?? (id === first ? "refused" : "up");
  const behaviours = Object.fromEntries(policy.chain.map(({ id }) => [id, BEHAVIOURS[behaviourOf(id)][1]]));
  const bodyBytes = method === "GET" || method === "DELETE" ? 0 : 200;
  const result = simulate({ policy, behaviours, request: { method, bodyBytes, headers: {} } });
  const network = policy.chain.filter((target) => target.kind !== "static" && target.kind !== "stale");
  return (
    <div className="grid gap-6 p-4 md:grid-cols-[16rem_1fr]">
      <div className="flex flex-col gap-3">
        <Field label="Request">
          <Select value={method} onChange={(event) => setMethod(event.target.value)}>
            {METHODS.map((name) => (
              <option key={name}>{name}</option>
            ))}
          </Select>
        </Field>
        {network.map(({ id }) => (
          <Field key={id} label={id}>
            <Select
              value={behaviourOf(id)}
              onChange={(event) => setChosen({ ...chosen, [id]: event.target.value as BehaviourName })}
            >
              {Object.entries(BEHAVIOURS).map(([name, [label]]) => (
                <option key={name} value={name}>
                  {label}
                </option>
              ))}
            </Select>
          </Field>
        ))}
      </div>
      <div className="flex min-w-0 flex-col gap-3" aria-live="polite">
        <p className="flex flex-wrap items-center gap-2 text-sm">
          <Badge tone={toneOf(result)}>{result.status}</Badge>
          <span>
            {result.target === undefined ? "The gateway answers itself" : `${result.target} answers`} after{" "}
            {formatDuration(result.elapsedMs)}
            {result.result === "rescued" ? ", rescued" : ""}.
          </span>
        </p>
        <ol className="flex flex-col rounded-md border">
          {result.trace.map((entry, index) => (
            <TraceLine key={index} entry={entry} />
          ))}
        </ol>
      </div>
    </div>
  );
}

function toneOf({ status, result }: SimulationResult): "ok" | "fallback" | "danger" {
  if (status >= 400) return "danger";
  return result === "rescued" || result === "away" ? "fallback" : "ok";
}

const WHAT: Record<TraceEntry["what"], string> = {
  attempt: "asked",
  skip: "passed over",
  wait: "waited for",
  hold: "waited for the first event of",
  failed: "failed",
  local: "answered by the gateway",
  relay: "answered",
  exhausted: "nothing left to try",
  refuse: "refused",
  stop: "stopped",
};

function TraceLine({ entry }: { entry: TraceEntry }) {
  return (
    <li className="flex items-baseline gap-3 border-b px-3 py-1.5 text-sm last:border-b-0">
      <span className="w-16 shrink-0 text-right text-xs text-text-muted tabular-nums">
        {formatDuration(entry.atMs)}
      </span>
      <span className="min-w-0 flex-1 break-words">
        {entry.target ? <span className="font-medium">{entry.target} </span> : null}
        {WHAT[entry.what]}
        {entry.reason ? <span className="text-text-muted">: {entry.reason.replaceAll("_", " ")}</span> : null}
      </span>
    </li>
  );
}
